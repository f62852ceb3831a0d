// Measured: GPUs, what they cost and do, and who waits for them.
#include "model/measure/sheet.hpp"

#include "model/rules.hpp"

#include <array>
#include <cmath>

namespace sim {

void measure_compute(Story& story, Sheet& sheet) {
    sheet.put(Metric::gpus, sheet.sum([](const Lab& l) { return static_cast<double>(l.fleet.gpus); }));
    const auto flops = sheet.sum([](const Lab& l) { return l.fleet.peak; });
    sheet.put(Metric::flops, flops);
    sheet.put_share(Metric::flop_share, flops);
    auto per_head = sheet.labs([](const Lab& l) { return l.fleet.gpus / l.researchers; });
    for (Weighed& v : per_head) v.weight *= story.world.labs[v.lab].researchers;
    ascending(per_head);
    sheet.put(Metric::gpus_per_researcher, quantiles(per_head, 0.5, story.world, sheet.counts()));
    sheet.put(Metric::gpus_per_researcher_p10, quantiles(per_head, 0.1, story.world, sheet.counts()));
    sheet.put(Metric::gpus_per_researcher_p90, quantiles(per_head, 0.9, story.world, sheet.counts()));
    auto by_peak = sheet.labs([](const Lab& l) { return l.fleet.peak; });
    ascending(by_peak);
    sheet.put(Metric::compute_gini, ginis(by_peak, story.world, sheet.counts()));
    sheet.put(Metric::compute_top10, top_parts(by_peak, 0.1, story.world, sheet.counts()));
    sheet.put(Metric::spend, sheet.sum([](const Lab& l) { return l.tally.spend; }));
    sheet.put(Metric::energy, sheet.sum([](const Lab& l) { return l.tally.energy; }));
    sheet.put(Metric::energy_cost, sheet.sum([](const Lab& l) { return l.tally.energy_cost; }));
    sheet.put(Metric::emissions, sheet.sum([](const Lab& l) { return l.tally.emissions; }));
}

namespace {

/// Standard deviation of the decimal logarithm, by group.
std::vector<double> log_spread(const std::vector<Weighed>& values, const Story& story, const GroupCounts& counts) {
    struct Moments {
        double weight = 0, sum = 0, squares = 0;
    };
    std::vector<Moments> moments(counts.total());
    for (const Weighed& v : values) {
        if (v.value <= 0) continue;
        const double log = std::log10(v.value);
        for (const std::uint32_t g : groups_of(story.world.labs[v.lab], counts)) {
            moments[g].weight += v.weight;
            moments[g].sum += v.weight * log;
            moments[g].squares += v.weight * (log * log);
        }
    }
    std::vector<double> spread;
    for (const auto& [n, sum, squares] : moments) {
        spread.push_back(n > 0 ? std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n))) : unmeasured);
    }
    return spread;
}

} // namespace

void measure_projects(Story& story, Sheet& sheet) {
    std::vector<Weighed> sizes;
    for (const FinishedProject& project : story.world.finished)
        sizes.push_back({project.lab.index, project.gpu_seconds, story.world[project.lab].weight});
    ascending(sizes);
    sheet.put(Metric::project_gpu_hours, quantiles(sizes, 0.5, story.world, sheet.counts()));
    sheet.put(Metric::project_gpu_hours_spread, log_spread(sizes, story, sheet.counts()));
}

void measure_queues(Sheet& sheet, Span period) {
    const auto total = [&](auto member) { return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*member); }); };
    const auto seconds = [&](auto member) { return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*member) / 1000; }); };
    const auto account = [&](Account which) {
        return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.ledger[which]) / 1000; });
    };
    std::array<std::vector<double>, account_count> gpu_seconds;
    for (std::size_t a = 0; a < account_count; ++a) {
        gpu_seconds[a] = account(static_cast<Account>(a));
        sheet.put(static_cast<Metric>(static_cast<std::size_t>(Metric::gpu_hours_owned) + a), gpu_seconds[a]);
    }
    std::vector<double> held = gpu_seconds[static_cast<std::size_t>(Account::owned)], offered = held;
    for (std::size_t g = 0; g < held.size(); ++g) {
        offered[g] += gpu_seconds[static_cast<std::size_t>(Account::retired)][g];
        held[g] = offered[g] - gpu_seconds[static_cast<std::size_t>(Account::idle)][g];
    }
    sheet.put_ratio(Metric::utilisation, held, offered);
    sheet.put(Metric::jobs_done, sheet.sum_weighted([](const Lab& l) { return static_cast<double>(l.tally.finished); }));
    sheet.put_ratio(Metric::queue_wait, seconds(&Tally::waited), total(&Tally::started));
    sheet.put_ratio(Metric::sojourn, seconds(&Tally::stayed), total(&Tally::finished));
    // A public cloud is no lab that there is one more of: its jobs are its clients'.
    sheet.put_ratio(Metric::jobs_in_system, seconds(&Tally::in_system),
                    sheet.sum([&](const Lab& l) { return l.teams > 0 ? in_seconds(period) : 0; }));
}

/// By group: the most FLOP/s per USD of list price among the best buys of its sectors; unmeasured before the first, and where GPUs are
/// free.
void measure_prices(Story& story, Sheet& sheet) {
    const GroupCounts& counts = sheet.counts();
    std::vector<double> best(counts.total(), unmeasured);
    for (std::uint32_t c = 0; c < counts.countries; ++c) {
        for (std::uint32_t k = 0; k < counts.kinds; ++k) {
            const Sector& sector = story.world.sector({c}, {k});
            if (!sector.buys || !(story.world.generations[sector.best.index].price > 0)) continue;
            const GenerationState& generation = story.world.generations[sector.best.index];
            for (const std::uint32_t group : {0U, 1 + c, 1 + counts.countries + k})
                best[group] = std::fmax(best[group], generation.peak / generation.price);
        }
    }
    sheet.put(Metric::price_performance, best);
}

} // namespace sim
