// Every GPU-millisecond is posted once on either side: in random scenarios, at every sample and between them.
#include "support/play.hpp"
#include "support/random_scenario.hpp"

#include "model/inputs.hpp"
#include "model/rules.hpp"

#include <map>
#include <set>
#include <tuple>

using namespace sim;
using namespace sim::test;

namespace {

constexpr int scenarios = 200;

bool at_work(const Project& project) {
    return (project.gpus > 0 || project.holds > 0) &&
           (project.stage == Project::Stage::reproduction || project.stage == Project::Stage::extension);
}

Account use_of(const Project& project) {
    if (project.stage == Project::Stage::reproduction) return Account::reproduction;
    return project.efficiency_work ? Account::efficiency : Account::extension;
}

/// What the accounts of each lab must grow by per millisecond, as seen from the jobs and the cohorts alone.
std::vector<Ledger> pace_of(const World& world, bool shares) {
    std::vector<Ledger> pace(world.labs.size());
    std::vector<Grains> busy(world.labs.size(), 0);
    for (const Project& project : world.projects) {
        if (!at_work(project)) continue;
        const Grains gpus = project.gpus * grains_per_gpu + project.holds;
        const Grains published = project.holds > 0 && project.stage == Project::Stage::extension
                                     ? static_cast<Grains>(static_cast<double>(project.holds) / project.runs)
                                     : gpus;
        pace[project.lab.index][use_of(project)] += published;
        pace[project.lab.index][Account::exploration] += gpus - published;
        if (project.host.index == nobody) {
            pace[project.lab.index][Account::rented] += gpus;
            continue;
        }
        busy[project.host.index] += gpus;
        if (project.host == project.lab) continue;
        pace[project.lab.index][Account::borrowed] += gpus;
        pace[project.host.index][Account::lent] += gpus;
    }
    for (std::size_t l = 0; l < pace.size(); ++l) {
        const Fleet& fleet = world.labs[l].fleet;
        for (const Cohort& cohort : fleet.cohorts)
            pace[l][Account::owned] += shares ? grains_of(cohort.owned) : cohort.count * grains_per_gpu;
        GpuTime there = pace[l][Account::owned];
        if (shares) {
            pace[l][Account::rented] = grains_of(fleet.rented);
            pace[l][Account::borrowed] = fleet.borrowed;
            if (l >= world.research_labs) {
                pace[l][Account::lent] = fleet.held;
                busy[l] = fleet.held;
            }
            there += pace[l][Account::rented] + pace[l][Account::borrowed];
        }
        pace[l][Account::retired] = std::max<GpuTime>(0, busy[l] - there);
        pace[l][Account::idle] = std::max<GpuTime>(0, there - busy[l]);
    }
    return pace;
}

/// Posts everything up to now, as a sample does.
void complete(Story& story) {
    for (Lab& lab : story.world.labs) {
        touch(lab, story.now());
        read_meter(lab, story.world, *story.scenario, story.now());
    }
    for (Project& project : story.world.projects) {
        if (at_work(project)) post(story.world, project, story.now());
    }
}

/// A second set of books, kept from outside.
class Auditor {
public:
    explicit Auditor(Story& story) : story_(story), books_(story.world.labs.size()) {}

    /// Plays an event, and books the time before it.
    bool step() {
        const std::vector<Ledger> pace = pace_of(story_.world, shares_gpus(*story_.scenario));
        const Instant before = story_.now();
        if (!sim::step(story_)) return false;
        const std::int64_t elapsed = (story_.now() - before).count();
        for (std::size_t l = 0; l < books_.size() && elapsed > 0; ++l) {
            for (std::size_t a = 0; a < account_count; ++a) books_[l].time[a] += elapsed * pace[l].time[a];
        }
        const std::size_t columns = story_.layout->columns.size();
        if (date_ < story_.layout->dates.size() && !std::isnan(story_.record[date_ * columns])) { // just sampled
            books_.assign(books_.size(), {});
            ++date_;
        }
        return true;
    }
    /// Half-way, everything posted: the story's books are the auditor's to the last GPU-millisecond, and balance.
    void audit() const {
        Story twin = story_;
        complete(twin);
        GpuTime lent = 0, borrowed = 0;
        for (std::size_t l = 0; l < books_.size(); ++l) {
            const Ledger& ledger = twin.world.labs[l].tally.ledger;
            if (ledger.balance() != 0) FAIL("lab " << l << " is out of balance by " << gpu_seconds_of(ledger.balance()) << " GPU-s");
            for (std::size_t a = 0; a < account_count; ++a) {
                if (ledger.time[a] != books_[l].time[a] || ledger.time[a] < 0) {
                    FAIL("lab " << l << ", account " << a << ": " << gpu_seconds_of(ledger.time[a]) << " GPU-s in its ledger, "
                                << gpu_seconds_of(books_[l].time[a]) << " by audit");
                }
            }
            lent += ledger[Account::lent];
            borrowed += ledger[Account::borrowed];
        }
        if (lent != borrowed) FAIL(gpu_seconds_of(lent) << " GPU-s lent, but " << gpu_seconds_of(borrowed) << " borrowed");
    }

private:
    Story& story_;
    std::vector<Ledger> books_;
    std::size_t date_ = 0;
};

/// Which accounts, over all scenarios, were ever used: the generator must reach each of them.
void note_accounts(const Story& story, std::set<std::size_t>& used) {
    for (const Lab& lab : story.world.labs) {
        for (std::size_t a = 0; a < account_count; ++a) {
            if (lab.tally.ledger.time[a] > 0) used.insert(a);
        }
    }
}

/// Metrics that are sums or counts: always a number, never below zero.
bool is_sum(Metric metric) {
    using enum Metric;
    static const std::set<Metric> sums = {researchers,
                                          papers,
                                          credit,
                                          reproductions,
                                          first_reproductions,
                                          failed_reproductions,
                                          abandoned,
                                          passed_over,
                                          efficiency_papers,
                                          gpus,
                                          flops,
                                          jobs_done,
                                          spend,
                                          energy,
                                          energy_cost,
                                          emissions,
                                          gpu_hours_owned,
                                          gpu_hours_retired,
                                          gpu_hours_borrowed,
                                          gpu_hours_rented,
                                          gpu_hours_reproduction,
                                          gpu_hours_exploration,
                                          gpu_hours_extension,
                                          gpu_hours_efficiency,
                                          gpu_hours_lent,
                                          gpu_hours_idle,
                                          efficiency,
                                          efficiency_best};
    return sums.contains(metric);
}

bool is_part(Metric metric) {
    using enum Metric;
    static const std::set<Metric> parts = {
        research_share, credit_share, frontier_share, frontier_share_1pct, top20_share,  reproducible_fraction, excluded_researchers,
        flop_share,     compute_gini, compute_top10,  credit_gini,         credit_top10, utilisation,           data_processed_fraction};
    return parts.contains(metric);
}

void check_values(const Layout& layout, const std::vector<double>& values) {
    for (std::size_t v = 0; v < values.size(); ++v) {
        const Column& column = layout.columns[v % layout.columns.size()];
        const double value = values[v];
        const bool good = std::isnan(value)
                              ? !is_sum(column.metric)
                              : std::isfinite(value) && (value >= 0 || column.metric == Metric::policy_money) && // factors take
                                    (!is_part(column.metric) || value <= 1 + 1e-12);
        if (!good) FAIL(row_of(column.metric).id << " of " << layout.groups[column.group].name << " is " << value);
    }
}

/// Over countries, and over kinds, the shares of one date add up to one where there is anything to share.
void check_shares(const Layout& layout, const std::vector<double>& values) {
    for (const Metric metric :
         {Metric::research_share, Metric::credit_share, Metric::flop_share, Metric::frontier_share, Metric::top20_share}) {
        for (std::size_t d = 0; d < layout.dates.size(); ++d) {
            for (const auto& [group, count] : {std::pair{1U, std::size_t{3}}, std::pair{4U, std::size_t{2}}}) { // countries, kinds
                double sum = 0;
                const std::size_t first = d * layout.columns.size() + layout.column(metric, group);
                for (std::size_t g = 0; g < count; ++g) sum += values[first + g];
                if (!std::isnan(sum) && std::abs(sum - 1) > 1e-12) FAIL(row_of(metric).id << " add up to " << sum);
            }
        }
    }
}

/// Laid over a random scenario, half of them: the second way to work, with people who come and go.
const std::vector<std::string> as_programmes = {"research.work=programme",
                                                "research.runs=5",
                                                "research.runs_spread=0.8",
                                                "research.performance=0.2",
                                                "research.least_size=1",
                                                "research.reproduction_time=2 mo",
                                                "research.research_time={lognormal: {median: 5 mo, sigma: 0.5}}",
                                                "research.success=66 %",
                                                "research.abandon=50 %",
                                                "people.adoption=100 %/yr",
                                                "people.first_users=30 %",
                                                "people.leaving=10 %/yr",
                                                "people.least_access=90 %",
                                                "people.hiring=40 %/yr",
                                                "people.field_growth=10 %/yr",
                                                "people.share_walk=0.2",
                                                "hardware.price_decline=15 %/yr",
                                                "kinds[academia].simulated_teams=3",
                                                "kinds[academia].open_weights=30 %",
                                                "labs[universities].stratified=true"};

/// A half-way story of the small world with public clouds, rent and efficiency work: every account is in use.
Scenario busy_world() {
    return scenario_of("tests/scenarios/small.yaml", "",
                       {"hardware.cloud={market: consumer}", "kinds[academia].efficiency_work=20 %",
                        "kinds[academia].budget.of_gdp_per_capita=0.2 %", "hardware.lifetime=2 yr",
                        "policies=[{id: cloud, what: public_cloud, at: 2010, whom: {kind: academia}, income: 30 MUSD/yr}]"});
}

} // namespace

TEST_CASE("Ledger: the ledger balances to exactly zero in random scenarios, at every sample and between them") {
    std::set<std::size_t> used;
    std::uint64_t events = 0, papers = 0;
    for (int n = 0; n < scenarios; ++n) {
        const std::string text = random_scenario(static_cast<std::uint64_t>(n));
        INFO("scenario number " << n << "\n" << text);
        Scenario scenario = scenario_of_text(text, n % 2 == 0 ? std::vector<std::string>{} : as_programmes);
        Inputs(scenario).draw(Dice(1, 0));
        Sandbox sandbox(scenario);
        Auditor auditor(sandbox.story);
        try {
            while (auditor.step()) {
                if (sandbox.story.events % 509 == 0) auditor.audit();
                if (sandbox.story.events % 101 == 0) note_accounts(sandbox.story, used);
            }
        } catch (const StoryFailure& failure) {
            FAIL(failure.what());
        }
        auditor.audit();
        check_values(sandbox.layout, sandbox.story.record);
        check_shares(sandbox.layout, sandbox.story.record);
        events += sandbox.story.events;
        papers += sandbox.story.world.papers.size();
    }
    CHECK(used.size() == account_count); // else the generator would leave something untried
    WARN(events << " events and " << papers << " papers in " << scenarios << " scenarios");
    CHECK(events > 100'000);
}

TEST_CASE("Ledger: a random scenario is the same story whoever plays it, and before which other") {
    for (std::uint64_t n = 1; n < 200; n += 23) {
        const Scenario scenario = scenario_of_text(random_scenario(n));
        Player busy(scenario), fresh(scenario);
        static_cast<void>(busy.play(1, 0));
        const Outcome again = busy.play(1, 1), alone = fresh.play(1, 1);
        INFO(random_scenario(n));
        CHECK(again.fingerprint == alone.fingerprint);
        CHECK(std::equal(again.values.begin(), again.values.end(), alone.values.begin(), alone.values.end(),
                         [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }));
    }
}

TEST_CASE("Ledger: a posting that is lost, or made twice, or to the wrong lab, is found out at the next sample") {
    Sandbox sandbox(busy_world());
    while (sandbox.story.events < 6000) step(sandbox.story);
    for (std::size_t account = 0; account < account_count; ++account) {
        for (const std::int64_t wrong : {-1, +1}) {
            Story twin = sandbox.story;
            twin.world.labs[3].tally.ledger.time[account] += wrong * grains_per_gpu;
            INFO("account " << account);
            CHECK_THROWS_AS(
                [&] {
                    while (step(twin)) {
                    }
                }(),
                StoryFailure);
        }
    }
    Story moved = sandbox.story;
    moved.world.labs[3].tally.ledger[Account::lent] -= grains_per_gpu;
    moved.world.labs[4].tally.ledger[Account::lent] += grains_per_gpu;
    std::string reason;
    try {
        while (step(moved)) {
        }
    } catch (const StoryFailure& failure) {
        reason = failure.what();
    }
    CHECK(reason.find("the ledger of lab 3 is out of balance by 1 GPU-ms on 201") == 0);
    Story intact = sandbox.story;
    CHECK_NOTHROW([&] {
        while (step(intact)) {
        }
    }());
}

TEST_CASE("Ledger: GPUs that change hands without a posting are found out at the next sample") {
    Sandbox sandbox(busy_world());
    const auto lab_with_jobs = [&] {
        for (Lab& lab : sandbox.story.world.labs) {
            if (lab.running > 0 && lab.fleet.busy < lab.fleet.gpus) return &lab;
        }
        return static_cast<Lab*>(nullptr);
    };
    while (sandbox.story.events < 6000 || lab_with_jobs() == nullptr) step(sandbox.story);
    ++lab_with_jobs()->fleet.busy; // a GPU is in use although no job holds it
    CHECK_THROWS_AS(sandbox.play(), StoryFailure);
}

// ---- money ------------------------------------------------------------------------------------------------------------

namespace {

/// A lab's GPUs of one kind and day.
using Lot = std::tuple<std::uint32_t, Day, std::uint32_t>;

/// What was spent on the GPUs that labs have, kept from outside: real labs times GPUs times price on the day on which they came.
class Cashier {
public:
    explicit Cashier(const Story& story) : story_(story) {}

    void look() {
        const World& world = story_.world;
        const bool is_first_day = story_.now() == story_.scenario->clock.start; // what labs begin with is counted as if they paid for it
        std::map<Lot, double> there;
        for (std::uint32_t l = 0; l < world.research_labs; ++l) {
            for (const Cohort& cohort : world.labs[l].fleet.cohorts)
                there[{l, cohort.bought, cohort.generation.index}] += value_of(world.labs[l], cohort);
        }
        for (const auto& [lot, value] : there)
            if (is_first_day || !spent_.contains(lot)) spent_[lot] = value;
    }
    /// Of the GPUs that are there, by country: never more than was spent on them.
    void audit() const {
        const World& world = story_.world;
        std::vector<double> stock(world.countries.size()), spent(world.countries.size());
        std::set<Lot> counted;
        for (std::uint32_t l = 0; l < world.research_labs; ++l) {
            const std::uint32_t country = world.labs[l].country.index;
            for (const Cohort& cohort : world.labs[l].fleet.cohorts) {
                const Lot lot{l, cohort.bought, cohort.generation.index};
                stock[country] += value_of(world.labs[l], cohort);
                if (counted.insert(lot).second) spent[country] += spent_.at(lot);
            }
        }
        for (std::size_t c = 0; c < stock.size(); ++c) {
            if (stock[c] > spent[c] * (1 + 1e-9))
                FAIL("country " << c << " has GPUs for " << stock[c] << " USD on " << to_text(story_.now()) << ", but spent " << spent[c]);
        }
    }

private:
    static double value_of(const Lab& lab, const Cohort& cohort) { return lab.weight * cohort.owned * cohort.paid; }
    const Story& story_;
    std::map<Lot, double> spent_;
};

} // namespace

TEST_CASE("Ledger: no country's GPUs are worth more than was spent on them, while labs grow, shrink and move") {
    std::uint64_t grown = 0, shrunk = 0;
    for (int n = 0; n < scenarios; ++n) {
        const std::string text = random_scenario(static_cast<std::uint64_t>(n));
        INFO("scenario number " << n << "\n" << text);
        Scenario scenario = scenario_of_text(text, n % 2 == 0 ? std::vector<std::string>{} : as_programmes);
        Inputs(scenario).draw(Dice(1, 0));
        Sandbox sandbox(scenario);
        Cashier cashier(sandbox.story);
        std::vector<double> weights;
        for (const Lab& lab : sandbox.story.world.labs) weights.push_back(lab.weight);
        while (step(sandbox.story)) {
            cashier.look();
            if (sandbox.story.events % 97 == 0) cashier.audit();
        }
        cashier.audit();
        for (std::size_t l = 0; l < sandbox.story.world.research_labs; ++l) {
            grown += sandbox.story.world.labs[l].weight > weights[l] ? 1 : 0;
            shrunk += sandbox.story.world.labs[l].weight < weights[l] ? 1 : 0;
        }
    }
    CHECK(grown > 100); // else the generator would leave something untried
    CHECK(shrunk > 20);
}

TEST_CASE("Ledger: twice the labs have half the GPUs and half the money each, and all of them together what they had") {
    Sandbox sandbox("tests/scenarios/small.yaml");
    while (sandbox.story.events < 6000) step(sandbox.story);
    Lab& lab = sandbox.story.world.labs[0];
    REQUIRE(lab.fleet.gpus > 3);
    const double owned = lab.fleet.owned, peak = lab.fleet.peak / lab.fleet.gpus, cash = lab.cash;
    share_with_new_labs(sandbox.story, {0}, 2);
    CHECK(lab.fleet.owned == Approx(owned / 2));
    CHECK(lab.fleet.gpus == static_cast<std::uint32_t>(owned / 2 + lab.fleet.luck + 1e-9));
    CHECK(lab.fleet.peak == Approx(peak * lab.fleet.gpus).epsilon(0.3));
    CHECK(lab.cash == cash / 2);
    CHECK_NOTHROW(sandbox.play()); // the ledger still balances
}

TEST_CASE("Hardware: a lifetime ends on its anniversary by the calendar") {
    const auto ends = [](const char* bought, double months) {
        return end_of_life(std::chrono::floor<Day::duration>(parse_instant(bought).instant), months * in_seconds(year) / 12);
    };
    CHECK(ends("2010-01-01", 60) == parse_instant("2015-01-01").instant); // 1826 days, of which 5 x 365.25 would make 1826.25
    CHECK(ends("2011-01-01", 60) == parse_instant("2016-01-01").instant);
    CHECK(ends("2012-02-29", 12) == parse_instant("2013-02-28").instant);
    CHECK(ends("2010-01-31", 1) == parse_instant("2010-02-28").instant);
    CHECK(ends("2010-01-01", 0.5) == parse_instant("2010-01-01").instant + year / 24);
    CHECK(ends("2010-01-01", 1e9) == Instant::max());
}
