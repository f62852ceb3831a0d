// Day one: generations, curves, labs and seed papers, made from a scenario and the dice; and the names of labs.
#include "model/world.hpp"

#include "base/extended.hpp"
#include "base/quick.hpp"
#include "engine/draw.hpp"
#include "model/founding.hpp"
#include "model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <limits>

namespace sim {
namespace {

Span span_of(const Number& seconds) { return from_seconds(seconds); }

std::uint32_t market_number(World& world, const std::string& market) {
    const auto found = std::ranges::find(world.markets, market);
    if (found != world.markets.end()) return static_cast<std::uint32_t>(found - world.markets.begin());
    world.markets.push_back(market);
    return static_cast<std::uint32_t>(world.markets.size() - 1);
}

/// "consumer-1", or where a generation is called so, "consumer+1".
std::string name_of_member(const World& world, const Roadmap& road, std::int64_t number) {
    const std::string name = fmt::format("{}-{}", road.id, number);
    return std::ranges::find(world.generations, name, &GenerationState::name) == world.generations.end()
               ? name
               : fmt::format("{}+{}", road.id, number);
}

/// The series that continues a known generation, a renewal process: each member comes a gap later, is better by the doublings of that time,
/// and by chance brings a new number format. With gaps that are all alike and no new formats it is the plain roadmap.
void add_roadmap(World& world, const Scenario& scenario, const Roadmap& road, const Dice& dice) {
    const GenerationState base = world.generations[road.base.index];
    const Span every = span_of(road.every);
    const std::uint64_t key = key_of(road.id);
    const bool regular = is_constant(road.gap);
    Span since{};
    double formats = 1;
    for (std::int64_t i = 1;; ++i) {
        world.patience.spend(world.generations.size());
        Roll roll = dice.roll(Purpose::roadmap, key, static_cast<std::uint64_t>(i));
        since = regular ? from_seconds(in_seconds(i * every) * mean_of(road.gap)) : since + from_seconds(road.every * draw(road.gap, roll));
        if (base.release + since > scenario.clock.end) return;
        if (road.new_format > 0 && roll.uniform() < road.new_format) formats *= draw(road.format_gain, roll);
        const double later = in_seconds(since);
        GenerationState generation = base;
        generation.name = name_of_member(world, road, i);
        generation.release = base.release + since;
        generation.peak = base.peak * exp2_of(later / road.performance_doubling) * formats;
        generation.price = generation.peak / (base.peak / base.price * exp2_of(later / road.price_performance_doubling) * formats);
        if (road.memory_doubling > 0) generation.memory = base.memory * exp2_of(later / road.memory_doubling);
        if (road.efficiency_doubling > 0)
            generation.power = base.power * generation.peak / base.peak / exp2_of(later / road.efficiency_doubling);
        world.generations.push_back(generation);
    }
}

void lay_out_hardware(World& world, const Scenario& scenario, const Dice& dice) {
    world.generations.clear();
    world.markets.clear();
    for (const Generation& g : scenario.hardware.generations) {
        world.generations.push_back({g.id, g.release, g.price, g.peak, g.memory, g.power, market_number(world, g.market)});
    }
    for (const Roadmap& road : scenario.hardware.roadmap) add_roadmap(world, scenario, road, dice);
    world.buys.assign(scenario.kinds.size(), 0);
    for (std::size_t k = 0; k < scenario.kinds.size(); ++k) {
        for (const std::string& market : scenario.kinds[k].buys) world.buys[k] |= std::uint64_t{1} << market_number(world, market);
        if (scenario.kinds[k].buys.empty()) world.buys[k] = ~std::uint64_t{0};
    }
    world.heavy.assign(scenario.kinds.size(), 0);
    for (std::size_t k = 0; k < scenario.kinds.size(); ++k) {
        for (const std::string& market : scenario.kinds[k].heavy) world.heavy[k] |= std::uint64_t{1} << market_number(world, market);
    }
}

void lay_out_groups(World& world, const Scenario& scenario) {
    const auto curve_of = [](const std::optional<Growth>& growth) { return growth ? Curve{*growth} : Curve{}; };
    world.heavy_parts.clear();
    world.open_weights.clear();
    for (const Kind& k : scenario.kinds) {
        world.heavy_parts.emplace_back(curve_of(k.heavy_part));
        world.open_weights.push_back(curve_of(k.open_weights));
    }
    world.headcounts.clear();
    for (const LabGroup& g : scenario.labs) world.headcounts.push_back(curve_of(g.headcount));
}

void lay_out_curves(World& world, const Scenario& scenario) {
    world.countries.clear();
    for (const Country& c : scenario.countries) {
        world.countries.push_back({AskedCurve{Curve{c.gdp}},
                                   AskedCurve{Curve{c.population}},
                                   Curve{c.researchers},
                                   Curve{c.electricity},
                                   Curve{c.carbon},
                                   c.pue ? *c.pue : scenario.hardware.pue,
                                   0,
                                   0,
                                   0,
                                   0,
                                   {},
                                   {},
                                   1});
    }
    world.incomes.clear();
    for (const Kind& k : scenario.kinds) {
        const Budget& b = k.budget;
        const auto& amount = b.income              ? b.income
                             : b.per_researcher    ? b.per_researcher
                             : b.of_gdp_per_capita ? b.of_gdp_per_capita
                                                   : b.of_gdp;
        world.incomes.emplace_back(amount ? Curve{*amount} : Curve{});
    }
    lay_out_groups(world, scenario);
    world.domains.clear();
    for (const Domain& d : scenario.domains) world.domains.push_back({Curve{d.efficiency}, Instant::min(), 1});
    world.streams.clear();
    for (const Stream& s : scenario.streams) {
        const double mean_skip = s.interest < 1 ? 1 / (log2(Extended{1, 0} / exact_sum(1, -s.interest)) * ln_2).high : 0;
        world.streams.push_back({s.rate ? Curve{*s.rate} : Curve{}, Curve{s.scale}, key_of(s.id), mean_skip, 0});
    }
    const auto markets_of = [&](const std::string& market) {
        return market.empty() ? ~std::uint64_t{0} : std::uint64_t{1} << market_number(world, market);
    };
    world.corpora.clear();
    for (const Corpus& c : scenario.corpora) world.corpora.push_back({Curve{c.volume}, markets_of(c.market)});
    world.benchmark_markets.clear();
    for (const Benchmark& b : scenario.benchmarks) world.benchmark_markets.push_back(markets_of(b.market));
}

/// The table outlives the replicate: its powers are exact, and as dear as a hundred labs.
void tabulate_crowding(World& world, double exponent) {
    if (world.crowding_exponent == exponent) return;
    world.crowding_exponent = exponent;
    for (std::size_t i = 0; i < world.crowding.size(); ++i) {
        const double papers = 1.0 + static_cast<double>(i);
        world.crowding[i] = power_of(papers, -exponent);
        world.log2_crowding[i] = -exponent * quick_log2(papers);
    }
}

void write_seed_papers(World& world, const Scenario& scenario, const Dice& dice) {
    world.papers.clear();
    std::vector<Paper> seeds(scenario.seeds.count);
    for (std::uint32_t i = 0; i < seeds.size(); ++i) {
        world.patience.spend();
        Roll roll = dice.roll(Purpose::seed_paper, i);
        seeds[i].published = scenario.clock.start - from_seconds(scenario.seeds.spread_over * roll.uniform());
        seeds[i].compute = draw(scenario.seeds.compute, roll);
        seeds[i].flop = seeds[i].compute;
        seeds[i].domain = {
            static_cast<std::uint32_t>(dice.roll(Purpose::domain, i).uniform() * static_cast<double>(scenario.domains.size()))};
        seeds[i].performance = performance(scenario, seeds[i].compute);
        seeds[i].log2_compute = log2_of(seeds[i].compute);
        seeds[i].log2_freshness = log2_freshness(scenario, seeds[i].published);
        seeds[i].freshness = quick_exp2(seeds[i].log2_freshness);
    }
    std::ranges::stable_sort(seeds, {}, &Paper::published);
    world.frontier.clear();
    world.compute_sums = {};
    world.candidates.clear();
    world.lists_candidates = shares_gpus(scenario);
    world.first_candidate = world.first_of_year = 0;
    world.typical = world.lowest = 0;
    world.users = scenario.people.adoption > 0 ? double{scenario.people.first_users} : 1;
    world.stage_seconds = world.stage_sum = world.stage_weight = 0;
    for (const Paper& paper : seeds) {
        world.patience.spend();
        publish(world, paper, std::nullopt);
    }
    world.first_recent = 0;
    world.first_in_period = scenario.seeds.count;
}

} // namespace

LabId lab_of(const World& world, const LabName& name) {
    const auto crew = std::ranges::find_if(world.crews, [&](const Crew& c) { return c.group == name.group && c.country == name.country; });
    assert(crew != world.crews.end() && crew->first + name.number < crew->last);
    return {crew->first + name.number};
}

LabName name_of(const World& world, LabId lab) {
    const auto crew = std::ranges::find_if(world.crews, [&](const Crew& c) { return c.first <= lab.index && lab.index < c.last; });
    assert(crew != world.crews.end());
    return {crew->group, crew->country, lab.index - crew->first};
}

void day_one(World& world, const Scenario& scenario, const Dice& dice) {
    lay_out_hardware(world, scenario, dice);
    lay_out_curves(world, scenario);
    lay_out_people(world, scenario, dice);
    found_labs(world, scenario, dice);
    found_pools(world, scenario);
    draw_turns(world, scenario, dice);
    set_terms(world, scenario, scenario.clock.start);
    prepare_know_how(world, scenario, dice);
    tabulate_crowding(world, scenario.research.crowding);
    if (shares_gpus(scenario)) prepare_sizing(world, scenario);
    write_seed_papers(world, scenario, dice);
    world.projects.clear();
    world.free_project = {nobody};
    world.finished.clear();
    world.research_time = mean_of(scenario.research.research_time);
    world.reproduction_time = mean_of(scenario.research.reproduction_time);
    world.mean_extension = mean_of(scenario.research.extension);
}

std::string lab_name(const World& world, const Scenario& scenario, LabId lab) {
    const std::string& country = scenario.countries[world[lab].country.index].id;
    if (lab.index >= world.research_labs) {
        const Pool& pool = world.pools[lab.index - world.research_labs];
        return fmt::format("{}@{}", scenario.policies[pool.policy.index].id, country);
    }
    const Crew& crew = *std::prev(std::ranges::upper_bound(world.crews, lab.index, {}, &Crew::first));
    return fmt::format("{}@{}/{}", scenario.labs[crew.group].id, country, lab.index - crew.first + 1);
}

std::optional<LabId> find_lab(const World& world, const Scenario& scenario, std::string_view name) {
    const std::size_t slash = name.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view digits = name.substr(slash + 1);
    std::uint32_t number = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || stop != digits.data() + digits.size() || number == 0) return std::nullopt;
    for (const Crew& crew : world.crews) {
        const LabId lab{crew.first + number - 1};
        if (number <= crew.last - crew.first && lab_name(world, scenario, lab) == name) return lab;
    }
    return std::nullopt;
}

} // namespace sim
