// Quantities are read exactly as written, and what cannot be meant is refused with a sentence that helps.
#include "support/catch.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "base/whole.hpp"
#include "sim/quantity.hpp"

#include <clocale>
#include <cmath>
#include <limits>

using namespace sim;

namespace {

double value_of(const char* text) {
    const ParsedQuantity parsed = parse_quantity(text);
    INFO(text << ": " << parsed.error);
    REQUIRE(parsed.ok());
    return parsed.quantity.value;
}
std::string unit_of(const char* text) { return unit_text(parse_quantity(text).quantity.dimension); }
std::string error_of(const std::string& text) { return parse_quantity(text).error; }

Instant date(int y, unsigned m, unsigned d) {
    return std::chrono::sys_days{std::chrono::year{y} / std::chrono::month{m} / std::chrono::day{d}};
}

} // namespace

TEST_CASE("Quantities: the quantities of the documentation are what they say, to the last bit") {
    CHECK(value_of("16.2 GFLOP/s/USD") == 16.2e9);
    CHECK(value_of("2.3 yr") == 2.3 * 31'557'600);
    CHECK(value_of("12 kUSD/yr") == 12e3 / 31'557'600);
    CHECK(value_of("4 %/yr") == 0.04 / 31'557'600);
    CHECK(value_of("1_000") == 1000);
    CHECK(value_of("1e21 FLOP") == 1e21);
    CHECK(value_of("0.5 pp") == 0.005);
    CHECK(value_of("8.53 TUSD/yr") == 8.53e12 / 31'557'600);
    CHECK(value_of("4.8 PFLOP/s") == 4.8e15);
    CHECK(value_of("50 GPU") == 50);
    CHECK(value_of("300 W") == 300);
    CHECK(value_of("98 %") == 0.98);
    CHECK(value_of("170 %/yr") == 1.7 / 31'557'600);
}

TEST_CASE("Quantities: every unit has its size in base units") {
    const std::pair<const char*, double> sizes[] = {{"s", 1},
                                                    {"ms", 1e-3},
                                                    {"min", 60},
                                                    {"h", 3600},
                                                    {"d", 86'400},
                                                    {"wk", 7 * 86'400},
                                                    {"mo", 365.25 * 86'400 / 12},
                                                    {"yr", 365.25 * 86'400},
                                                    {"FLOP", 1},
                                                    {"kFLOP", 1e3},
                                                    {"MFLOP", 1e6},
                                                    {"GFLOP", 1e9},
                                                    {"TFLOP", 1e12},
                                                    {"PFLOP", 1e15},
                                                    {"EFLOP", 1e18},
                                                    {"ZFLOP", 1e21},
                                                    {"YFLOP", 1e24},
                                                    {"USD", 1},
                                                    {"kUSD", 1e3},
                                                    {"MUSD", 1e6},
                                                    {"TUSD", 1e12},
                                                    {"GPU", 1},
                                                    {"GPUs", 1},
                                                    {"person", 1},
                                                    {"persons", 1},
                                                    {"paper", 1},
                                                    {"papers", 1},
                                                    {"B", 1},
                                                    {"GB", 1e9},
                                                    {"W", 1},
                                                    {"MW", 1e6},
                                                    {"J", 1},
                                                    {"Wh", 3600},
                                                    {"kWh", 3.6e6},
                                                    {"TWh", 3.6e15},
                                                    {"gCO2e", 1},
                                                    {"kgCO2e", 1e3},
                                                    {"tCO2e", 1e6},
                                                    {"MtCO2e", 1e12},
                                                    {"%", 0.01},
                                                    {"pp", 0.01},
                                                    {"1", 1},
                                                    {"", 1}};
    for (const auto& [unit, size] : sizes) {
        INFO(unit);
        CHECK(scale_of(unit) == size);
        if (std::string(unit) != "1") CHECK(value_of(("1 " + std::string(unit)).c_str()) == size);
    }
}

TEST_CASE("Quantities: dimensions multiply and divide from left to right") {
    CHECK(unit_of("1") == "");
    CHECK(unit_of("7 %") == "");
    CHECK(unit_of("1 GFLOP/s/USD") == "FLOP/s/USD");
    CHECK(unit_of("1 USD/yr/person") == "USD/s/person");
    CHECK(unit_of("1 kWh") == "s*W");
    CHECK(unit_of("1 J") == "s*W");
    CHECK(unit_of("1 USD/kWh") == "USD/s/W");
    CHECK(unit_of("3 GPU*h") == "s*GPU");
    CHECK(unit_of("3 GPU\xc2\xb7h") == "s*GPU");
    CHECK(unit_of("3 GPU * h / paper") == "s*GPU/paper");
    CHECK(unit_of("3 1/yr") == "1/s");
    CHECK(unit_of("3 /yr") == "1/s");
    CHECK(unit_of("3 yr/yr") == "");
    CHECK(unit_of("3 s*s") == "s*s");
    CHECK(value_of("3 GPU*h") == 3 * 3600);
    CHECK(value_of("0.12 USD/kWh") == 0.12e-3 / 3600);
    CHECK(value_of("3 /yr") == 3.0 / 31'557'600);
    for (const char* unit : {"", "FLOP/s/USD", "s*GPU/paper", "1/s", "USD/s/W", "s*s"}) {
        CHECK(dimension_of(unit_text(dimension_of(unit))) == dimension_of(unit));
    }
    CHECK(dimension_of("kWh") == dimension_of("J"));
    CHECK_FALSE(dimension_of("W") == dimension_of("J"));
    CHECK_FALSE(dimension_of("GPU") == dimension_of("person"));
}

TEST_CASE("Quantities: numbers are read like a compiler reads them") {
    CHECK(value_of("0") == 0);
    CHECK(value_of("-3.5") == -3.5);
    CHECK(std::signbit(value_of("-0")));
    CHECK(value_of("0.1") == 0.1);
    CHECK(value_of("0e5") == 0);
    CHECK(value_of("1e+05") == 1e5);
    CHECK(value_of("1E-7") == 1e-7);
    CHECK(value_of("1_000_000.000_1") == 1'000'000.000'1);
    CHECK(value_of("9007199254740993") == 9007199254740992.0);
    CHECK(value_of("1.7976931348623157e308") == std::numeric_limits<double>::max());
    CHECK(value_of("  4%  ") == 0.04);
    CHECK(value_of("5EB") == 5e18);
    CHECK(value_of("5 EB") == 5e18);
    CHECK(value_of("5e2EB") == 5e20);
    CHECK(value_of("0 B") == 0);
    CHECK(value_of("1e300 %") == 1e298);
    CHECK(value_of("1e-310 GFLOP") == 1e-301);
}

TEST_CASE("Quantities: what is no decimal number is refused") {
    CHECK(error_of("") == "expected a number such as 12, 0.5, 1_000 or 1e21, but found nothing");
    CHECK(error_of("   ") == error_of(""));
    CHECK(error_of("fast") == "expected a number such as 12, 0.5, 1_000 or 1e21, but found 'fast'");
    CHECK(error_of("USD 5") == "expected a number such as 12, 0.5, 1_000 or 1e21, but found 'USD 5'");
    CHECK(error_of("-") == "expected a number such as 12, 0.5, 1_000 or 1e21, but found '-'");
    CHECK(error_of("--5") == "expected a number such as 12, 0.5, 1_000 or 1e21, but found '--5'");
    CHECK(error_of("+5") == "'+5': leave out the '+'");
    CHECK(error_of("010") == "'010' begins with a needless 0, which some programs read as octal; leave it out");
    CHECK(error_of("-00.5 yr") == "'-00.5 yr' begins with a needless 0, which some programs read as octal; leave it out");
    CHECK(error_of("0_1") == "'0_1' begins with a needless 0, which some programs read as octal; leave it out");
    for (const char* text : {"0x1F", "0X1F", "0b101", "0o17", "-0x1p3"}) {
        CHECK(error_of(text) == "'" + std::string(text) + "' is not decimal; expected a number such as 12, 0.5, 1_000 or 1e21");
    }
    for (const char* text : {".nan", ".inf", "-.inf", "inf", "NaN", ".NAN", "Infinity USD"}) {
        CHECK(error_of(text) == "'" + std::string(text) + "' is not a finite number");
    }
    for (const char* text : {"1__0", "1_", "1_ yr", "_1.0", "1._0", "1.", "1. yr", "1.2.3", "1_.5"}) {
        INFO(text);
        CHECK_FALSE(parse_quantity(text).ok());
    }
    CHECK(error_of("1__0") == "'1__0': '_' and '.' may stand only between two digits");
    CHECK(error_of("1.2.3") == "'1.2.3': '_' and '.' may stand only between two digits");
    CHECK(error_of(".5") == "'.5' needs a digit before the point, as in 0.5");
    CHECK(error_of("1e") == "'1e' needs digits after the 'e', as in 1e21");
    CHECK(error_of("1e+ FLOP") == "'1e+ FLOP' needs digits after the 'e', as in 1e21");
    CHECK(error_of("1,000") == "'1,000': write a thousand as 1_000 and a half as 0.5, without ','");
    CHECK(error_of("1 000 FLOP") == "'1 000 FLOP' holds two numbers; write a thousand as 1_000");
    for (const char* text : {"1e400", "-1e400", "1e308 YFLOP", "1e-400", "1e99999999999999999999", "1e-320 %"}) {
        CHECK(error_of(text) == "'" + std::string(text) + "' is out of range; numbers go from 2.3e-308 to 1.7e308 in base units");
    }
}

TEST_CASE("Quantities: a wrong unit is answered with the right one") {
    const std::pair<const char*, const char*> slips[] = {{"1 TFLOP/S", "'TFLOP/S' is not a unit; did you mean 'TFLOP/s'?"},
                                                         {"1 TFLOPS", "'TFLOPS' is not a unit; did you mean 'TFLOP/s'?"},
                                                         {"1 gflops/$", "'gflops/$' is not a unit; did you mean 'GFLOP/s/USD'?"},
                                                         {"1 FLOPs", "'FLOPs' is not a unit; did you mean 'FLOP'?"},
                                                         {"2 years", "'years' is not a unit; did you mean 'yr'?"},
                                                         {"2 year", "'year' is not a unit; did you mean 'yr'?"},
                                                         {"2 months", "'months' is not a unit; did you mean 'mo'?"},
                                                         {"2 Days", "'Days' is not a unit; did you mean 'd'?"},
                                                         {"4 %/y", "'%/y' is not a unit; did you mean '%/yr'?"},
                                                         {"1 KUSD", "'KUSD' is not a unit; did you mean 'kUSD'?"},
                                                         {"1 usd", "'usd' is not a unit; did you mean 'USD'?"},
                                                         {"1 UDS", "'UDS' is not a unit; did you mean 'USD'?"},
                                                         {"80 GiB", "'GiB' is not a unit; did you mean 'GB'?"},
                                                         {"1 kWH", "'kWH' is not a unit; did you mean 'kWh'?"},
                                                         {"5 gCO2/kWh", "'gCO2/kWh' is not a unit; did you mean 'gCO2e/kWh'?"},
                                                         {"5 kg", "'kg' is not a unit; did you mean 'kgCO2e'?"},
                                                         {"3 GPU-hours", "'GPU-hours' is not a unit; did you mean 'GPU*h'?"},
                                                         {"3 USD/GPUh", "'USD/GPUh' is not a unit; did you mean 'USD/GPU/h'?"},
                                                         {"4 percent", "'percent' is not a unit; did you mean '%'?"},
                                                         {"4 persn", "'persn' is not a unit; did you mean 'person'?"},
                                                         {"1 PFLP", "'PFLP' is not a unit; did you mean 'PFLOP'?"},
                                                         {"1 TFOLP", "'TFOLP' is not a unit; did you mean 'TFLOP'?"}};
    for (const auto& [text, message] : slips) CHECK(error_of(text) == message);
    CHECK(error_of("5 furlong").find("'furlong' is not a unit; known are s, ms, min, h, d, wk, mo, yr, FLOP, USD") == 0);
    CHECK(error_of("5 USD/furlong").find("'furlong' in 'USD/furlong' is not a unit; known are s,") == 0);
    CHECK(error_of("5 kGPU").find("'kGPU' is not a unit") == 0);
    CHECK(error_of("5 USD/GFLOPS").find("'GFLOPS' in 'USD/GFLOPS' is not a unit; known are") == 0);
    CHECK(error_of("5 USD per yr").find("'USD per yr' is not a unit") == 0);
    CHECK(error_of("5 yr!").find("'yr!' is not a unit; did you mean 'yr'?") == 0);
    CHECK(error_of("5 USD/") == "'USD/' lacks a unit before or after '/' or '*'");
    CHECK(error_of("5 USD//yr") == "'USD//yr' lacks a unit before or after '/' or '*'");
    CHECK(error_of("5 *yr") == "'*yr' lacks a unit before or after '/' or '*'");
    CHECK(error_of("5 USD/GPU*h") == "'USD/GPU*h' is ambiguous; write products first and '/' before each unit that divides");
    CHECK(error_of("5 s/s/s/s/s/s/s/s/s") == "'s/s/s/s/s/s/s/s/s' has more than 8 factors");
}

TEST_CASE("Quantities: every suggestion is itself a unit") {
    for (const char* wrong : {"TFLOP/S", "TFLOPS", "gflops/$", "years", "%/y", "KUSD", "GiB", "gCO2/kWh", "kg", "USD/GPUh", "GPU-h*pape"}) {
        const std::string error = parse_unit(wrong).error;
        const std::size_t from = error.find("did you mean '") + 14;
        INFO(error);
        CHECK(parse_unit(error.substr(from, error.find("'?") - from)).error.empty());
    }
}

TEST_CASE("Quantities: hostile texts are answered with a short sentence") {
    for (const std::string& text :
         {std::string(100'000, '7'), std::string(100'000, '/'), "1 " + std::string(100'000, 'x'), "1 " + std::string(100'000, '/'),
          std::string("1\0 yr", 5), std::string("1 \xff\xfe"), "1 " + std::string(50'000, '\xc3')}) {
        const std::string error = error_of(text);
        CHECK_FALSE(error.empty());
        CHECK(error.size() < 400);
    }
    const std::string cut = in_quotes("1" + std::string(59, 'x') + "\xc3\xa9");
    CHECK(cut == "'1" + std::string(59, 'x') + "...'");
    CHECK(in_quotes(std::string(59, 'x') + "\xc3\xa9yz") == "'" + std::string(59, 'x') + "...'");
}

TEST_CASE("Quantities: the locale does not matter") {
    for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8", "C"}) {
        if (std::setlocale(LC_ALL, locale) == nullptr) continue;
        INFO(locale);
        CHECK(value_of("1_234.5 kUSD") == 1234.5e3);
        CHECK(to_text(0.5) == "0.5");
    }
    std::setlocale(LC_ALL, "C");
}

TEST_CASE("Quantities: doubles are written as the shortest text that reads back") {
    CHECK(to_text(0.1) == "0.1");
    CHECK(to_text(1e21) == "1e+21");
    CHECK(to_text(100000.0) == "100000");
    CHECK(to_text(-2.5) == "-2.5");
    CHECK(to_text(1.0 / 3) == "0.3333333333333333");
    for (double value = 1e-300; value < 1e300; value *= 1.37e3) CHECK(value_of(to_text(value).c_str()) == value);
}

TEST_CASE("Instants: seconds become the nearest whole millisecond") {
    CHECK(from_seconds(1.25) == Span{1250});
    CHECK(from_seconds(0.000'4) == Span{0});
    CHECK(from_seconds(0.000'6) == Span{1});
    CHECK(from_seconds(-0.000'6) == Span{-1});
    CHECK(from_seconds(31'557'600) == year);
    CHECK(in_years(year) == 1);
    CHECK(in_seconds(Span{1500}) == 1.5);
    CHECK(from_seconds(99'999 * 31'557'600.0) == 99'999 * year);
}

TEST_CASE("Instants: instants are calendar dates") {
    CHECK(new_year(2017) == date(2017, 1, 1));
    CHECK(calendar_year(date(2017, 1, 1)) == 2017);
    CHECK(calendar_year(date(2017, 1, 1) - Span{1}) == 2016);
    CHECK(calendar_year(date(1969, 12, 31)) == 1969);
    CHECK(to_text(date(2017, 10, 17)) == "2017-10-17");
    CHECK(to_text(date(2017, 10, 17) + std::chrono::hours{12} + Span{250}) == "2017-10-17T12:00:00.250Z");
    CHECK(to_text(date(1960, 2, 29) - Span{1}) == "1960-02-28T23:59:59.999Z");
}

TEST_CASE("Instants: dates are read as years, months and days") {
    CHECK(parse_instant("2017").instant == date(2017, 1, 1));
    CHECK(parse_instant("2017-10").instant == date(2017, 10, 1));
    CHECK(parse_instant("2017-10-17").instant == date(2017, 10, 17));
    CHECK(parse_instant("2020-02-29").ok());
    CHECK(parse_instant("1900").ok());
    CHECK(parse_instant("2500-12-31").ok());
    for (const char* text : {"", "17", "17-10-2017", "2017-1-5", "2017/10/17", "2017-10-17T00:00", "2017.5", "-2017", "+2017", "2017-",
                             "20 17", "2017-10-1x", "2017--1-01", "2017-10/17"}) {
        CHECK(parse_instant(text).error == "expected a date such as 2017-10-17, 2017-10 or 2017, but found '" + std::string(text) + "'");
    }
    CHECK(parse_instant("1899").error == "'1899' is not within 1900 to 2500");
    CHECK(parse_instant("2501-01-01").error == "'2501-01-01' is not within 1900 to 2500");
    CHECK(parse_instant("2019-02-29").error == "'2019-02-29' is not a day of the calendar");
    CHECK(parse_instant("2017-13").error == "'2017-13' is not a day of the calendar");
    CHECK(parse_instant("2017-00-10").error == "'2017-00-10' is not a day of the calendar");
}

TEST_CASE("Ids: ids of different things do not mix, and keys are the same on every machine") {
    STATIC_REQUIRE_FALSE(std::is_convertible_v<LabId, PaperId>);
    CHECK(LabId{1} < LabId{2});
    CHECK(key_of("") == 0xcbf29ce484222325ULL); // FNV-1a's published offset basis and test value of "a"
    CHECK(key_of("a") == 0xaf63dc4c8601ec8cULL);
    CHECK(key_of("foobar") == 0x85944171f73967e8ULL);
    CHECK(key_of("bar", key_of("foo")) == key_of("foobar"));
}

TEST_CASE("Instants: a year or a month alone ends on its last day") {
    CHECK(parse_last_day("2030").instant == parse_instant("2030-12-31").instant);
    CHECK(parse_last_day("2028-02").instant == parse_instant("2028-02-29").instant);
    CHECK(parse_last_day("2030-04").instant == parse_instant("2030-04-30").instant);
    CHECK(parse_last_day("2030-12-01").instant == parse_instant("2030-12-01").instant);
    CHECK_FALSE(parse_last_day("2030-13").ok());
}

TEST_CASE("Numbers: a change of units leaves what people wrote") {
    constexpr double yr = 31'557'600;
    for (const double number : {0.5, 0.25, 0.95, 1.0, 1.89, 98.0, 1000.0, 0.000001, -0.5})
        CHECK(without_last_bits(number / yr * yr) == number);
    CHECK(without_last_bits(0.123456789012345) == 0.123456789012345);
    CHECK(without_last_bits(1e300) == 1e300);
    CHECK(std::isnan(without_last_bits(std::nan(""))));
}

TEST_CASE("Numbers: real ones become whole ones, or nothing where they do not fit") {
    CHECK(whole_of<std::uint32_t>(4294967295.9) == 4294967295U);
    CHECK_FALSE(whole_of<std::uint32_t>(4294967296.0));
    CHECK_FALSE(whole_of<std::uint32_t>(-1.0));
    CHECK(whole_of<std::uint32_t>(-0.5) == 0U);
    CHECK(whole_of<std::uint64_t>(0x1p63) == std::uint64_t{1} << 63U);
    CHECK_FALSE(whole_of<std::uint64_t>(0x1p64));
    CHECK(whole_of<std::int64_t>(-0x1p63) == std::numeric_limits<std::int64_t>::min());
    CHECK_FALSE(whole_of<std::int64_t>(0x1p63));
    CHECK(whole_of<int>(-3.7) == -3);
    for (const double none : {std::nan(""), 1e300, -1e300, HUGE_VAL}) CHECK_FALSE(whole_of<std::uint64_t>(none));
}
