// Process: sample. Everything is measured at a sample date; what is counted "in the period" starts anew.
#include "sim/rules.hpp"

#include "sim/draw.hpp"
#include "sim/grouped.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// The values of one sample date, on their way to the record.
class Sheet {
public:
    Sheet(Story& story, std::uint32_t date)
        : story_(story), counts_{static_cast<std::uint32_t>(story.scenario->countries.size()), static_cast<std::uint32_t>(story.scenario->kinds.size()),
                                 static_cast<std::uint32_t>(story.scenario->sizes.size())},
          row_(story.record.data() + std::size_t{date} * story.layout->columns.size()) {}

    /// By group, in the order of Layout::groups; only the levels for which the metric is measured are kept.
    void put(Metric metric, const std::vector<double>& by_group) {
        std::uint32_t from = 0;
        from = put_level(metric, Level::world, by_group, from, 1);
        from = put_level(metric, Level::country, by_group, from, counts_.countries);
        from = put_level(metric, Level::kind, by_group, from, counts_.kinds);
        from = put_level(metric, Level::country_kind, by_group, from, counts_.countries * counts_.kinds);
        put_level(metric, Level::size, by_group, from, counts_.sizes);
    }
    /// Each group's part of the world's value.
    void put_share(Metric metric, std::vector<double> by_group) {
        const double all = by_group[0];
        for (double& value : by_group) value = all > 0 ? value / all : nothing;
        put(metric, by_group);
    }
    void put_ratio(Metric metric, std::vector<double> over, const std::vector<double>& under) {
        for (std::size_t g = 0; g < over.size(); ++g) over[g] = under[g] > 0 ? over[g] / under[g] : nothing;
        put(metric, over);
    }
    void put_domain(Metric metric, std::uint32_t domain, double value) { row_[story_.layout->first(metric, Level::domain) + domain] = value; }

    /// One value per lab, weighted by the real labs that it stands for.
    template <class F> [[nodiscard]] std::vector<Weighed> labs(F&& value_of) const {
        std::vector<Weighed> values;
        values.reserve(story_.world.labs.size());
        for (std::uint32_t l = 0; l < story_.world.labs.size(); ++l) values.push_back({l, value_of(story_.world.labs[l]), story_.world.labs[l].weight});
        return values;
    }
    template <class F> [[nodiscard]] std::vector<double> sum(F&& value_of) const {
        return sum_weighted([&](const Lab& lab) { return lab.weight * value_of(lab); });
    }
    /// The sum of figures that carry their weights already.
    template <class F> [[nodiscard]] std::vector<double> sum_weighted(F&& value_of) const {
        std::vector<double> total(counts_.total(), 0.0);
        for (const Lab& lab : story_.world.labs) {
            const double value = value_of(lab);
            for (const std::uint32_t group : groups_of(lab, counts_)) total[group] += value;
        }
        return total;
    }
    [[nodiscard]] const GroupCounts& counts() const { return counts_; }

private:
    std::uint32_t put_level(Metric metric, Level level, const std::vector<double>& by_group, std::uint32_t from, std::uint32_t count) {
        const std::uint32_t first = story_.layout->first(metric, level);
        if (first != Layout::absent) std::copy_n(by_group.begin() + from, count, row_ + first);
        return from + count;
    }

    Story& story_;
    GroupCounts counts_;
    double* row_;
};

void ascending(std::vector<Weighed>& values) { std::sort(values.begin(), values.end()); }

// ---- output -------------------------------------------------------------------------------------------------------

void measure_output(Story& story, Sheet& sheet) {
    sheet.put(Metric::researchers, sheet.sum([](const Lab& l) { return l.researchers; }));
    const auto papers = sheet.sum_weighted([](const Lab& l) { return l.tally.papers; });
    sheet.put(Metric::papers, papers);
    sheet.put_share(Metric::research_share, papers);
    const auto credit = sheet.sum_weighted([](const Lab& l) { return l.tally.credit; });
    sheet.put(Metric::credit, credit);
    sheet.put_share(Metric::credit_share, credit);
    sheet.put(Metric::reproductions, sheet.sum_weighted([](const Lab& l) { return l.tally.reproductions; }));
    sheet.put(Metric::first_reproductions, sheet.sum_weighted([](const Lab& l) { return l.tally.firsts; }));
    sheet.put(Metric::failed_reproductions, sheet.sum_weighted([](const Lab& l) { return l.tally.failed; }));
    sheet.put(Metric::abandoned, sheet.sum_weighted([](const Lab& l) { return l.tally.abandoned; }));
    sheet.put(Metric::passed_over, sheet.sum_weighted([](const Lab& l) { return l.tally.passed_over; }));
    auto by_credit = sheet.labs([](const Lab& l) { return l.weight > 0 ? l.tally.credit / l.weight : 0; });
    ascending(by_credit);
    sheet.put(Metric::credit_gini, ginis(by_credit, story.world, sheet.counts()));
    sheet.put(Metric::credit_top10, top_parts(by_credit, 0.1, story.world, sheet.counts()));
}

// ---- the frontier -------------------------------------------------------------------------------------------------

/// Papers by labs since an instant, with some measure of their size.
template <class F> std::vector<Weighed> papers_since(const Story& story, std::uint32_t first, F&& size_of) {
    std::vector<Weighed> found;
    found.reserve(num_vertices(story.world.papers) - first);
    for (std::uint32_t p = first; p < num_vertices(story.world.papers); ++p) {
        const Paper& paper = story.world[PaperId{p}];
        if (paper.lab.index != nobody) found.push_back({paper.lab.index, size_of(paper), paper.weight});
    }
    return found;
}

std::uint32_t first_paper_since(const Story& story, Instant since) {
    std::uint32_t first = static_cast<std::uint32_t>(num_vertices(story.world.papers));
    while (first > 0 && story.world[PaperId{first - 1}].published > since) --first;
    return first;
}

void measure_frontier(Story& story, Sheet& sheet) {
    auto by_compute = papers_since(story, story.world.first_in_period, [](const Paper& p) { return p.compute; });
    double weight = 0;
    for (const Weighed& paper : by_compute) weight += paper.weight;
    sheet.put(Metric::frontier_share, shares_of_top(by_compute, weight / 10, story.world, sheet.counts()));
    sheet.put(Metric::frontier_share_1pct, shares_of_top(std::move(by_compute), weight / 100, story.world, sheet.counts()));
    const auto by_flop = papers_since(story, story.world.first_in_period, [](const Paper& p) { return p.flop; });
    sheet.put(Metric::largest_run, maxima(by_flop, story.world, sheet.counts()));
    const Instant three_years_ago = story.now() - 3 * year;
    auto recent = papers_since(story, first_paper_since(story, three_years_ago), [](const Paper& p) { return p.flop; });
    sheet.put(Metric::top20_share, shares_of_top(std::move(recent), 20, story.world, sheet.counts()));
}

// ---- access -------------------------------------------------------------------------------------------------------

/// The period's papers by the FLOP that reproducing them takes today, with the running sum of their weights.
struct Shelf {
    struct Item { double flop, weight, memory; };
    std::vector<Item> items;
    std::vector<double> weight_up_to;
    bool names_memory = false;                      // some paper says itself what memory it needs
};

Shelf shelve(Story& story) {
    Shelf shelf;
    shelf.items.reserve(num_vertices(story.world.papers) - story.world.first_in_period);
    for (std::uint32_t p = story.world.first_in_period; p < num_vertices(story.world.papers); ++p) {
        const Paper& paper = story.world[PaperId{p}];
        shelf.items.push_back({paper.compute / efficiency(story, {0}, paper.domain), paper.weight, paper.memory});
        shelf.names_memory |= paper.memory > 0;
    }
    std::ranges::stable_sort(shelf.items, {}, &Shelf::Item::flop);
    double sum = 0;
    shelf.weight_up_to.reserve(shelf.items.size());
    for (const Shelf::Item& item : shelf.items) shelf.weight_up_to.push_back(sum += item.weight);
    return shelf;
}

/// The part of the shelf that a lab could reproduce on all its GPUs, within its patience and memory.
double part_within(const Shelf& shelf, const Lab& lab) {
    const auto end = std::ranges::upper_bound(shelf.items, lab.fleet.reach_all, {}, &Shelf::Item::flop);
    if (end == shelf.items.begin()) return 0;
    double weight = shelf.weight_up_to[static_cast<std::size_t>(end - shelf.items.begin() - 1)];
    if (shelf.names_memory) {
        for (auto item = shelf.items.begin(); item != end; ++item) weight -= item->memory > lab.fleet.memory ? item->weight : 0;
    }
    return weight / shelf.weight_up_to.back();
}

void measure_access(Story& story, Sheet& sheet) {
    const Shelf shelf = shelve(story);
    if (shelf.items.empty() || shelf.weight_up_to.back() <= 0) return;
    const auto researchers = sheet.sum([](const Lab& l) { return l.researchers; });
    sheet.put_ratio(Metric::reproducible_fraction, sheet.sum([&](const Lab& l) { return l.researchers * part_within(shelf, l); }), researchers);
    sheet.put_ratio(Metric::excluded_researchers, sheet.sum([&](const Lab& l) { return part_within(shelf, l) < 0.1 ? l.researchers : 0; }), researchers);
}

// ---- compute ------------------------------------------------------------------------------------------------------

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
    sheet.put(Metric::emissions, sheet.sum([&](const Lab& l) { return l.tally.energy * story.scenario->countries[l.country.index].carbon; }));
    sheet.put(Metric::energy, sheet.sum([](const Lab& l) { return l.tally.energy; }));
}

/// Standard deviation of the decimal logarithm, by group.
std::vector<double> log_spread(const std::vector<Weighed>& values, const Story& story, const GroupCounts& counts) {
    struct Moments { double weight = 0, sum = 0, squares = 0; };
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
        spread.push_back(n > 0 ? std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n))) : nothing);
    }
    return spread;
}

void measure_projects(Story& story, Sheet& sheet) {
    std::vector<Weighed> sizes;
    for (const FinishedProject& project : story.world.finished) sizes.push_back({project.lab.index, project.gpu_seconds, story.world[project.lab].weight});
    ascending(sizes);
    sheet.put(Metric::project_gpu_hours, quantiles(sizes, 0.5, story.world, sheet.counts()));
    sheet.put(Metric::project_gpu_hours_spread, log_spread(sizes, story, sheet.counts()));
}

// ---- queues -------------------------------------------------------------------------------------------------------

void measure_queues(Story& story, Sheet& sheet, Span period) {
    const auto total = [&](auto member) { return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*member); }); };
    const auto seconds = [&](auto member) { return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*member) / 1000; }); };
    sheet.put_ratio(Metric::utilisation, seconds(&Tally::gpu_time), seconds(&Tally::offered));
    sheet.put(Metric::jobs_done, sheet.sum_weighted([](const Lab& l) { return static_cast<double>(l.tally.finished); }));
    sheet.put_ratio(Metric::queue_wait, seconds(&Tally::waited), total(&Tally::started));
    sheet.put_ratio(Metric::sojourn, seconds(&Tally::stayed), total(&Tally::finished));
    sheet.put_ratio(Metric::jobs_in_system, seconds(&Tally::in_system), sheet.sum([&](const Lab&) { return in_seconds(period); }));
    for (std::uint32_t d = 0; d < story.world.domains.size(); ++d) sheet.put_domain(Metric::efficiency, d, efficiency(story, {0}, {d}));
}

}  // namespace

void on(Sample event, Story& story) {
    const Layout& layout = *story.layout;
    const Instant begin = event.date == 0 ? story.scenario->clock.start : layout.dates[event.date - 1];
    for (Lab& lab : story.world.labs) touch(lab, story.now());
    Sheet sheet(story, event.date);
    measure_output(story, sheet);
    measure_frontier(story, sheet);
    measure_access(story, sheet);
    measure_compute(story, sheet);
    measure_projects(story, sheet);
    measure_queues(story, sheet, story.now() - begin);
    for (Lab& lab : story.world.labs) lab.tally = {};
    story.world.finished.clear();
    story.world.first_in_period = static_cast<std::uint32_t>(num_vertices(story.world.papers));
}

}  // namespace sim
