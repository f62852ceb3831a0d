#include "support/outcomes.hpp"

#include <algorithm>
#include <random>

using namespace sim;
using namespace sim::test;

namespace {

Statistics statistics_of(std::vector<double> values) { return statistics(values); }

/// The summary of trials whose values a function gives.
template <class Value> std::vector<SummaryRow> summary_of(const TrialList& list, const Value& value, const SummaryOptions& options = {}) {
    const std::vector<Layout> layouts(list.variants, small_layout());
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    const auto play = [&](const Trial& trial) {
        Outcome outcome = made_up_outcome(trial, small_layout().size());
        for (std::size_t place = 0; place < outcome.values.size(); ++place) outcome.values[place] = value(trial, place);
        return outcome;
    };
    play_all(list, layouts, [&] { return play; }, store, {});
    std::vector<SummaryRow> rows;
    summarise(store, list, layouts, options, [&](const SummaryRow& row) { rows.push_back(row); });
    return rows;
}

} // namespace

TEST_CASE("Summary: quantiles interpolate between order statistics: definition 6 of Hyndman and Fan") {
    const std::vector<double> x{1, 2, 4, 8};
    CHECK(sample_quantile(x, 0) == 1);
    CHECK(sample_quantile(x, 0.25) == 1.25); // numpy: quantile([1, 2, 4, 8], 0.25, method="weibull")
    CHECK(sample_quantile(x, 0.5) == 3);
    CHECK(sample_quantile(x, 0.75) == 7);
    CHECK(sample_quantile(x, 1) == 8);
    CHECK(sample_quantile(std::vector<double>{7}, 0.3) == 7);
}

TEST_CASE("Summary: statistics against hand-computed values") {
    const Statistics s = statistics_of({2, 4, 4, 4, 5, 5, 7, 9});
    CHECK(s.n == 8);
    CHECK(s.mean == 5);
    CHECK(s.sd == Approx(std::sqrt(32.0 / 7)).epsilon(1e-15));
    CHECK(s.mcse == Approx(std::sqrt(32.0 / 7 / 8)).epsilon(1e-15));
    CHECK(s.p05 == 2); // the range: 5 % of nine places are less than one
    CHECK(s.p25 == 4);
    CHECK(s.p50 == 4.5);
    CHECK(s.p75 == 6.5);
    CHECK(s.p95 == 9);
}

TEST_CASE("Summary: the mean and spread of large numbers do not drown in rounding") {
    std::vector<double> values;
    for (int i = 0; i < 1000; ++i) values.push_back(1e9 + i % 2);
    const Statistics s = statistics(values);
    CHECK(s.mean == 1e9 + 0.5);
    CHECK(s.sd == Approx(0.5 * std::sqrt(1000.0 / 999)).epsilon(1e-12));
}

TEST_CASE("Summary: not-a-number is absent; one value has no spread; none has nothing") {
    const Statistics two = statistics_of({nothing, 3, nothing, 1, nothing});
    CHECK(two.n == 2);
    CHECK(two.mean == 2);
    CHECK(two.sd == Approx(std::sqrt(2.0)));
    CHECK(two.p50 == 2);
    const Statistics one = statistics_of({nothing, 3});
    CHECK(one.n == 1);
    CHECK(one.mean == 3);
    CHECK(std::isnan(one.sd));
    CHECK(std::isnan(one.mcse));
    CHECK(one.p05 == 3);
    CHECK(one.p95 == 3);
    CHECK(statistics_of({nothing}).n == 0);
    CHECK(std::isnan(statistics_of({}).mean));
}

TEST_CASE("Summary: quantiles by selection are those of a full sort, for all sizes and with ties") {
    std::mt19937_64 bits(1);
    for (std::size_t n = 1; n <= 130; ++n) {
        for (const std::uint64_t distinct : {std::uint64_t{3}, std::uint64_t{1000000}}) {
            std::vector<double> values;
            for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>(bits() % distinct));
            std::vector<double> sorted = values;
            std::sort(sorted.begin(), sorted.end());
            const Statistics s = statistics(values);
            INFO(n << " of " << distinct);
            REQUIRE(s.p05 == sample_quantile(sorted, 0.05));
            REQUIRE(s.p25 == sample_quantile(sorted, 0.25));
            REQUIRE(s.p50 == sample_quantile(sorted, 0.50));
            REQUIRE(s.p75 == sample_quantile(sorted, 0.75));
            REQUIRE(s.p95 == sample_quantile(sorted, 0.95));
        }
    }
}

TEST_CASE("Summary: statistics of a list leave it as it is") {
    std::vector<double> values;
    for (int i = 0; i < 101; ++i) values.push_back((i * 37) % 101);
    const std::vector<double> before = values;
    CHECK(statistics(values).p50 == 50);
    CHECK(values == before);
}

TEST_CASE("Summary: each quantile has its own error, by the ranks one standard error away") {
    std::vector<double> values;
    for (int i = 0; i < 399; ++i) values.push_back(i < 200 ? i * 0.001 : i * 1000);
    const Statistics s = statistics(values);
    CHECK(s.p05_error == Approx(0.005).margin(0.0011)); // sqrt(400 x 0.05 x 0.95) is 4.4 ranks
    CHECK(s.p95_error == Approx(5000).margin(1001));
    CHECK(s.p50_error > 100000); // the ranks around it lie on both sides of the step
}

TEST_CASE("Summary: the median's worst cases, whatever failed trials would have given") {
    const std::vector<double> values{1, 2, 3, 4, 5, 6, 7};
    CHECK(statistics(values).p50_least == 4);
    CHECK(statistics(values, 2).p50_least == 3); // of nine, two of them below all
    CHECK(statistics(values, 2).p50_most == 5);
    CHECK(statistics(values, 7).p50_least == -std::numeric_limits<double>::infinity());
    CHECK(statistics(values, 7).p50_most == std::numeric_limits<double>::infinity());
}

TEST_CASE("Summary: the summary has a line per variant, date and column, in the metric's unit") {
    // Value of column c on date d, variant v, replicate r: 1000 v + 100 d + 10 c + r.
    const auto rows = summary_of({2, 1, 5}, [](const Trial& trial, std::size_t place) {
        return static_cast<double>(1000 * trial.variant + 100 * (place / 6) + 10 * (place % 6) + trial.replicate);
    });
    REQUIRE(rows.size() == 2 * 2 * 6);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        INFO(i);
        CHECK(rows[i].variant == i / 12);
        CHECK(rows[i].point == 0);
        CHECK(rows[i].date == i % 12 / 6);
        CHECK(rows[i].column == i % 6);
        CHECK(rows[i].failed == 0);
        CHECK(rows[i].of.n == 5);
        const double unit = i % 6 == 5 ? 1.0 / 3600 : 1.0; // queue_wait is reported in hours
        CHECK(rows[i].of.p50 == Approx(unit * static_cast<double>(1000 * (i / 12) + 100 * (i % 12 / 6) + 10 * (i % 6) + 2)).epsilon(1e-14));
        CHECK(rows[i].of.sd == Approx(unit * std::sqrt(2.5)).epsilon(1e-12));
    }
}

TEST_CASE("Summary: failed trials and absent values lower n; lines with nothing are left out") {
    const auto rows = summary_of({1, 1, 4}, [](const Trial& trial, std::size_t place) {
        if (trial.replicate == 2 && place == 0) return std::numeric_limits<double>::infinity(); // fails
        if (place == 1 || (place == 2 && trial.replicate == 0)) return nothing;
        return 1.0;
    });
    REQUIRE(rows.size() == 11);
    CHECK(rows[0].of.n == 3);
    CHECK(rows[0].failed == 1);
    CHECK(rows[1].column == 2);
    CHECK(rows[1].of.n == 2);
    CHECK(rows[1].failed == 1);
}

TEST_CASE("Summary: neither the size of the block nor the threads reach the summary") {
    const auto value = [](const Trial& trial, std::size_t place) { return made_up(trial, place); };
    const auto wide = summary_of({2, 1, 50}, value);
    for (const SummaryOptions& options : {SummaryOptions{.threads = 1, .memory = 1}, SummaryOptions{.threads = 3, .memory = 50 * 8 * 5}}) {
        const auto narrow = summary_of({2, 1, 50}, value, options);
        REQUIRE(narrow.size() == wide.size());
        for (std::size_t i = 0; i < wide.size(); ++i) {
            REQUIRE(narrow[i].column == wide[i].column);
            REQUIRE(narrow[i].of.mean == wide[i].of.mean);
            REQUIRE(narrow[i].of.sd == wide[i].of.sd);
            REQUIRE(narrow[i].of.p05 == wide[i].of.p05);
        }
    }
}
