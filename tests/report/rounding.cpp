// Numbers as people read them: by their error, by their significance, by their decimals.
#include "support/outcomes.hpp"

using namespace sim;
using namespace sim::test;

TEST_CASE("Rounding: to a decimal place, halves away from 0") {
    CHECK(rounded(1234.5, 1) == "1230");
    CHECK(rounded(1234.5, 0) == "1235"); // halves away from zero
    CHECK(rounded(0.12345, -3) == "0.123");
    CHECK(rounded(0.1, -3) == "0.100");
    CHECK(rounded(-2.55, -1) == "-2.6");
    CHECK(rounded(9.99, -1) == "10.0");
    CHECK(rounded(0.04, 0) == "0");
    CHECK(rounded(-0.04, 0) == "0");
    CHECK(rounded(1.234e21, 19) == "1.23e21");
    CHECK(rounded(1e21, 21) == "1e21");
    CHECK(rounded(999999, 2) == "1.0000e6");
    CHECK(rounded(0.000123, -5) == "1.2e-4");
    CHECK(rounded(0.00123, -5) == "0.00123");
}

TEST_CASE("Rounding: a cell shows the digits that the Monte Carlo error supports") {
    CHECK(cell_text(around(0.1611, 0.1723, 0.1844, 0.0009), As::percent) == "17.2 % [16.1, 18.4]");
    CHECK(cell_text(around(0.1611, 0.1723, 0.1844, 0.0029), As::percent) == "17.2 % [16.1, 18.4]");
    CHECK(cell_text(around(0.1611, 0.1723, 0.1844, 0.0031), As::percent) == "17 % [16, 18]");
    CHECK(cell_text(around(1611, 1723, 1844, 9), As::number) == "1720 [1610, 1840]");
    CHECK(cell_text(around(1611, 1723, 1844, 1e-9), As::number) == "1723 [1611, 1844]"); // at most four digits
    CHECK(cell_text(around(0, 3, 40, 500), As::number) == "0 [0, 40]");                  // at least one
    CHECK(cell_text(around(2e20, 1.26e21, 5.1e21, 6e19), As::number) == "1.3e21 [2e20, 5.1e21]");
}

TEST_CASE("Rounding: a value that never varies stands alone, and one replicate has three digits") {
    CHECK(cell_text(around(0.5, 0.5, 0.5, 0), As::percent) == "50 %");
    CHECK(cell_text(around(44, 44, 44, 0), As::number) == "44");
    CHECK(cell_text(around(0, 0, 0, 0), As::percent) == "0 %");
    CHECK(cell_text(around(3.14159, 3.14159, 3.14159, nothing, 1), As::number) == "3.14");
}

TEST_CASE("Rounding: a mean with its interval") {
    Statistics s;
    s.n = 10;
    s.mean = 0.17234;
    s.mcse = 0.001;
    CHECK(mean_with_interval(s, As::percent) == "17.23 % +- 0.23"); // t(9) = 2.262
    CHECK(mean_with_interval(s, As::number) == "0.1723 +- 0.0023");
    s.mcse = 0;
    CHECK(mean_with_interval(s, As::percent) == "17.23 %");
}

// ---- the program ----------------------------------------------------------------------------------------------------

TEST_CASE("Rounding: without an error three significant digits, and no zeros that only fill them up") {
    CHECK(text_of(1234.5) == "1230");
    CHECK(text_of(0.045678) == "0.0457");
    CHECK(text_of(12.25) == "12.3");
    CHECK(text_of(5) == "5");
    CHECK(text_of(1e6) == "1e6");
    CHECK(text_of(999999) == "1e6");
    CHECK(text_of(-1.2345e21) == "-1.23e21");
    CHECK(text_of(0.0000123) == "1.23e-5");
    CHECK(text_of(0) == "0");
    CHECK(text_of(nothing) == "nan");
    CHECK(text_of(0.1723, As::percent) == "17.2 %");
    CHECK(change_text(0.1, 0.456, As::percent) == "10 -> 45.6 %");
    CHECK(text_with_sign(0.1723, As::points) == "+17.2 pp");
    CHECK(text_with_sign(-0.5) == "-0.5");
    CHECK(text_with_sign(0) == "0");
    CHECK(setting_text(1.23456) == "1.235");
    CHECK(setting_text(12345) == "12350");
}

TEST_CASE("Rounding: numbers whose size is known have so many decimals") {
    CHECK(coefficient_text(0.5) == "+0.50");
    CHECK(coefficient_text(-0.126) == "-0.13");
    CHECK(size_text(0.378) == "0.38");
    CHECK(years_text(around(2024.84, 2025.06, 2025.94, 0.1)) == "2025.1 [2024.8, 2025.9]");
    CHECK(years_text(around(2025, 2025, 2025, 0)) == "2025.0");
    CHECK(part_text(0.451) == "45 %");
    CHECK(part_text(0.0451) == "4.5 %");
    CHECK(part_text(0.0009) == "< 0.1 %");
    CHECK(percent_text(0.625) == "62 %");
    CHECK(probability_text(0.63, {0.561, 0.694}) == "63 % [56, 69]");
    CHECK(probability_text(0.999, {0.996, 1}) == "99.9 % [99.6, 100.0]");
}
