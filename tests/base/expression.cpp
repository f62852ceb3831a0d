// Expressions with units: what they are worth, what they measure, and where what is wrong with them stands.
#include "base/expression.hpp"
#include "base/units.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>

using namespace sim;
using Catch::Matchers::Contains;

namespace {

constexpr std::array<std::string_view, 5> all_signs{"<=", "<", ">=", ">", "=="};

/// Three names: `price` in USD, `papers`, which is a unit too, and the pure number `n`.
class Shop : public Language {
public:
    struct Thing {
        std::string_view name;
        const char* unit;
        double value;
    };
    static constexpr Thing things[] = {{"price", "USD", 12}, {"papers", "paper", 4}, {"n", "1", 3}};

    explicit Shop(bool takes_bare_numbers = false, bool has_functions = true)
        : Language({has_functions, takes_bare_numbers, all_signs, "the sum is ", "a number or a thing"}) {}
    [[nodiscard]] std::size_t length_of_name(std::string_view text) const override {
        const auto end = std::find_if_not(text.begin(), text.end(), is_word);
        return static_cast<std::size_t>(end - text.begin());
    }
    [[nodiscard]] bool has(std::string_view word) const override { return find(word) != std::end(things); }
    Term read(std::string_view name, std::size_t begin, Cursor&, bool) override {
        const Thing* const found = find(name);
        if (found == std::end(things)) throw Wrong{"no such thing", begin};
        return {static_cast<std::uint32_t>(found - things), dimension_of(found->unit)};
    }

private:
    static const Thing* find(std::string_view name) {
        return std::find_if(std::begin(things), std::end(things), [&](const Thing& thing) { return thing.name == name; });
    }
};

double value_of(const Expression& expression, std::uint32_t index) {
    const auto& node = expression.nodes[index];
    if (node.op == Operation::number) return node.number;
    if (node.op == Operation::term) return Shop::things[node.term].value;
    const double a = value_of(expression, node.a);
    return result_of(node.op, a, node.b == node.a ? a : value_of(expression, node.b));
}
double value_of(const Expression& expression) { return value_of(expression, static_cast<std::uint32_t>(expression.nodes.size() - 1)); }

double value(const std::string& text) {
    Shop shop(true);
    return value_of(read_value(text, shop));
}
bool holds(const std::string& text) {
    Shop shop(false, false);
    return value_of(read_condition(text, shop)) == 1;
}
template <class Read> std::string complaint(Read read) {
    try {
        read();
    } catch (const Wrong& wrong) {
        return std::to_string(wrong.at) + ": " + wrong.what;
    }
    return "none";
}
/// What it measures, or where and how it does not fit.
std::string unit(const std::string& text) {
    std::string measured;
    const std::string wrong = complaint([&] {
        Shop shop;
        measured = unit_text(read_value(text, shop).nodes.back().dimension);
    });
    return wrong == "none" ? measured : wrong;
}
std::string wrong_value(const std::string& text) {
    return complaint([&] {
        Shop shop;
        (void)read_value(text, shop);
    });
}
std::string wrong_condition(const std::string& text) {
    return complaint([&] {
        Shop shop(false, false);
        (void)read_condition(text, shop);
    });
}

} // namespace

TEST_CASE("Expressions: powers before products before sums, powers from the right") {
    CHECK(value("1 + 2 * 3 ^ 2 ^ 1 - 4 / 2") == 17);
    CHECK(value("-2 ^ 2") == -4);
    CHECK(value("2 ^ -1") == 0.5);
    CHECK(value("8 / 2 / 2 - 1 - 1") == 0);
    CHECK(value("(price + 3) * n") == 45);
    CHECK(value("min(1, 2) + max(1, 2) + sqrt(16) + log2(8) + log10(1e3)") == 13);
    CHECK_FALSE(std::signbit(value("-0")));
}

TEST_CASE("Expressions: a number has its unit, also a compound one") {
    CHECK(value("1000 USD/yr/person") == 1000 / 31'557'600.0);
    CHECK(value("12 kUSD / yr * 2") == 2 * (12000 / 31'557'600.0));
    CHECK(value("2 GPU*h/paper") == 7200);
    CHECK(value("3 /yr") == 3 / 31'557'600.0);
    CHECK(value("50 % * n") == 1.5);
    CHECK(value("6 USD/3") == 2);
    CHECK(unit("1000 USD/yr/person") == "USD/s/person");
    CHECK(unit("3 USD/(2 yr)") == "USD/s");
    CHECK(value("1e3 USD + 1_000 USD + 1 USD") == 2001);
    CHECK(value("5EB * 2") == 1e19);
}

TEST_CASE("Expressions: behind a slash a name comes before a unit of that name") {
    CHECK(value("3 / papers") == 0.75);
    CHECK(value("3/papers") == 0.75);
    CHECK(value("3 papers") == 3);
    CHECK(value("3 USD/paper") == 3);
    CHECK(value("2 / log2(4)") == 1);
}

TEST_CASE("Expressions: what they measure, and where units do not fit together") {
    CHECK(unit("price * 2 / papers") == "USD/paper");
    CHECK(unit("price ^ 2") == "USD*USD");
    CHECK(unit("sqrt(price * price)") == "USD");
    CHECK(unit("(price * price) ^ (1 / 2)") == "USD");
    CHECK(unit("-price") == "USD");
    CHECK(unit("2 ^ n") == "");
    CHECK(unit("first(price > 3 USD)") == "");
    CHECK(unit("1 + price") == "2: the left side is a number without a unit, the right one in USD");
    CHECK(unit("max(price, papers)") == "0: the left side is in USD, the right one in paper");
    CHECK(unit("first(papers >= price)") == "13: the left side is in paper, the right one in USD");
    CHECK(unit("2 ^ price") == "2: an exponent has no unit, and this one is in USD");
    CHECK(unit("price ^ n") == "6: what is in USD takes a number as its exponent");
    CHECK(unit("1 + sqrt(price)") == "4: what is in USD has no such root");
    CHECK(unit("log10(price)") == "0: a logarithm takes a number without a unit, not one in USD");
}

TEST_CASE("Expressions: a number without a unit is in the unit of the other side, as people see it, where the language says so") {
    const auto seen = [](const std::string& text) {
        Shop shop(true);
        return value_of(read_value(text, shop));
    };
    CHECK(seen("12 kUSD/yr + 3") == 12000 / 31'557'600.0 + 3 * (1000 / 31'557'600.0)); // of a number, the unit is the one it has
    CHECK(seen("max(2 h, 1)") == 7200);
    CHECK(seen("3 - 2 h") == 3600);
    CHECK(seen("(1 + 2) - 2 h") == 3600);
    CHECK(seen("2 h / 1 d + 1") == 1 + 7200 / 86400.0); // what has no unit is a number
    CHECK(seen("sqrt(1 h * 1 h) + 1") == 7200);
    CHECK(complaint([&] { (void)seen("2 h + 3 %"); }) == "4: the left side is in s, the right one a number without a unit");
    CHECK(complaint([&] { (void)seen("2 h + 3 USD"); }) == "4: the left side is in s, the right one in USD");
}

TEST_CASE("Expressions: conditions are comparisons joined by 'and'") {
    CHECK(holds("price < 13 USD and n == 3 and papers >= 4 paper"));
    CHECK_FALSE(holds("price < 13 USD and n == 2"));
    CHECK(holds("n > 2 and n <= 3"));
    CHECK(holds("1 / n < 40 %"));
    CHECK(wrong_condition("price < 13") == "6: the left side is in USD, the right one a number without a unit");
    CHECK(wrong_condition("n") == "1: a comparison is missing here: <=, <, >=, > or ==");
    CHECK(wrong_condition("n < 2 or n > 3") == "6: 'or n > 3' was not expected here");
    CHECK(wrong_condition("n < 2 and ") == "10: a number or a thing is missing here");
    CHECK(wrong_condition("n ^ 2 < 2") == "2: a comparison is missing here: <=, <, >=, > or ==");
    CHECK(wrong_condition("min(n, 2) < 2") == "0: no such thing");
}

TEST_CASE("Expressions: what is wrong is said, and where") {
    CHECK(wrong_value("1 + ") == "4: a number or a thing is missing here");
    CHECK(wrong_value("(1 + 2") == "6: ')' is missing here");
    CHECK(wrong_value("min(1)") == "5: ',' is missing here");
    CHECK(wrong_value("1 2") == "2: '2' was not expected here");
    CHECK(wrong_value("sin(1)") == "0: there is no function 'sin'; there are log2, log10, sqrt, min, max and first");
    CHECK(wrong_value("first(n)") == "7: a comparison is missing here: <=, <, >=, > or ==");
    CHECK(wrong_value("2 + first(first(n > 1) > 1)") == "16: first(...) cannot stand inside of another one");
    CHECK(wrong_value("1 + 3 parsec").starts_with("4: 'parsec' is not a unit"));
    CHECK(wrong_value("1 + 010").starts_with("4: '010' begins with a needless 0"));
    CHECK(wrong_value("1 + .5").starts_with("4: '.5' needs a digit before the point"));
}

TEST_CASE("Expressions: what is too deep or too long is refused, not followed") {
    for (const char* const deep : {"(", "-", "2^", "sqrt("})
        CHECK_THAT(wrong_value([&] {
                       std::string text;
                       for (int i = 0; i < 100'000; ++i) text += deep;
                       return text + "1";
                   }()),
                   Contains("the sum is nested too deep"));
    std::string minuses(97, '-');
    CHECK(value(minuses + "price ^ 1") == -12);
    std::string sum = "1";
    for (int i = 0; i < 100'000; ++i) sum += "+1";
    CHECK_THAT(wrong_value(sum), Contains("the sum is too long"));
}

TEST_CASE("Numbers: a quantity in its two parts, and how exact its last digit is") {
    const auto parts = [](const char* text) {
        const WrittenQuantity written = taken_apart(text);
        return std::string(written.digits) + '|' + std::string(written.unit);
    };
    CHECK(parts("98 %") == "98|%");
    CHECK(parts("98%") == "98|%");
    CHECK(parts("-1_000.5e-3 kUSD / yr") == "-1_000.5e-3|kUSD / yr");
    CHECK(parts("5EB") == "5|EB");
    CHECK(parts("2035") == "2035|");
    CHECK(parts("3 1/s") == "3|1/s");
    CHECK(unit_in("2.3 yr") == "yr");
    CHECK(unit_in("2.3 years").empty());
    CHECK(half_of_last_digit("98") == 0.5);
    CHECK(half_of_last_digit("0.12_5") == Approx(0.0005));
    CHECK(half_of_last_digit("1.1e18") == Approx(0.05e18));
}
