// What is measured, against the same thing worked out from the whole story in another way, or by hand.
#include "support/play.hpp"

#include "model/rules.hpp"

#include <cctype>
#include <map>
#include <set>

using namespace sim;
using namespace sim::test;

namespace {

/// What a metric is called in the program, which is its id: the words between "Metric::" and the end, as the compiler spells them.
template <Metric metric> constexpr std::string_view spelled() {
    const std::string_view text = __PRETTY_FUNCTION__, before = "metric = sim::Metric::";
    const std::size_t from = text.find(before) + before.size();
    return text.substr(from, text.find_first_of(";]", from) - from);
}

template <std::size_t... m> std::vector<std::string_view> all_spelled(std::index_sequence<m...>) {
    return {spelled<static_cast<Metric>(m)>()...};
}

/// The papers that one builds on, back to the first, found by walking the graph.
std::vector<std::size_t> line_of(const std::vector<Paper>& papers, std::size_t paper) {
    std::vector<std::size_t> line{paper};
    while (papers[line.back()].parent.index != nobody) line.push_back(papers[line.back()].parent.index);
    return line;
}

/// The paper with the largest effective compute that a country's labs published between two dates.
std::optional<std::size_t> largest(const Story& story, CountryId country, Instant after, Instant until) {
    const std::vector<Paper>& papers = story.world.papers;
    std::optional<std::size_t> found;
    for (std::size_t p = 0; p < papers.size(); ++p) {
        if (papers[p].lab.index == nobody || papers[p].published <= after || papers[p].published > until ||
            story.world[papers[p].lab].country != country)
            continue;
        if (!found || papers[p].compute > papers[*found].compute) found = p;
    }
    return found;
}

} // namespace

TEST_CASE("Metrics: each has the id that it is called by, and words for people") {
    REQUIRE(metrics().size() == metric_count);
    const std::vector<std::string_view> names = all_spelled(std::make_index_sequence<metric_count>{});
    std::set<std::string_view> titles;
    for (std::size_t m = 0; m < metric_count; ++m) {
        const MetricRow& row = metrics()[m];
        INFO(row.id << ": " << row.title);
        CHECK(static_cast<std::size_t>(row.metric) == m);
        CHECK(row.id == names[m]);
        CHECK(find_metric(row.id) == &row);
        CHECK(titles.insert(row.title).second);
        CHECK(std::isupper(static_cast<unsigned char>(row.title.at(0))) != 0);
        CHECK(row.title.size() <= 40);
        CHECK(row.title.find_first_of("_.;") == std::string_view::npos);
        CHECK((row.unit.empty() || row.title.find(std::string(" (") + std::string(row.unit)) == std::string_view::npos));
        CHECK_FALSE(row.doc.empty());
        CHECK(row.doc.back() != '.');
        CHECK(row.levels != 0);
        CHECK((row.form == MetricForm::amount || row.unit.empty()));
    }
}

TEST_CASE("Metrics: parts of a whole add up to it, and shares lie between 0 and 1") {
    Sandbox sandbox("tests/scenarios/small.yaml");
    sandbox.play();
    std::size_t wholes = 0;
    for (const MetricRow& row : metrics()) {
        if (!is_share(row)) continue;
        for (std::size_t d = 0; d < sandbox.layout.dates.size(); ++d) {
            double sum = 0;
            for (std::size_t c = 0; c < sandbox.layout.columns.size(); ++c) {
                const Column& column = sandbox.layout.columns[c];
                if (column.metric != row.metric) continue;
                const double value = sandbox.story.record[d * sandbox.layout.columns.size() + c];
                INFO(row.id << " " << sandbox.layout.groups[column.group].name << ": " << value);
                CHECK_FALSE((value < 0 || value > 1 + 1e-12));
                if (sandbox.layout.groups[column.group].level == Level::country) sum += value;
            }
            if (!adds_up(row) || std::isnan(sum)) continue;
            INFO(row.id);
            CHECK(sum == Approx(1));
            ++wholes;
        }
    }
    CHECK(wholes > sandbox.layout.dates.size());
}

TEST_CASE("Metrics: depth and compute of the critical path are what a walk over the paper graph finds") {
    Sandbox sandbox("tests/scenarios/small.yaml", {"kinds[academia].efficiency_work_when_cut=30 %", "research.advance=1e-4"});
    sandbox.play();
    const std::vector<Paper>& papers = sandbox.story.world.papers;
    std::size_t deepest = 0;
    for (std::size_t d = 0; d < sandbox.layout.dates.size(); ++d) {
        const Instant after = d == 0 ? sandbox.scenario.clock.start : sandbox.layout.dates[d - 1], until = sandbox.layout.dates[d];
        for (std::uint32_t c = 0; c < 3; ++c) {
            const std::string group = "country:" + sandbox.scenario.countries[c].id;
            const auto paper = largest(sandbox.story, {c}, after, until);
            CHECK(std::isnan(sandbox.value(Metric::frontier_depth, group, calendar_year(until))) == !paper);
            if (!paper) continue;
            const auto line = line_of(papers, *paper);
            double flop = 0;
            for (const std::size_t p : line) flop += papers[p].flop;
            CHECK(sandbox.value(Metric::frontier_depth, group, calendar_year(until)) == static_cast<double>(line.size()));
            CHECK(sandbox.value(Metric::frontier_compute, group, calendar_year(until)) == Approx(flop).epsilon(1e-12));
            deepest = std::max(deepest, line.size());
        }
    }
    CHECK(deepest > 10);
}

namespace {

/// Years since the first record in effective compute, over all papers, that a lab could not reproduce today.
double lag_of(Story& story, LabId lab) {
    const double reach = story.world[lab].fleet.reach_all;
    double record = -1;
    for (std::size_t p = 0; p < story.world.papers.size(); ++p) {
        const Paper& paper = story.world.papers[p];
        if (paper.compute <= record) continue;
        record = paper.compute;
        if (paper.compute / efficiency(story, lab, paper.domain) > reach) return in_years(story.now() - paper.published);
    }
    return 0;
}

} // namespace

TEST_CASE("Metrics: the reproduction lag is the median over researchers of how long the frontier has been out of reach") {
    Sandbox sandbox("tests/scenarios/small.yaml", {"kinds[academia].efficiency_work=10 %", "research.advance=1e-4", "network={leak: 3 mo}"},
                    4);
    double most = 0;
    for (const Instant date : sandbox.layout.dates) {
        sandbox.play_until(date);
        for (std::uint32_t c = 0; c < 3; ++c) {
            const double found =
                sandbox.value(Metric::reproduction_lag, "country:" + sandbox.scenario.countries[c].id, calendar_year(date));
            double below = 0, up_to = 0, all = 0;
            for (std::uint32_t l = 0; l < sandbox.story.world.research_labs; ++l) {
                const Lab& lab = sandbox.story.world.labs[l];
                if (lab.country.index != c) continue;
                const double lag = lag_of(sandbox.story, {l}), people = lab.weight * lab.researchers;
                all += people;
                if (lag < found - 1e-9) below += people;
                if (lag < found + 1e-9) up_to += people;
            }
            INFO(to_text(date) << " " << c << ": " << found);
            CHECK(below <= all / 2);
            CHECK(up_to >= all / 2 * (1 - 1e-12));
            most = std::max(most, found);
        }
    }
    CHECK(most > 1);
}

TEST_CASE("Metrics: what the community's compute could process, and the GPUs that all of it would take") {
    // 50 labs with 10 GPUs of 1 TFLOP/s each, at 80 %: 400 TFLOP/s. A tenth of 1e9 items a year at 1e14 FLOP: 316.88 TFLOP/s.
    const Scenario scenario = scenario_of_text(R"(
scenario: data
clock: {start: 2010-01-01, end: 2012-12-31, sample: 12 mo}
hardware:
  utilisation: 80 %
  generations:
    - {id: old, market: shop, release: 2005-01-01, price: 100 USD, peak: 1 TFLOP/s}
    - {id: new, market: shop, release: 2012-01-01, price: 100 USD, peak: 4 TFLOP/s}
    - {id: hall, market: hall, release: 2009-01-01, price: 50 USD, peak: 10 TFLOP/s}
countries: [{id: ONE, name: One, researchers: 500 person}]
kinds: [{id: lab, buys: [shop], first_gpus: 10 GPU, first_generation: old}]
labs: [{id: labs, kind: lab, of: ONE, researchers: 10 person, share: 100 %}]
research: {endogenous: false}
corpora:
  - {id: shop, volume: 1e9 item/yr, cost: 1e14 FLOP/item, useful: 10 %, part: 5 %, market: shop}
  - {id: all, volume: {at: {2010-12-31: 1e9 item/yr}, doubling: 1 yr}, cost: 1e14 FLOP/item, useful: 10 %}
  - {id: none, volume: 0 item/yr, cost: 1 FLOP/item}
)");
    Sandbox sandbox(scenario);
    sandbox.play();
    const double needed = 1e9 / 31'557'600 * 0.1 * 1e14;
    CHECK(sandbox.value(Metric::data_processed_fraction, "corpus:shop", 2010) == Approx(0.05 * 400e12 / needed));
    CHECK(sandbox.value(Metric::data_processed_fraction, "corpus:all", 2010) == 1);
    CHECK(sandbox.value(Metric::data_processed_fraction, "corpus:all", 2011) == Approx(400e12 / (needed * std::exp2(365 / 365.25))));
    CHECK(std::isnan(sandbox.value(Metric::data_processed_fraction, "corpus:none", 2010)));
    CHECK(sandbox.value(Metric::gpus_needed_for_data, "corpus:shop", 2010) == Approx(needed / 0.8e12));
    CHECK(sandbox.value(Metric::gpus_needed_for_data, "corpus:shop", 2012) == Approx(needed / 3.2e12));
    CHECK(sandbox.value(Metric::gpus_needed_for_data, "corpus:all", 2010) == Approx(needed / 8e12));
    CHECK(sandbox.value(Metric::gpus_needed_for_data, "corpus:none", 2010) == 0);
}

TEST_CASE("Metrics: efficiency of a domain is what all know, by the mean and by the best of what labs know besides") {
    Sandbox sandbox("tests/scenarios/small.yaml",
                    {"kinds[academia].efficiency_work=20 %", "research.advance=1e-4", "network={leak: 50 yr}"});
    sandbox.play_until("2015-12-31");
    const World& world = sandbox.story.world;
    for (std::uint32_t d = 0; d < 2; ++d) {
        double log = 0, people = 0, best = 0;
        for (std::uint32_t l = 0; l < world.research_labs; ++l) {
            const double known = efficiency(sandbox.story, {l}, {d}), weight = world.labs[l].weight * world.labs[l].researchers;
            log += weight * std::log(known);
            people += weight;
            best = std::max(best, known);
        }
        const std::string group = "domain:" + sandbox.scenario.domains[d].id;
        CHECK(sandbox.value(Metric::efficiency, group, 2015) == Approx(std::exp(log / people)));
        CHECK(sandbox.value(Metric::efficiency_best, group, 2015) == Approx(best));
        CHECK(best > std::exp(log / people));
    }
}

TEST_CASE("Metrics: of energy, idle GPUs draw their part, and buildings theirs, whatever the dates of sampling") {
    const std::vector<std::string> sets = {"hardware.idle_power=25 %", "hardware.pue=1.5", "hardware.lifetime=100 yr"};
    std::map<std::string, double> sums;
    for (const char* sample : {"clock.sample=12 mo", "clock.sample=3 mo", "clock.sample=1 mo"}) {
        Sandbox sandbox("tests/scenarios/small.yaml", {sets[0], sets[1], sets[2], sample});
        sandbox.play();
        for (const Metric metric : {Metric::energy, Metric::energy_cost, Metric::emissions}) {
            const std::string id{row_of(metric).id};
            double sum = 0;
            for (std::size_t d = 0; d < sandbox.layout.dates.size(); ++d)
                sum += sandbox.story.record[d * sandbox.layout.columns.size() + sandbox.layout.column(metric, 1)]; // the first country
            if (sums.contains(id))
                CHECK(sum == Approx(sums.at(id)).epsilon(0.02)); // weights are those of each sample date
            else
                sums[id] = sum;
            CHECK(sum > 0);
        }
        const double hours_held =
            sandbox.value(Metric::gpu_hours_owned, "country:CCC", 2012) - sandbox.value(Metric::gpu_hours_idle, "country:CCC", 2012);
        const double expected =
            (hours_held + 0.25 * sandbox.value(Metric::gpu_hours_idle, "country:CCC", 2012)) * 0.2 * 1.5; // home-1 alone: 200 W
        CHECK(sandbox.value(Metric::energy, "country:CCC", 2012) == Approx(expected));
    }
}

TEST_CASE("Metrics: what a benchmark's target costs by its law, and when it comes within reach") {
    // One lab with 10 GPUs of 1 TFLOP/s at 50 % for 100 days: 4.32e19 FLOP. Efficiency doubles every year from the end of 2010.
    const Scenario scenario = scenario_of_text(R"(
scenario: benchmarks
clock: {start: 2010-01-01, end: 2014-12-31, sample: 12 mo}
hardware:
  utilisation: 50 %
  lifetime: 50 yr
  cloud: {market: shop, break_even: 1000 h}
  generations: [{id: old, market: shop, release: 2005-01-01, price: 2000 USD, peak: 1 TFLOP/s, power: 300 W}, {id: hall, market: hall, release: 2005-01-01, price: 1 USD, peak: 9 TFLOP/s}]
countries: [{id: ONE, name: One, researchers: 10 person, carbon: 500 gCO2e/kWh, electricity: 0 USD/kWh, pue: 1.2}]
kinds: [{id: lab, buys: [shop], patience: 100 d, first_gpus: 10 GPU, first_generation: old}]
labs: [{id: labs, kind: lab, of: ONE, researchers: 10 person, share: 100 %}]
domains: [{id: vision, efficiency: {at: {2010-12-31: 1}, doubling: 1 yr}}]
research: {endogenous: false}
benchmarks:
  - {id: one, compute: 1e20 FLOP, as_of: 2010-12-31, market: shop}
  - {id: burden, compute: 1e20 FLOP, useful: 50 %, as_of: 2010-12-31, domain: vision, market: shop}
  - {id: poly, law: polynomial, compute: 1e18 FLOP, error: 20 %, slope: 0.1, targets: [20 %, 10 %, 0.001 %], as_of: 2010-12-31, domain: vision, market: shop}
  - {id: exp, law: exponential, compute: 1e18 FLOP, error: 20 %, slope: 2.5, targets: [10 %, 0.1 %], as_of: 2010-12-31, market: shop}
)");
    Sandbox sandbox(scenario);
    sandbox.play();
    CHECK(sandbox.value(Metric::reach, "world", 2010) == Approx(10 * 0.5e12 * 100 * 86'400.0));
    CHECK(sandbox.value(Metric::reach, "country:ONE/kind:lab", 2014) == sandbox.value(Metric::reach, "world", 2010));
    CHECK(sandbox.value(Metric::target_compute, "benchmark:one", 2014) == Approx(20));
    const double hours = 1e20 / 0.5e12 / 3600;
    CHECK(sandbox.value(Metric::target_gpu_hours, "benchmark:one", 2010) == Approx(std::log10(hours)));
    CHECK(sandbox.value(Metric::target_cost, "benchmark:one", 2010) == Approx(std::log10(hours * 2)));
    CHECK(sandbox.value(Metric::target_emissions, "benchmark:one", 2010) == Approx(std::log10(hours * 0.3 * 1.2 * 500e-6)));
    // Three years of 365 or 366 days, in years of 365.25 days.
    const double doublings = 1096 / 365.25;
    CHECK(sandbox.value(Metric::target_compute, "benchmark:burden", 2010) == Approx(20));
    CHECK(sandbox.value(Metric::target_work, "benchmark:burden", 2013) == Approx(20 + std::log10(0.5) - doublings * std::log10(2.0)));
    // 1 / 0.1: half the error takes 2^10 times the compute, a tenth of a thousandth 20,000^10.
    CHECK(sandbox.value(Metric::target_compute, "benchmark:poly/error:0.2", 2010) == Approx(18));
    CHECK(sandbox.value(Metric::target_compute, "benchmark:poly/error:0.1", 2010) == Approx(18 + 10 * std::log10(2.0)));
    CHECK(sandbox.value(Metric::target_compute, "benchmark:poly/error:1e-05", 2010) == Approx(18 + 10 * std::log10(20'000.0)));
    CHECK(sandbox.value(Metric::target_compute, "benchmark:exp/error:0.1", 2010) == Approx(18 + (10 - 5) / 2.5));
    CHECK(sandbox.value(Metric::target_compute, "benchmark:exp/error:0.001", 2010) ==
          Approx(18 + (1000 - 5) / 2.5)); // beyond all doubles as a number
}
