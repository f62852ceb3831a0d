// The rows that `report` selects, and how they are found again.
#include "support/outcomes.hpp"

using namespace sim;
using namespace sim::test;

namespace {

SummaryRow row_at(std::uint32_t variant, std::uint32_t date, std::uint32_t column) {
    SummaryRow row{variant, 0, date, column, 0, {}};
    row.of.n = 1 + column;
    return row;
}

} // namespace

TEST_CASE("Chosen: what the report selects is kept, and found by what it is about") {
    const Run run = small_run(1); // shares and papers of two countries, at both dates
    Chosen<SummaryRow> chosen(selected_lines(run)), last(selected_lines_at_the_end(run));
    for (const std::uint32_t variant : {0U, 1U}) {
        for (const std::uint32_t date : {0U, 1U}) {
            for (std::uint32_t column = 0; column < 6; ++column) {
                chosen.add(row_at(variant, date, column));
                last.add(row_at(variant, date, column));
            }
        }
    }
    CHECK(chosen.rows().size() == 2 * 2 * 4); // neither the world's papers nor its queue_wait
    CHECK(last.rows().size() == 2 * 4);
    REQUIRE(chosen.find({1, 0, 1, 4}) != nullptr);
    CHECK(chosen.find({1, 0, 1, 4})->of.n == 5);
    CHECK(chosen.find({1, 0, 1, 0}) == nullptr);
    CHECK(last.find({1, 0, 0, 4}) == nullptr);
    CHECK(chosen.rows_of(1).size() == 2 * 4);
    CHECK(chosen.rows_of(1).front().variant == 1);
    CHECK(chosen.rows_of(2).empty());
}

TEST_CASE("Chosen: pairs are selected by what the base's report says") {
    Run run = small_run(1);
    run.variants[1].report.tables = {"queue_wait"};
    Chosen<PairedRow> chosen(selected_lines_of_base(run));
    for (std::uint32_t column = 0; column < 6; ++column) chosen.add({1, 0, 1, column, {}});
    REQUIRE(chosen.rows().size() == 4);
    CHECK(chosen.find({1, 0, 1, 3}) != nullptr);
    CHECK(chosen.find({1, 0, 1, 5}) == nullptr);
}
