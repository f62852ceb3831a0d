// The quick functions against the exact ones.
#include "support/catch.hpp"

#include "base/extended.hpp"
#include "base/quick.hpp"

using namespace sim;

namespace {

void is_close(double found, double exact) {
    if (std::abs(found - exact) > 1e-15 * std::abs(exact)) FAIL(found << " is not " << exact);
}

} // namespace

TEST_CASE("Quick functions: powers of two are within 1e-15") {
    for (int i = -40'000; i <= 40'000; ++i) is_close(quick_exp2(i * 0.02531), exp2_of(i * 0.02531));
    CHECK(quick_exp2(0) == 1);
    CHECK(quick_exp2(10) == 1024);
    CHECK(quick_exp2(-3) == 0.125);
    CHECK(quick_exp2(-5000) == 0);
}

TEST_CASE("Quick functions: logarithms are within 1e-15 of the larger of themselves and 1") {
    for (int i = 1; i < 40'000; ++i) {
        const double x = i * 0.00731;
        const double exact = log_of(x) / log_of(2);
        if (std::abs(quick_log2(x) - exact) > 1e-15 * std::max(1.0, std::abs(exact))) FAIL(x);
    }
    CHECK(quick_log2(1) == 0);
    CHECK(quick_log2(1024) == 10);
    CHECK(quick_log2(1e-300) == Approx(-996.5784284662087));
}

TEST_CASE("Quick functions: exponentials and powers") {
    for (int i = -2000; i <= 2000; ++i) {
        const double x = i * 0.01;
        if (std::abs(quick_exp(x) / exp_of(x) - 1) > 1e-14) FAIL(x);
        if (std::abs(quick_power(1.7, x) / power_of(1.7, x) - 1) > 1e-14) FAIL(x);
    }
    CHECK(quick_power(1, 0.95) == 1);
}
