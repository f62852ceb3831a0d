// What rank correlations go by: numbers, dates by their time, two words; more words are left out, and that is said.
#include "report/swept.hpp"

#include "support/catch.hpp"

using namespace sim;

namespace {

SweptColumn column_of(const std::vector<std::string>& texts) {
    Points points;
    points.paths = {"policies[cut].at"};
    points.values.clear();
    for (const std::string& text : texts) points.values.push_back({text});
    return swept_columns(points).front();
}

} // namespace

TEST_CASE("Order: numbers are what they are, dates are times") {
    CHECK(order_of(column_of({"3 yr", "2 yr"})) == std::vector<double>{3, 2});
    const SweptColumn dates = column_of({"2010-06-01", "2009-01-01", "2010"});
    const std::vector<double> times = order_of(dates);
    REQUIRE(times.size() == 3);
    CHECK(times[1] < times[2]);
    CHECK(times[2] < times[0]);
    CHECK(dates.numbers.empty()); // they are shown as they were set
    CHECK(notes_on_words({dates}).empty());
}

TEST_CASE("Order: two words are 0 and 1, more have no order, and both are said") {
    const SweptColumn two = column_of({"home", "abroad", "home"}), three = column_of({"a", "b", "c", "a"});
    CHECK(order_of(two) == std::vector<double>{0, 1, 0});
    CHECK(order_of(three).empty());
    CHECK(order_of(column_of({"2010-06-01", "never"})) == std::vector<double>{0, 1});
    CHECK(notes_on_words({two, three, column_of({"1", "2"})}) ==
          std::vector<std::string>{"at: home counts as low, abroad as high.",
                                   "Left out, as words have no order to be ranked by: at (3 words)."});
    CHECK(notes_on_words({column_of({"same", "same"})}).empty());
}
