// Process: hardware release, and what a lab's GPUs amount to.
#include "model/rules.hpp"

#include "base/quick.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sim {
namespace {

bool is_in(std::uint64_t markets, const GenerationState& generation) { return ((markets >> generation.market) & 1U) == 1U; }

/// A look at what is on offer for a sector at an instant.
struct Offers {
    const World& world;
    const Scenario& scenario;
    Instant now;

    [[nodiscard]] double flops_per_usd(const Terms& terms, const GenerationState& generation) const {
        const double price = price_in(terms, generation, scenario, now);
        return price > 0 ? generation.peak / price : std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] bool can_be_bought(const Terms& terms, std::uint64_t markets, const GenerationState& generation) const {
        const bool allowed = is_in(terms.opened, generation) || (is_in(markets, generation) && generation.peak <= terms.cap);
        return allowed && on_sale(terms, generation) <= now;
    }
};

/// The best buy so far: the most FLOP/s per USD; the newer one at equal value.
class BestBuy {
public:
    BestBuy(const Offers& offers, const Terms& terms, std::uint64_t markets, bool& buys, GenerationId& best)
        : offers_(offers), terms_(terms), markets_(markets), buys_(buys), best_(best),
          value_(buys ? offers.flops_per_usd(terms, offers.world.generations[best.index]) : 0) {}
    void consider(GenerationId id) {
        const GenerationState& generation = offers_.world.generations[id.index];
        if (!offers_.can_be_bought(terms_, markets_, generation)) return;
        const double value = offers_.flops_per_usd(terms_, generation);
        const bool is_newer = !buys_ || generation.release >= offers_.world.generations[best_.index].release;
        if (buys_ && !(value > value_ || (value == value_ && is_newer))) return;
        buys_ = true;
        best_ = id;
        value_ = value;
    }

private:
    const Offers& offers_;
    const Terms& terms_;
    std::uint64_t markets_;
    bool& buys_;
    GenerationId& best_;
    double value_;
};

/// The best buys of a sector among these generations and those that it has looked at.
void look_at(Sector& sector, const Offers& offers, std::uint32_t first, std::uint32_t last) {
    BestBuy best(offers, sector.terms, sector.terms.markets, sector.buys, sector.best);
    for (std::uint32_t g = first; g < last; ++g) best.consider({g});
    if (sector.terms.heavy == 0) return;
    BestBuy heavy(offers, sector.terms, sector.terms.heavy, sector.buys_heavy, sector.best_heavy);
    for (std::uint32_t g = first; g < last; ++g) heavy.consider({g});
}

/// What teams share is all that the lab has for now: owned, rented, borrowed; of all the mean speed and memory.
void refit_shared(Lab& lab, const Scenario& scenario, double largest_job) {
    Fleet& fleet = lab.fleet;
    const auto grains = [](double gpus) { return grains_of(gpus); };
    fleet.grains = grains(fleet.rented) + fleet.borrowed;
    for (const Cohort& cohort : fleet.cohorts) fleet.grains += grains(cohort.owned);
    fleet.speed = fleet.gang_speed = fleet.reach = fleet.reach_all = 0;
    fleet.largest_job = 0;
    if (fleet.grains == 0) return;
    const double gpus = static_cast<double>(fleet.grains) / static_cast<double>(grains_per_gpu);
    const double memory_each = (fleet.memory + fleet.other_memory) / gpus, at_once = largest_job * gpus;
    fleet.speed = (fleet.peak + fleet.other_peak) / gpus * scenario.hardware.utilisation;
    fleet.gang_speed = fleet.speed * times_faster(at_once, scenario);
    fleet.reach = reach_of(lab, scenario, at_once, fleet.gang_speed, memory_each);
    fleet.reach_all = reach_of(lab, scenario, gpus, fleet.speed * times_faster(gpus, scenario), memory_each);
}

void add(Fleet& fleet, Cohort cohort, const GenerationState& generation, bool shared) {
    constexpr double rounding = 1e-9; // of sums of parts that make a whole
    fleet.owned += cohort.owned;
    cohort.count = static_cast<std::uint32_t>(fleet.owned + fleet.luck + rounding) - fleet.gpus;
    fleet.cohorts.push_back(cohort);
    fleet.gpus += cohort.count;
    const double gpus = shared ? cohort.owned : cohort.count;
    fleet.peak += gpus * generation.peak;
    fleet.memory += gpus * generation.memory;
    fleet.power += gpus * generation.power;
}

} // namespace

/// A new generation is the best buy where it gives the most FLOP/s per USD; the newer one at equal value.
void on(HardwareRelease event, Story& story) {
    World& world = story.world;
    const Offers offers{world, *story.scenario, story.now()};
    const std::uint32_t generation = event.generation.index;
    for (std::uint32_t k = 0; k < world.incomes.size(); ++k) look_at(world.sector(event.country, {k}), offers, generation, generation + 1);
}

double reach_within(const Scenario& scenario, double seconds, double gpus, double speed, double memory_each) {
    const Research& research = scenario.research;
    const double by_time = speed * seconds;
    if (research.bytes_per_parameter <= 0) return by_time;
    const double parameters = gpus * memory_each / research.bytes_per_parameter;
    return std::min(by_time, research.flop_per_parameter2 * parameters * parameters);
}

double reach_of(const Lab& lab, const Scenario& scenario, double gpus, double speed, double memory_each) {
    return reach_within(scenario, lab.patience, gpus, speed, memory_each);
}

double usable_speed(const Fleet& fleet, const Scenario& scenario) {
    return std::max(0.0, fleet.peak + fleet.other_peak) * scenario.hardware.utilisation; // parts that come and go leave a rounding
}

double times_faster(double gpus, const Scenario& scenario) {
    const double a = scenario.hardware.parallel_exponent;
    return a == 1 || gpus <= 1 ? gpus : quick_power(gpus, a);
}

Instant on_sale(const Terms& terms, const GenerationState& generation) {
    return is_in(terms.opened, generation) ? generation.release : generation.release + terms.delay;
}

double list_price(const GenerationState& generation, const Scenario& scenario, Instant now) {
    const Hardware& hardware = scenario.hardware;
    if (!(hardware.price_decline > 0) || now <= generation.release) return generation.price;
    if (generation.listed_at == now) return generation.listed;
    const double fallen = quick_exp(std::max(-700.0, -hardware.price_decline * in_seconds(now - generation.release)));
    generation.listed_at = now;
    return generation.listed = generation.price * std::max<double>(hardware.least_price, fallen);
}

double price_in(const Terms& terms, const GenerationState& generation, const Scenario& scenario, Instant now) {
    return list_price(generation, scenario, now) * terms.price_factor * (is_in(terms.opened, generation) ? 1 : terms.trade_factor);
}

void look_at_offers(Sector& sector, const World& world, const Scenario& scenario, Instant now) {
    sector.buys = sector.buys_heavy = false;
    look_at(sector, Offers{world, scenario, now}, 0, static_cast<std::uint32_t>(world.generations.size()));
}

double speed_of(const Fleet& fleet, std::uint32_t gpus, const Scenario& scenario) {
    const double a = scenario.hardware.parallel_exponent;
    return (a == 1 ? gpus : quick_power(gpus, a)) * fleet.speed;
}

void refit(Lab& lab, const Scenario& scenario, double largest_job) {
    if (shares_gpus(scenario)) return refit_shared(lab, scenario, largest_job);
    Fleet& fleet = lab.fleet;
    fleet.largest_job = 0;
    fleet.speed = fleet.gang_speed = fleet.reach = fleet.reach_all = 0;
    if (fleet.gpus == 0) return;
    const Kind& kind = scenario.kinds[lab.kind.index];
    const double share = std::floor(largest_job * fleet.gpus), memory_each = fleet.memory / fleet.gpus;
    fleet.largest_job = kind.gpus_per_job > 0 ? std::min(kind.gpus_per_job, fleet.gpus) : std::max(1U, static_cast<std::uint32_t>(share));
    fleet.speed = fleet.peak / fleet.gpus * scenario.hardware.utilisation;
    fleet.gang_speed = speed_of(fleet, fleet.largest_job, scenario);
    fleet.reach = reach_of(lab, scenario, fleet.largest_job, fleet.gang_speed, memory_each);
    fleet.reach_all = fleet.largest_job == fleet.gpus
                          ? fleet.reach
                          : reach_of(lab, scenario, fleet.gpus, speed_of(fleet, fleet.gpus, scenario), memory_each);
}

void refit(Lab& lab, const Scenario& scenario) { refit(lab, scenario, scenario.kinds[lab.kind.index].largest_job); }

double rent_of(const GenerationState& generation, const Scenario& scenario, Instant now) {
    return list_price(generation, scenario, now) / scenario.hardware.cloud.break_even;
}

/// On n GPUs a job may take the lab's patience, or as long as its cash lasts; n is as many as the cash pays for so long.
void refit_rented(Lab& lab, const World& world, const Scenario& scenario, Instant now) {
    Fleet& fleet = lab.fleet;
    const GenerationState& generation = world.generations[lab.rented.index];
    const double rent = rent_of(generation, scenario, now),
                 gpu_seconds = rent > 0 ? std::max(0.0, lab.cash) / rent : std::numeric_limits<double>::infinity();
    constexpr double most_rented = 1e6;
    fleet.largest_job = static_cast<std::uint32_t>(std::clamp(std::floor(gpu_seconds / lab.patience), 1.0, most_rented));
    fleet.memory = fleet.largest_job * generation.memory;
    fleet.speed = generation.peak * scenario.hardware.utilisation;
    fleet.gang_speed = speed_of(fleet, fleet.largest_job, scenario);
    const double by_cash = fleet.gang_speed * gpu_seconds / fleet.largest_job;
    fleet.reach = fleet.reach_all = std::min(by_cash, reach_of(lab, scenario, fleet.largest_job, fleet.gang_speed, generation.memory));
}

/// GPUs are counted in 32 bits, and their time between two sample dates in whole GPU-milliseconds, in 63 bits.
void check_countable(double gpus, const Lab& lab, Instant at, const Scenario& scenario) {
    constexpr double most_gpu_ms = 9e18, most_gpus = 4e9, longest_month_ms = 31 * std::chrono::milliseconds{std::chrono::days{1}}.count();
    const double most = std::min(most_gpu_ms / (scenario.clock.sample_months * longest_month_ms), most_gpus);
    if (gpus <= most) return;
    throw StoryFailure(fmt::format("a lab ({}, {}) would own {:.3g} GPUs on {}; at most {:.3g} can be counted",
                                   scenario.kinds[lab.kind.index].id, scenario.countries[lab.country.index].id, gpus, to_text(at), most));
}

void equip(Lab& lab, GenerationId generation, std::uint32_t count, double paid, Instant at, const World& world, const Scenario& scenario) {
    add(lab.fleet, {generation, count, std::chrono::floor<Day::duration>(at), static_cast<double>(count), paid},
        world.generations[generation.index], shares_gpus(scenario));
    refit(lab, scenario);
}

/// Whole months by the calendar, and what is left of one.
Instant end_of_life(Day bought, double lifetime) {
    using namespace std::chrono;
    constexpr double month = in_seconds(year) / 12, most_months = 12'000, rounding = 1e-9;
    const double months = std::floor(lifetime / month + rounding);
    if (!(months < most_months)) return Instant::max();
    const year_month_day day{sys_days{bought}};
    const year_month last = day.year() / day.month() + std::chrono::months{static_cast<int>(months)};
    const sys_days anniversary =
        std::min(sys_days{last / std::chrono::last}, sys_days{last / 1} + (sys_days{day} - sys_days{day.year() / day.month() / 1}));
    return anniversary + from_seconds(std::max(0.0, lifetime - months * month));
}

void share_with_new_labs(Story& story, LabId id, double growth) {
    Lab& lab = story.world[id];
    touch(lab, story.now());
    read_meter(lab, story.world, *story.scenario, story.now());
    lab.cash /= growth;
    lab.bill /= growth;
    lab.fleet.rented /= growth;
    lab.fleet.other_power /= growth;
    lab.fleet.other_peak = lab.borrowed_peak + (lab.fleet.other_peak - lab.borrowed_peak) / growth; // what is borrowed is lent anew
    lab.fleet.other_memory = lab.borrowed_memory + (lab.fleet.other_memory - lab.borrowed_memory) / growth;
    if (lab.fleet.cohorts.empty() && lab.fleet.rented == 0) return;
    boost::container::small_vector<Cohort, 6> shared = lab.fleet.cohorts;
    for (Cohort& cohort : shared) cohort.owned /= growth;
    reequip(lab, {shared.data(), shared.size()}, story.world, *story.scenario, story.scenario->kinds[lab.kind.index].largest_job);
    if (shares_gpus(*story.scenario)) return fit_stages(story, id);
    send_away_waiting(story, id);
}

void reequip(Lab& lab, std::span<const Cohort> cohorts, const World& world, const Scenario& scenario, double largest_job) {
    Fleet& fleet = lab.fleet;
    fleet.cohorts.clear();
    fleet.gpus = 0;
    fleet.owned = fleet.peak = fleet.memory = fleet.power = 0;
    for (const Cohort& cohort : cohorts) add(fleet, cohort, world.generations[cohort.generation.index], shares_gpus(scenario));
    refit(lab, scenario, largest_job);
}

double memory_of_job(const Research& research, double flop) {
    if (research.bytes_per_parameter <= 0) return 0;
    return research.bytes_per_parameter * std::sqrt(flop / research.flop_per_parameter2);
}

} // namespace sim
