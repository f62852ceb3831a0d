// Extended numbers keep the digits that they promise, against fifty decimal digits.
#include "support/catch.hpp"
#include "support/exact.hpp"

#include "base/extended.hpp"
#include "engine/dice.hpp"

#include <cstdlib>
#include <string>
#include <vector>

using namespace sim;
using namespace sim::test;

namespace {

Exact exact(Extended x) { return Exact(x.high) + Exact(x.low); }
Exact exact(Scaled x) { return ldexp(exact(x.factor), x.exponent); }
double relative(const Exact& found, const Exact& wanted) { return Exact(abs(found / wanted - 1)).convert_to<double>(); }
Roll numbers(std::uint64_t who) { return Dice(1, 2).roll(Purpose::input, who); }
double between(Roll& roll, double least, double most) { return least + (most - least) * roll.uniform(); }

} // namespace

TEST_CASE("Extended numbers: sums and products of doubles are exact") {
    Roll roll = numbers(1);
    for (int i = 0; i < 1000; ++i) {
        const double a = between(roll, -1e3, 1e3), b = between(roll, -1e-5, 1e5);
        REQUIRE(exact(exact_sum(a, b)) == Exact(a) + Exact(b));
        REQUIRE(exact(exact_product(a, b)) == Exact(a) * Exact(b));
    }
}

TEST_CASE("Extended numbers: arithmetic keeps about 104 bits") {
    Roll roll = numbers(2);
    for (int i = 0; i < 1000; ++i) {
        const Extended a = exact_sum(between(roll, 1, 2), between(roll, 0, 1e-16));
        const Extended b = exact_sum(between(roll, 1, 9), between(roll, 0, 1e-16));
        REQUIRE(relative(exact(a + b), exact(a) + exact(b)) < 0x1p-102);
        REQUIRE(relative(exact(a * b), exact(a) * exact(b)) < 0x1p-102);
        REQUIRE(relative(exact(a / b), exact(a) / exact(b)) < 0x1p-102);
    }
    CHECK(relative(exact(ln_2), log(Exact(2))) < 0x1p-104);
    CHECK(relative(exact(log2_e), 1 / log(Exact(2))) < 0x1p-102);
    for (std::size_t i = 0; i < detail::powers.size(); ++i) {
        REQUIRE(relative(exact(detail::powers[i]), pow(Exact(2), Exact(i) / 64)) < 0x1p-98);
    }
}

TEST_CASE("Extended numbers: powers of two are right to 2^-67") {
    Roll roll = numbers(3);
    for (int i = 0; i < 2000; ++i) {
        const Extended x = exact_sum(between(roll, -1, 1) * std::ldexp(1.0, i % 40 - 30), between(roll, 0, 1e-20));
        REQUIRE(relative(exact(exp2(x)), pow(Exact(2), exact(x))) < 0x1p-67);
    }
    for (int n = -1074; n <= 1023; ++n) REQUIRE(exp2_of(n) == std::ldexp(1.0, n));
}

TEST_CASE("Extended numbers: logarithms are right to 2^-65 of themselves, also next to 1") {
    Roll roll = numbers(4);
    for (int i = 0; i < 2000; ++i) {
        const Extended x = exact_sum(1, between(roll, -0.5, 1) * std::ldexp(1.0, -(i % 50)));
        REQUIRE(relative(exact(log2(x)), log(exact(x)) / log(Exact(2))) < 0x1p-65);
        const double y = exp_of(between(roll, -700, 700));
        REQUIRE(relative(exact(log2({y, 0})), log(Exact(y)) / log(Exact(2))) < 0x1p-65);
    }
    CHECK(log_of(1) == 0);
    for (int n = -1074; n <= 1023; ++n) REQUIRE(log2({std::ldexp(1.0, n), 0}).high == n);
}

TEST_CASE("Extended numbers: the functions of doubles are rounded to their last bit") {
    Roll roll = numbers(5);
    for (int i = 0; i < 2000; ++i) {
        const double x = between(roll, -30, 30), base = exp_of(between(roll, -20, 20));
        REQUIRE(ulps(exp2_of(x), pow(Exact(2), Exact(x))) < 0.501);
        REQUIRE(ulps(exp_of(x), exp(Exact(x))) < 0.501);
        REQUIRE(ulps(log_of(base), log(Exact(base))) < 0.501);
        REQUIRE(ulps(power_of(base, x), pow(Exact(base), Exact(x))) < 0.501);
    }
}

TEST_CASE("Extended numbers: logarithms to bases 2 and 10 are rounded to their last bit, also next to 1") {
    Roll roll = numbers(6);
    for (int i = 0; i < 2000; ++i) {
        for (const double x : {exp_of(between(roll, -700, 700)), 1 + between(roll, -0.5, 1) * std::ldexp(1.0, -(i % 50))}) {
            REQUIRE(ulps(log2_of(x), log(Exact(x)) / log(Exact(2))) < 0.501);
            REQUIRE(ulps(log10_of(x), log(Exact(x)) / log(Exact(10))) < 0.501);
        }
    }
    for (int n = -300; n <= 300; ++n) CHECK(log10_of(std::strtod(("1e" + std::to_string(n)).c_str(), nullptr)) == n);
    CHECK(relative(exact(log10_2), log(Exact(2)) / log(Exact(10))) < 0x1p-104);
}

TEST_CASE("Extended numbers: square roots keep about 100 bits") {
    Roll roll = numbers(7);
    for (int i = 0; i < 1000; ++i) {
        const Extended x = exact_sum(between(roll, 0, 100), between(roll, 0, 1e-16));
        REQUIRE(relative(exact(sqrt(x)), sqrt(exact(x))) < 0x1p-100);
    }
    CHECK(sqrt(Extended{}).high == 0);
}

TEST_CASE("Extended numbers: 0, infinity, negative and no numbers are as in C") {
    constexpr double infinity = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> unusual{0.0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, -2.5, 0x1p53, -0x1p53, infinity, -infinity, none};
    const auto same = [](double a, double b) { return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b)); };
    for (const double a : unusual) {
        INFO(a);
        CHECK((same(log_of(a), std::log(a)) || log_of(a) == Approx(std::log(a)).epsilon(1e-15)));
        CHECK((same(log10_of(a), std::log10(a)) || log10_of(a) == Approx(std::log10(a)).epsilon(1e-15)));
        CHECK((same(exp_of(a), std::exp(a)) || exp_of(a) == Approx(std::exp(a)).epsilon(1e-15)));
        for (const double b : unusual) {
            INFO(b);
            const double found = power_of(a, b), wanted = std::pow(a, b);
            CHECK((same(found, wanted) || std::abs(found / wanted - 1) < 1e-15));
        }
    }
    CHECK(log_of(0) == -infinity);
    CHECK(log10_of(infinity) == infinity);
    CHECK(std::isnan(exp_of(none)));
}

TEST_CASE("Extended numbers: out of range is 0 or infinite, never no number") {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double x : {1024.0, 1e5, 1e20, 1e300, std::numeric_limits<double>::max()}) {
        CHECK(exp2_of(x) == infinity);
        CHECK(exp2_of(-x - 100) == 0);
        CHECK(exp_of(x) == infinity);
        CHECK(exp_of(-x) == 0);
        CHECK(power_of(2, x) == infinity);
        CHECK(power_of(0.5, x + 100) == 0);
        CHECK(power_of(1, x) == 1);
    }
    CHECK(power_of(1 + 0x1p-52, 1e300) == infinity);
    CHECK(exp_of(1e-300) == 1);
    CHECK(exp_of(0) == 1);
    CHECK(exp2_of(-1074.9) == std::numeric_limits<double>::denorm_min());
}
