// Who is ahead, over outcomes made up for it: ties are split, and what is first adds up to all.
#include "support/outcomes.hpp"

#include "report/standing.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

/// Shares of the two countries in five replicates of the first variant: twice ahead, twice level, once behind.
struct Contest {
    Folder folder;
    Run run = small_run(5);
    std::vector<Standing> standings;

    explicit Contest(const std::vector<std::pair<double, double>>& shares) {
        run.trials = {2, 1, shares.size()};
        Store store(folder / "store.sqlite", small_provenance());
        for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
            const Trial trial = run.trials.trial(id);
            Outcome outcome = made_up_outcome(trial, small_layout().size());
            for (const std::size_t date : {0U, 1U}) {
                outcome.values[6 * date + 3] = shares[trial.replicate].first;
                outcome.values[6 * date + 4] = shares[trial.replicate].second;
            }
            store.add(trial, outcome);
        }
        store.commit();
        standings = find_standings(store, run);
    }
    [[nodiscard]] const Standing& of(std::uint32_t group, std::uint32_t other) const {
        const auto is = [&](const Standing& s) {
            return s.variant == 0 && s.date == 1 && s.metric == Metric::research_share && s.group == group && s.other == other;
        };
        const auto found = std::ranges::find_if(standings, is);
        REQUIRE(found != standings.end());
        return *found;
    }
};

} // namespace

TEST_CASE("Standing: a tie is split among those who are level") {
    const Contest contest({{0.6, 0.4}, {0.6, 0.4}, {0.5, 0.5}, {0, 0}, {0.4, 0.6}});
    CHECK(contest.of(1, Layout::absent).ahead == 3);
    CHECK(contest.of(2, Layout::absent).ahead == 2);
    CHECK(contest.of(1, 2).ahead == 3);
    CHECK(contest.of(2, 1).ahead == 2);
    CHECK(contest.of(1, Layout::absent).probability() + contest.of(2, Layout::absent).probability() == 1);
    const Table table = standings_table(contest.run, contest.standings, {});
    CHECK_THAT(table.caption, Contains("ties split") && Contains("at least 95 %"));
    CHECK(table.rows[0][1] == "Share of research: China > United States");
    CHECK(table.rows[0][3] == "60 % [15, 95]"); // scipy: beta.ppf([0.025, 0.975], [3, 4], [3, 2]) is 0.147, 0.947
}

TEST_CASE("Standing: where all are level always, each is first in its part; what has no value is no tie") {
    const Contest level({{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}});
    CHECK(level.of(1, Layout::absent).probability() == 0.5);
    const Contest absent({{0.5, nothing}, {0.5, 0.5}, {nothing, 0.1}});
    CHECK(absent.of(1, Layout::absent).n == 1);
    CHECK(absent.of(1, Layout::absent).ahead == 0.5);
}
