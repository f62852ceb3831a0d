// The dice are Philox4x64-10 as published, uniform, independent, and the same for ever.
#include "support/catch.hpp"

#include "engine/dice.hpp"
#include "engine/draw.hpp"
#include "sim/distribution.hpp"
#include "sim/quantity.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace sim;

namespace {

constexpr double least_p = 1e-6; // what a test of chance must reach; the dice are fixed, so it never flickers

/// Kolmogorov's and Smirnov's p-value: the asymptotic series, good from some 100 values on.
double ks_p(std::vector<double> values, const std::function<double(double)>& cdf) {
    std::sort(values.begin(), values.end());
    const double n = static_cast<double>(values.size());
    double distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double below = cdf(values[i]), rank = static_cast<double>(i);
        distance = std::max({distance, below - rank / n, (rank + 1) / n - below});
    }
    const double lambda = (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n)) * distance;
    if (lambda < 0.2) return 1;
    double p = 0;
    for (int k = 1; k <= 100; ++k) p += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * lambda * lambda);
    return p;
}

double chi_square_p(const std::vector<int>& counts) {
    double total = 0, sum = 0;
    for (const int count : counts) total += count;
    const double expected = total / static_cast<double>(counts.size());
    for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
    return cdf(complement(boost::math::chi_squared(static_cast<double>(counts.size() - 1)), sum));
}

/// The two-sided p-value of Pearson's correlation, whose square root of n fold is normal where there is none.
double correlation_p(const std::vector<double>& a, const std::vector<double>& b) {
    double covariance = 0, square_a = 0, square_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        covariance += (a[i] - 0.5) * (b[i] - 0.5);
        square_a += (a[i] - 0.5) * (a[i] - 0.5);
        square_b += (b[i] - 0.5) * (b[i] - 0.5);
    }
    return std::erfc(std::abs(covariance) / std::sqrt(square_a * square_b) * std::sqrt(static_cast<double>(a.size()) / 2));
}

double identity(double x) { return x; }

std::vector<double> uniforms(Roll roll, int count) {
    std::vector<double> result;
    for (int i = 0; i < count; ++i) result.push_back(roll.uniform());
    return result;
}
/// The first uniform of each of many rolls.
std::vector<double> first_uniforms(int count, const std::function<Roll(std::uint64_t)>& roll) {
    std::vector<double> result;
    for (int i = 0; i < count; ++i) result.push_back(roll(static_cast<std::uint64_t>(i)).uniform());
    return result;
}
/// The ways in which rolls of a simulation differ from each other, as families of rolls with neighbouring numbers.
std::vector<std::function<Roll(std::uint64_t)>> families() {
    return {[](std::uint64_t i) { return Dice(i, 0).roll(Purpose::choice, 0); },
            [](std::uint64_t i) { return Dice(1, i).roll(Purpose::choice, 0); },
            [](std::uint64_t i) { return Dice(1, 2).roll(Purpose::choice, i); },
            [](std::uint64_t i) { return Dice(1, 2).roll(Purpose::choice, 3, i); },
            [](std::uint64_t i) { return Dice(1, 2).roll(static_cast<Purpose>(i), 3); },
            [](std::uint64_t i) { return Dice(1, 2).roll(Purpose::choice, key_of("lab-" + std::to_string(i))); }};
}

} // namespace

TEST_CASE("Dice: Philox4x64-10 gives the known answers of the Random123 distribution") {
    // Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11; the file kat_vectors of Random123.
    struct Known {
        r123::Philox4x64::ctr_type counter;
        r123::Philox4x64::key_type key;
        r123::Philox4x64::ctr_type answer;
    };
    constexpr std::uint64_t ones = ~0ULL;
    const Known known[] = {
        {{{0, 0, 0, 0}}, {{0, 0}}, {{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}}},
        {{{ones, ones, ones, ones}}, {{ones, ones}}, {{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}}},
        {{{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89}},
         {{0x452821e638d01377, 0xbe5466cf34e90c6c}},
         {{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}}}};
    for (const Known& row : known) CHECK(r123::Philox4x64{}(row.counter, row.key) == row.answer);
}

TEST_CASE("Dice: the first and the fifth word of every purpose are pinned") {
    struct Pin {
        Purpose purpose;
        std::uint64_t first, fifth;
    };
    // Checked against an implementation in another language: Philox of counter (block, ordinal, who, purpose), key (seed, replicate).
    const Pin pins[] = {
        {Purpose::input, 0xce8bd7736dc4e594, 0x78de661b55184e97},        {Purpose::founding, 0x30925f7bfb8b9d82, 0x1ea41e1da2e53644},
        {Purpose::unused_5, 0x317bf56e89dc5d17, 0xa38cfc27405a3c8c},     {Purpose::unused_6, 0xc83b7a27471a5fe5, 0x9130a1d6761b92d3},
        {Purpose::seed_paper, 0xcb10569fd573d0b3, 0x3d6cf65c87c81088},   {Purpose::choice, 0x66c0b9aab0b34780, 0x4f16ea47b9120af2},
        {Purpose::reproduction, 0xdb57ac4b1ddb089c, 0x0e4d22f9cf1d890b}, {Purpose::research_time, 0x2b00d25e2ab988f0, 0x038eb640472ed321},
        {Purpose::extension, 0x7a69593ef064b490, 0x15f7958623568ea7},    {Purpose::abandonment, 0x6b4a3fc5d9f7d3a6, 0xa2e5f2763397248f},
        {Purpose::arrival, 0xf5a95f9cfd8ef0e3, 0x13948a8be5f30074},      {Purpose::unused_7, 0xc16a81aabeff412a, 0x2a20eb1269550f9d},
        {Purpose::unused_8, 0x52d9a9cf45bf4b6e, 0xbee48f3b2409136c},     {Purpose::domain, 0xfc8baf746cb995cc, 0x1bcd3c7cb0c5e14c},
        {Purpose::design, 0x55debf754d9ed30c, 0x7fdf5596457c2599},
    };
    for (const Pin& pin : pins) {
        Roll roll = Dice(42, 7).roll(pin.purpose, 0x1234567890abcdef, 3);
        INFO("purpose " << static_cast<unsigned>(pin.purpose));
        CHECK(roll() == pin.first);
        for (int i = 0; i < 3; ++i) static_cast<void>(roll());
        CHECK(roll() == pin.fifth);
    }
}

TEST_CASE("Dice: a roll is a pure function of seed, replicate, purpose, who and ordinal") {
    const Dice dice(5, 6);
    Roll once = dice.roll(Purpose::extension, 7, 8);
    static_cast<void>(dice.roll(Purpose::arrival, 7, 8)());
    for (int i = 0; i < 3; ++i) static_cast<void>(once());
    Roll again = Dice(5, 6).roll(Purpose::extension, 7, 8);
    for (int i = 0; i < 3; ++i) static_cast<void>(again());
    Roll copy = once;
    for (int i = 0; i < 10; ++i) {
        const std::uint64_t word = once();
        CHECK(word == again());
        CHECK(word == copy());
    }
}

TEST_CASE("Dice: the rolls of a hand are their own, however much the others take, and differ in all words") {
    const Dice dice(5, 6);
    const Hand hand = dice.hand(Purpose::publication, 7, 8);
    std::set<std::uint64_t> words;
    for (unsigned i = 0; i < Hand::rolls; ++i) {
        Roll roll = hand[i], again = dice.hand(Purpose::publication, 7, 8)[i];
        for (int n = 0; n < 10; ++n) {
            const std::uint64_t word = roll();
            CHECK(word == again());
            words.insert(word);
        }
    }
    CHECK(words.size() == 40);
    Roll first = hand[0], plain = dice.roll(Purpose::publication, 7, 8);
    CHECK(first() == plain());
}

TEST_CASE("Dice: a roll serves Boost.Random and the standard library's algorithms") {
    STATIC_REQUIRE(std::uniform_random_bit_generator<Roll>);
    STATIC_REQUIRE(Roll::min() == 0);
    STATIC_REQUIRE(Roll::max() == ~std::uint64_t{0});
}

TEST_CASE("Dice: normal and exponential draws are Boost's, to the last bit and word for word") {
    Roll ours = Dice(5, 6).roll(Purpose::choice, 7, 9), boosts = ours;
    int other = 0;
    for (int i = 0; i < 300'000; ++i) {
        const bool normal = i % 2 == 0;
        const double drawn = normal ? draw_normal(ours) : draw_exponential(ours);
        const double expected =
            normal ? boost::random::normal_distribution<double>{}(boosts) : boost::random::exponential_distribution<double>{}(boosts);
        if (std::bit_cast<std::uint64_t>(drawn) != std::bit_cast<std::uint64_t>(expected)) ++other;
    }
    CHECK(other == 0);
    CHECK(ours() == boosts());
}

TEST_CASE("Dice: a uniform is never 0 and never 1") {
    CHECK(Roll::midpoint(0) == 0x1p-53);
    CHECK(Roll::midpoint(~0ULL) == 1 - 0x1p-53);
    CHECK(Roll::midpoint(~0ULL) < 1);
    CHECK(Roll::midpoint(1ULL << 63U) == 0.5 + 0x1p-53);
    CHECK(1 - Roll::midpoint(~0ULL) == Roll::midpoint(0)); // symmetric: 1 - u is as good as u
    Roll words = Dice(1, 1).roll(Purpose::input, 1), uniform = Dice(1, 1).roll(Purpose::input, 1);
    for (int i = 0; i < 10; ++i) CHECK(uniform.uniform() == Roll::midpoint(words()));
}

TEST_CASE("Dice: uniforms are uniform within a roll and over the first of many rolls") {
    CHECK(ks_p(uniforms(Dice(1, 2).roll(Purpose::input, 3), 100'000), identity) > least_p);
    for (const auto& family : families()) CHECK(ks_p(first_uniforms(20'000, family), identity) > least_p);
}

TEST_CASE("Dice: pairs of neighbours fill the square evenly") {
    for (const auto& family : families()) {
        std::vector<int> cells(256);
        const std::vector<double> u = first_uniforms(20'000, family);
        const auto column = [&](std::size_t i) { return static_cast<std::size_t>(u[i] * 16); };
        for (std::size_t i = 0; i + 1 < u.size(); i += 2) ++cells[column(i) * 16 + column(i + 1)];
        CHECK(chi_square_p(cells) > least_p);
    }
}

TEST_CASE("Dice: every bit of a word is a fair coin") {
    Roll roll = Dice(9, 9).roll(Purpose::choice, 1);
    std::vector<std::vector<int>> sides(64, std::vector<int>(2));
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t word = roll();
        for (std::size_t bit = 0; bit < 64; ++bit) ++sides[bit][(word >> bit) & 1U];
    }
    for (const std::vector<int>& coin : sides) CHECK(chi_square_p(coin) > least_p);
}

TEST_CASE("Dice: rolls that differ in one number are uncorrelated") {
    for (const auto& family : families()) {
        std::vector<std::vector<double>> rolls;
        for (std::uint64_t i = 0; i < 14; ++i) rolls.push_back(uniforms(family(i), 5'000));
        for (std::size_t i = 0; i < rolls.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) REQUIRE(correlation_p(rolls[i], rolls[j]) > least_p);
        }
        std::vector<double> first = first_uniforms(20'000, family), next(first.begin() + 1, first.end());
        first.pop_back();
        CHECK(correlation_p(first, next) > least_p);
    }
}

TEST_CASE("Dice: one changed bit of the seed, the replicate, who or the ordinal changes half of the bits") {
    using Inputs = std::array<std::uint64_t, 4>;
    const auto word = [](const Inputs& of) { return Dice(of[0], of[1]).roll(Purpose::choice, of[2], of[3])(); };
    for (std::size_t input = 0; input < 4; ++input) {
        int changed = 0;
        for (unsigned bit = 0; bit < 64; ++bit) {
            for (std::uint64_t i = 0; i < 16; ++i) {
                Inputs of{i, 2 * i, 3 * i, 5 * i};
                const std::uint64_t before = word(of);
                of[input] ^= 1ULL << bit;
                changed += std::popcount(before ^ word(of));
            }
        }
        CHECK(std::abs(changed - 32 * 1024) < 4.9 * std::sqrt(64 * 1024 / 4.0)); // binomial, p > 1e-6
    }
}

TEST_CASE("Dice: no word comes twice in many rolls") {
    std::vector<std::uint64_t> words;
    for (const auto& family : families()) {
        for (std::uint64_t i = 100; i < 1100; ++i) {
            Roll roll = family(i);
            for (int n = 0; n < 12; ++n) words.push_back(roll());
        }
    }
    std::sort(words.begin(), words.end());
    CHECK(std::adjacent_find(words.begin(), words.end()) == words.end()); // by chance: 1 in 10^10
}

TEST_CASE("Dice: draws through the quantile of each law follow the law") {
    using namespace boost::math;
    struct Case {
        Distribution law;
        std::function<double(double)> cdf;
    };
    const Case cases[] = {
        {{Uniform{-2, 6}}, [](double x) { return (x + 2) / 8; }},
        {{LogUniform{0.1, 40}}, [](double x) { return std::log(x / 0.1) / std::log(400); }},
        {{Triangular{1, 2, 7}}, [](double x) { return cdf(triangular(1, 2, 7), x); }},
        {{Normal{3, 2}}, [](double x) { return std::erfc((3 - x) / (2 * std::sqrt(2))) / 2; }},
        {{LogNormal{12, 0.8}}, [](double x) { return cdf(lognormal(std::log(12), 0.8), x); }},
        {{Exponential{4}}, [](double x) { return -std::expm1(-x / 4); }},
        {{Gamma{6, 3}}, [](double x) { return cdf(gamma_distribution<>(3, 2), x); }},
        {{Gamma{6, 0.7}}, [](double x) { return cdf(gamma_distribution<>(0.7, 6 / 0.7), x); }},
        {{Beta{2, 5}}, [](double x) { return cdf(beta_distribution<>(2, 5), x); }},
        {{Beta{0.6, 0.8}}, [](double x) { return cdf(beta_distribution<>(0.6, 0.8), x); }},
    };
    for (const Case& row : cases) {
        INFO(to_text(row.law));
        std::vector<double> draws = uniforms(Dice(3, 4).roll(Purpose::input, key_of(to_text(row.law))), 5'000);
        for (double& draw : draws) draw = quantile(row.law, draw);
        CHECK(ks_p(draws, row.cdf) > least_p);
    }
}

TEST_CASE("Dice: the tests of chance can fail") {
    std::vector<double> u = uniforms(Dice(1, 2).roll(Purpose::input, 3), 20'000), squares = u, shifted(u.begin() + 1, u.end());
    for (double& x : squares) x = std::pow(x, 1.05);
    CHECK(ks_p(squares, identity) < least_p);
    CHECK(chi_square_p({1000, 1000, 1250}) < least_p);
    u.pop_back();
    std::vector<double> mixed = u;
    for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = 0.95 * shifted[i] + 0.05 * u[i];
    CHECK(correlation_p(u, mixed) < least_p);
}
