// Breadth, lags, the divide and participation, against a second way to work them out; and money for people.
#include "support/play.hpp"

#include "model/rules.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

using namespace sim;
using namespace sim::test;

namespace {

constexpr const char* small = "tests/scenarios/small.yaml";

std::vector<std::string> as_programmes(std::vector<std::string> more = {}) {
    std::vector<std::string> sets = {"research.work=programme",
                                     "research.runs=5",
                                     "research.runs_spread=0.8",
                                     "research.performance=0.2",
                                     "research.credit_luck={lognormal: {mean: 1, sigma: 1}}",
                                     "research.reproduction_time=2 mo",
                                     "research.research_time={lognormal: {median: 5 mo, sigma: 0.5}}",
                                     "people.adoption=100 %/yr",
                                     "people.first_users=30 %",
                                     "baskets=[2011, 2012]"};
    sets.insert(sets.end(), more.begin(), more.end());
    return sets;
}

int last_year(const Sandbox& sandbox) { return calendar_year(sandbox.layout.dates.back()); }

/// The middle one by weight.
double middle(std::vector<std::pair<double, double>> values) {
    std::sort(values.begin(), values.end());
    double all = 0, below = 0;
    for (const auto& [value, weight] : values) all += weight;
    for (const auto& [value, weight] : values)
        if ((below += weight) >= all / 2) return value;
    return std::nan("");
}

/// FLOP within 30 days of a lab with all its GPUs.
double month_of(const Sandbox& sandbox, const Lab& lab) {
    const double gpus = static_cast<double>(lab.fleet.grains) / static_cast<double>(grains_per_gpu);
    if (gpus == 0) return 0;
    const double each = (lab.fleet.peak + lab.fleet.other_peak) / gpus * sandbox.scenario.hardware.utilisation;
    const double by_time = each * (gpus <= 1 ? gpus : std::pow(gpus, double{sandbox.scenario.hardware.parallel_exponent})) * 30 * 86400;
    const Research& research = sandbox.scenario.research;
    if (research.bytes_per_parameter == 0) return by_time;
    const double parameters = (lab.fleet.memory + lab.fleet.other_memory) / research.bytes_per_parameter;
    return std::min(by_time, research.flop_per_parameter2 * parameters * parameters);
}

double speed_per_head(const Sandbox& sandbox, const Lab& lab) {
    return (lab.fleet.peak + lab.fleet.other_peak) * sandbox.scenario.hardware.utilisation / lab.researchers;
}

} // namespace

TEST_CASE("Breadth: the part of researchers who could repeat the middle run of the top tenth by credit within 30 days") {
    Sandbox sandbox(small, as_programmes());
    sandbox.play();
    World& world = sandbox.story.world;
    std::vector<const Paper*> papers;
    double all = 0;
    for (const Paper& paper : world.papers) {
        if (paper.lab.index == nobody || paper.published <= sandbox.layout.dates.back() - year) continue;
        papers.push_back(&paper);
        all += paper.weight;
    }
    std::stable_sort(papers.begin(), papers.end(), [](const Paper* a, const Paper* b) { return a->credit > b->credit; });
    std::vector<std::pair<double, double>> runs, projects;
    double room = 0.1 * all;
    for (const Paper* paper : papers) {
        if ((room -= paper->weight) < 0) break;
        if (paper->use != Use::gpus) continue;
        const double flop = paper->compute / world.domains[paper->domain.index].efficiency.at(sandbox.layout.dates.back());
        runs.emplace_back(flop, paper->weight);
        projects.emplace_back(flop * paper->runs, paper->weight);
    }
    REQUIRE(runs.size() > 3);
    for (const auto& [metric, wanted] : {std::pair{Metric::breadth, middle(runs)}, std::pair{Metric::breadth_project, middle(projects)}}) {
        double able = 0, researchers = 0;
        for (std::uint32_t l = 0; l < world.research_labs; ++l) {
            const Lab& lab = world.labs[l];
            researchers += lab.weight * lab.researchers;
            able += month_of(sandbox, lab) >= wanted ? lab.weight * lab.researchers : 0;
        }
        const double found = sandbox.value(metric, "world", last_year(sandbox));
        INFO(row_of(metric).id);
        CHECK(found == Approx(able / researchers).epsilon(1e-9));
        CHECK(found > 0);
    }
    CHECK(sandbox.value(Metric::breadth_project, "world", last_year(sandbox)) <=
          sandbox.value(Metric::breadth, "world", last_year(sandbox)));
}

TEST_CASE("Baskets: the lag is from the end of the year to the date at which half can repeat it, in a straight line between samples") {
    Sandbox sandbox(small, as_programmes());
    sandbox.play();
    for (const int basket : {2011, 2012}) {
        for (const char* group : {"", "/kind:academia", "/country:AAA"}) {
            const std::string name = "basket:" + std::to_string(basket) + group;
            double before = -1, expected = -1, last = 0;
            for (std::size_t d = 0; d < sandbox.layout.dates.size(); ++d) {
                const int in_year = calendar_year(sandbox.layout.dates[d]);
                if (in_year < basket) continue;
                const double part = sandbox.value(Metric::basket_breadth, name, in_year);
                const double age = std::max(0.0, in_years(sandbox.layout.dates[d] - new_year(basket + 1)));
                expected = age;
                if (part >= 0.5) {
                    if (before >= 0) expected = std::max(0.0, last + (0.5 - before) / (part - before) * (age - last));
                    break;
                }
                before = part;
                last = age;
            }
            INFO(name);
            CHECK(sandbox.value(Metric::basket_lag, name, last_year(sandbox)) == Approx(expected).margin(0.01));
        }
    }
}

TEST_CASE("The divide: ninety over ten, and Theil's index with its part between countries, by their formulas") {
    Sandbox sandbox(small, as_programmes());
    sandbox.play();
    const World& world = sandbox.story.world;
    std::vector<std::pair<double, double>> speeds;
    double researchers = 0, sum = 0;
    std::vector<double> of_country(world.countries.size()), heads(world.countries.size());
    for (std::uint32_t l = 0; l < world.research_labs; ++l) {
        const Lab& lab = world.labs[l];
        const double weight = lab.weight * lab.researchers, speed = speed_per_head(sandbox, lab);
        speeds.emplace_back(speed, weight);
        researchers += weight;
        sum += weight * speed;
        of_country[lab.country.index] += weight * speed;
        heads[lab.country.index] += weight;
    }
    const double mean = sum / researchers;
    double theil = 0, between = 0;
    for (const auto& [speed, weight] : speeds) theil += speed > 0 ? weight / researchers * speed / mean * std::log(speed / mean) : 0;
    for (std::size_t c = 0; c < heads.size(); ++c) {
        const double own = of_country[c] / heads[c];
        between += own > 0 ? heads[c] / researchers * own / mean * std::log(own / mean) : 0;
    }
    const int end = last_year(sandbox);
    CHECK(sandbox.value(Metric::usable_flops_per_researcher, "world", end) == Approx(mean).epsilon(1e-9));
    CHECK(sandbox.value(Metric::theil, "world", end) == Approx(theil).epsilon(1e-6));
    CHECK(sandbox.value(Metric::theil_between, "world", end) == Approx(between).epsilon(1e-6));
    CHECK(between < theil);
    std::sort(speeds.begin(), speeds.end());
    const auto at = [&](double part) {
        double below = 0;
        for (const auto& [speed, weight] : speeds)
            if ((below += weight) >= part * researchers) return speed;
        return speeds.back().first;
    };
    const double divide = sandbox.value(Metric::divide, "world", end);
    if (at(0.1) > 0 && at(0.9) / at(0.1) < 1e6)
        CHECK(divide == Approx(at(0.9) / at(0.1)).epsilon(1e-6));
    else
        CHECK(std::isnan(divide));
}

TEST_CASE("Participation: top credit per researcher is one share over the other; nobody is in want where all work with GPUs") {
    Sandbox sandbox(small, as_programmes());
    sandbox.play();
    const int end = last_year(sandbox);
    for (const char* group : {"country:AAA", "kind:academia"}) {
        const double share = sandbox.value(Metric::top_credit_share, group, end),
                     heads = sandbox.value(Metric::researchers, group, end) / sandbox.value(Metric::researchers, "world", end);
        CHECK(sandbox.value(Metric::top_credit_per_researcher, group, end) == Approx(share / heads));
    }
    const double in_want = sandbox.value(Metric::without_gpus_for_want, "world", end);
    CHECK(in_want >= 0);
    CHECK(in_want <= 1);
}

TEST_CASE("The largest run: money x hardware x length x algorithms is its effective compute") {
    Sandbox sandbox(small, as_programmes());
    sandbox.play();
    const int end = last_year(sandbox);
    const double product =
        sandbox.value(Metric::largest_run_money, "world", end) * sandbox.value(Metric::largest_run_hardware, "world", end) *
        sandbox.value(Metric::largest_run_length, "world", end) * 3600 * sandbox.value(Metric::largest_run_algorithms, "world", end);
    double largest = 0;
    for (const Paper& paper : sandbox.story.world.papers)
        if (paper.published > sandbox.layout.dates[sandbox.layout.dates.size() - 2] && paper.usd > 0)
            largest = std::max(largest, paper.compute);
    CHECK(product == Approx(largest).epsilon(1e-9));
}

TEST_CASE("Measures of access: where papers have no credit of their own there is no breadth") {
    Sandbox sandbox(small, std::vector<std::string>{"baskets=[2011]"});
    sandbox.play();
    CHECK(std::isnan(sandbox.value(Metric::breadth, "world", last_year(sandbox))));
    CHECK(std::isnan(sandbox.value(Metric::basket_lag, "basket:2011", last_year(sandbox))));
}

TEST_CASE("Policies: posts: money buys researchers at their cost, who bring no GPUs") {
    const auto played = [](const std::string& policy) {
        auto sandbox = std::make_unique<Sandbox>(small, as_programmes({"people.adoption=0 %/yr", policy}));
        sandbox->play();
        return sandbox;
    };
    const auto plain = played("seed=1"),
               posts = played("policies=[{id: p, what: posts, at: 2012, whom: {country: [AAA]}, grant: 1000 USD/yr/person, cost: 2}]");
    const CountryState& country = plain->story.world.countries[0];
    for (const int in_year : {2011, 2012, 2013}) {
        const Instant middle = new_year(in_year) + (new_year(in_year + 1) - new_year(in_year)) / 2;
        const double gdp_per_head = country.gdp.at(middle) / country.population.at(middle) * in_seconds(year);
        const double before = plain->value(Metric::researchers, "country:AAA", in_year),
                     after = posts->value(Metric::researchers, "country:AAA", in_year);
        INFO(in_year << ": " << before << " to " << after << ", GDP per head " << gdp_per_head);
        CHECK(after == Approx(in_year < 2012 ? before : before * (1 + 1000 / (2 * gdp_per_head))));
        CHECK(posts->value(Metric::policy_money, "country:AAA", in_year) == Approx(in_year < 2012 ? 0 : 1000 * before).epsilon(3e-3));
        CHECK(plain->value(Metric::policy_money, "country:AAA", in_year) == 0);
    }
}
