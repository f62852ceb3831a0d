// Numbers as people read them: by their error, by their significance, by their decimals.
#include "report/magnitudes.hpp"
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
    CHECK(cell_text(around(0.1611, 0.1723, 0.1844, 0.0031), As::percent) ==
          "17 % [16, 18.4]");                                                                // 18 would be a third of the way to the median
    CHECK(cell_text(around(0.97, 0.996, 0.999, 0.006), As::percent) == "99.6 % [97, 99.9]"); // and not 100 %, above its own end
    CHECK(cell_text(around(1611, 1723, 1844, 9), As::number) == "1,720 [1,610, 1,840]");
    CHECK(cell_text(around(1611, 1723, 1844, 1e-9), As::number) == "1,723 [1,611, 1,844]"); // at most four digits
    CHECK(cell_text(around(0, 3, 40, 500), As::number) == "3 [0, 40]");                     // at least one
    CHECK(cell_text(around(2e20, 1.26e21, 5.1e21, 6e19), As::number) == "1.3e21 [2e20, 5.1e21]");
}

TEST_CASE("Rounding: large numbers in words, thousands apart") {
    CHECK(in_words("999 1000 12345.67 0.12345") == "999 1,000 12,345.67 0.12345");
    CHECK(in_words("1.20e7") == "12.0 million");
    CHECK(in_words("-5e8") == "-500 million");
    CHECK(in_words("1.234e12 USD") == "1.234 trillion USD");
    CHECK(in_words("1.0000e6") == "1.0000 million");
    CHECK(in_words("1.2e-4 1e15 9.99e14") == "1.2e-4 1e15 999 trillion");
    CHECK(in_words("1.3e9 [9e8, 1.5e9]") == "1.3 billion [0.9, 1.5]");
    CHECK(in_words("+1.15e6 [940000, 1370000]") == "+1.15 million [0.94, 1.37]");
    CHECK(in_words("1.3e9 [0, 5.1e12] {2e6, 2e9}") == "1.3 billion [0, 5.1 trillion] {2 million, 2 billion}"); // one is too far below
    CHECK(in_words("1.3e9 [40000, 5.1e9]") == "1.3 billion [40,000, 5.1 billion]");
    CHECK(in_words("1.3e6 [n >= 3100]") == "1.3 million [n >= 3,100]");
    CHECK(in_words("1e9 -> 2e9: +1e9 [9e8, 1.1e9]") == "1 billion -> 2 billion: +1 billion [0.9, 1.1]");
    CHECK(in_words("") == "");
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
    s.ci95_low = 0.17234 - 0.002262; // t(9) = 2.262
    s.ci95_high = 0.17234 + 0.002262;
    CHECK(mean_with_interval(s, As::percent) == "17.23 % [17.01, 17.46]");
    CHECK(mean_with_interval(s, As::number) == "0.1723 [0.1701, 0.1746]");
    s.ci95_low = s.ci95_high = nothing;
    s.needed = 310;
    CHECK(mean_with_interval(s, As::percent) == "17.23 % [n >= 310]");
    s.mcse = 0;
    CHECK(mean_with_interval(s, As::percent) == "17.23 %");
}

TEST_CASE("Rounding: each quantile by its own error, so that a median of 7,753 is not lost beside 1.3e8") {
    Statistics wide = around(1.234, 7753, 1.3e8, 0);
    wide.p05_error = 0.2;
    wide.p50_error = 5000;
    wide.p95_error = 9e7;
    CHECK(cell_text(wide, As::number) == "8,000 [1.2, 100 million]");
    wide.p05_error = 50; // more than the value: one digit is left, and never 0
    CHECK(cell_text(wide, As::number) == "8,000 [1, 100 million]");
    const Statistics below = around(-1e-9, -1e-12, 1e-7, 1e-3);
    CHECK(cell_text(below, As::number) == "-1e-12 [-1e-9, 1e-7]");
    CHECK(cell_text(around(0.00004, 0.3, 0.99996, 0.3), As::percent) == "30 % [0.004, 100]");
}

TEST_CASE("Rounding: of twenty values over nine decades none above 0 reads 0") {
    std::vector<double> values;
    for (int i = 0; i < 20; ++i) values.push_back(std::pow(10, -3 + 9 * i / 19.0));
    const std::string text = cell_text(statistics(values), As::number);
    CHECK(text.find("0 [") != 0);
    CHECK(text.find("[0,") == std::string::npos);
}

TEST_CASE("Rounding: beside failed trials the median's worst cases, and no tails where more than 5 % failed") {
    Statistics s = around(0.1611, 0.1723, 0.1844, 0.0009);
    s.p50_least = 0.1699;
    s.p50_most = 0.1761;
    CHECK(cell_text(s, 0, As::percent) == "17.2 % [16.1, 18.4]");
    CHECK(cell_text(s, 5, As::percent) == "17.2 % [16.1, 18.4] {17.0, 17.6}");
    CHECK(cell_text(s, 6, As::percent) == "17.2 % {17.0, 17.6}");
    s.p50_most = std::numeric_limits<double>::infinity();
    CHECK(cell_text(s, 100, As::percent) == "17.2 % {17.0, 100.0}"); // a share is 1 at most
}

// ---- the program ----------------------------------------------------------------------------------------------------

TEST_CASE("Rounding: without an error three significant digits, and no zeros that only fill them up") {
    CHECK(text_of(1234.5) == "1,230");
    CHECK(text_of(0.045678) == "0.0457");
    CHECK(text_of(12.25) == "12.3");
    CHECK(text_of(5) == "5");
    CHECK(text_of(1e6) == "1 million");
    CHECK(text_of(999999) == "1 million");
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
    CHECK(coefficient_text(0.0031) == "+0.003"); // neither +0.00
    CHECK(coefficient_text(-0.0031) == "-0.003");
    CHECK(coefficient_text(-0.0) == "0.00");
    CHECK(size_text(0.378) == "0.38");
    CHECK(years_text(around(2024.84, 2025.06, 2025.94, 0.1)) == "2025.1 [2024.8, 2025.9]");
    CHECK(years_text(around(2025, 2025, 2025, 0)) == "2025.0");
    CHECK(part_text(0.451) == "45 %");
    CHECK(part_text(0.0451) == "4.5 %");
    CHECK(part_text(0.0009) == "< 0.1 %");
    CHECK(percent_text(0.625) == "62 %");
    CHECK(percent_text(0.004) == "0.4 %");
    CHECK(percent_text(0.9996) == "99.96 %");
    CHECK(percent_text(1e-9) == "< 0.0001 %");
    CHECK(percent_text(0) == "0 %");
    CHECK(percent_text(1) == "100 %");
    CHECK(probability_text(0, {0, 0.0597}) == "0 % [0, 6]");
    CHECK(probability_text(0.02, {0.0024, 0.0704}) == "2 % [0.2, 7]");
    CHECK(years_text(around(2025, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), 1)) ==
          "never [2025.0, never]");
    CHECK(probability_text(0.63, {0.561, 0.694}) == "63 % [56, 69]");
    CHECK(probability_text(0.999, {0.996, 1}) == "99.9 % [99.6, 100.0]");
}
