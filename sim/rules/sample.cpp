// Process: sample. Everything is measured at a sample date; what is counted "in the period" starts anew.
#include "sim/rules.hpp"

#include "sim/draw.hpp"
#include "sim/grouped.hpp"
#include "sim/quick.hpp"

#include <fmt/format.h>

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
    /// For the things that are no groups of labs: one domain's or corpus's value.
    void put_one(Metric metric, Level level, std::uint32_t which, double value) { row_[story_.layout->first(metric, level) + which] = value; }

    /// One value per lab that does research, weighted by the real labs that it stands for.
    template <class F> [[nodiscard]] std::vector<Weighed> labs(F&& value_of) const {
        std::vector<Weighed> values;
        values.reserve(story_.world.research_labs);
        for (std::uint32_t l = 0; l < story_.world.research_labs; ++l) values.push_back({l, value_of(story_.world.labs[l]), story_.world.labs[l].weight});
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

void measure_countries(Story& story, Sheet& sheet) {
    for (std::uint32_t c = 0; c < story.world.countries.size(); ++c) {
        const CountryState& country = story.world.countries[c];
        const double heads = country.population.at(story.now());
        if (heads > 0) sheet.put_one(Metric::gdp_per_head, Level::country, c, country.gdp.at(story.now()) / heads);
    }
}

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
    sheet.put(Metric::efficiency_papers, sheet.sum_weighted([](const Lab& l) { return l.tally.efficiency_papers; }));
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

/// By group: the period's paper with the largest effective compute, and what its line of papers took.
void measure_critical_path(const Story& story, Sheet& sheet) {
    std::vector<double> most(sheet.counts().total(), -1), depth(most.size(), nothing), compute(most.size(), nothing);
    for (std::uint32_t p = story.world.first_in_period; p < num_vertices(story.world.papers); ++p) {
        const Paper& paper = story.world[PaperId{p}];
        if (paper.lab.index == nobody) continue;
        for (const std::uint32_t g : groups_of(story.world[paper.lab], sheet.counts())) {
            if (paper.compute <= most[g]) continue;
            most[g] = paper.compute;
            depth[g] = paper.depth;
            compute[g] = paper.line_flop;
        }
    }
    sheet.put(Metric::frontier_depth, depth);
    sheet.put(Metric::frontier_compute, compute);
}

void measure_frontier(Story& story, Sheet& sheet) {
    auto by_compute = papers_since(story, story.world.first_in_period, [](const Paper& p) { return p.compute; });
    double weight = 0;
    for (const Weighed& paper : by_compute) weight += paper.weight;
    sheet.put(Metric::frontier_share, shares_of_top(by_compute, weight / 10, story.world, sheet.counts()));
    sheet.put(Metric::frontier_share_1pct, shares_of_top(std::move(by_compute), weight / 100, story.world, sheet.counts()));
    measure_critical_path(story, sheet);
    const auto by_flop = papers_since(story, story.world.first_in_period, [](const Paper& p) { return p.flop; });
    sheet.put(Metric::largest_run, maxima(by_flop, story.world, sheet.counts()));
    const Instant three_years_ago = story.now() - 3 * year;
    auto recent = papers_since(story, first_paper_since(story, three_years_ago), [](const Paper& p) { return p.flop; });
    sheet.put(Metric::top20_share, shares_of_top(std::move(recent), 20, story.world, sheet.counts()));
}

// ---- access -------------------------------------------------------------------------------------------------------

/// The period's papers of one domain by the FLOP that reproducing them takes with what all know, and the running sum of their weights.
struct Shelf {
    struct Item { double flop, weight, memory; };
    std::vector<Item> items;
    std::vector<double> weight_up_to;
    bool names_memory = false;                      // some paper says itself what memory it needs
};

std::vector<Shelf> shelve(Story& story) {
    std::vector<Shelf> shelves(story.world.domains.size());
    for (std::uint32_t p = story.world.first_in_period; p < num_vertices(story.world.papers); ++p) {
        const Paper& paper = story.world[PaperId{p}];
        Shelf& shelf = shelves[paper.domain.index];
        shelf.items.push_back({paper.compute / common_efficiency(story, paper.domain), paper.weight, paper.memory});
        shelf.names_memory |= paper.memory > 0;
    }
    for (Shelf& shelf : shelves) {
        std::ranges::stable_sort(shelf.items, {}, &Shelf::Item::flop);
        double sum = 0;
        shelf.weight_up_to.reserve(shelf.items.size());
        for (const Shelf::Item& item : shelf.items) shelf.weight_up_to.push_back(sum += item.weight);
    }
    return shelves;
}

/// The largest job that a lab could run on all its GPUs within its patience, or on those that it may borrow.
double reach_of_lab(const Story& story, const Lab& lab) {
    const LabId id{static_cast<std::uint32_t>(&lab - story.world.labs.data())};
    return std::max(lab.fleet.reach_all, reach_anywhere(story, id));
}

/// The weight of the papers on a shelf that a lab could reproduce.
double weight_within(const Shelf& shelf, const Lab& lab, double reach) {
    const auto end = std::ranges::upper_bound(shelf.items, reach, {}, &Shelf::Item::flop);
    if (end == shelf.items.begin()) return 0;
    double weight = shelf.weight_up_to[static_cast<std::size_t>(end - shelf.items.begin() - 1)];
    if (shelf.names_memory) {
        for (auto item = shelf.items.begin(); item != end; ++item) weight -= item->memory > lab.fleet.memory ? item->weight : 0;
    }
    return weight;
}

double lead_of(const Story& story, const Lab& lab, std::uint32_t domain) {
    const std::vector<double>& factor = story.world.know_how.factor;
    return factor.empty() ? 1 : factor[static_cast<std::size_t>(&lab - story.world.labs.data()) * story.world.domains.size() + domain];
}

double part_within(const Story& story, const std::vector<Shelf>& shelves, const Lab& lab) {
    const double reach = reach_of_lab(story, lab);
    double within = 0, all = 0;
    for (std::uint32_t d = 0; d < shelves.size(); ++d) {
        if (shelves[d].items.empty()) continue;
        within += weight_within(shelves[d], lab, reach * lead_of(story, lab, d));
        all += shelves[d].weight_up_to.back();
    }
    return within / all;
}

/// How long ago the frontier passed what the lab can reproduce today; 0 where it can reproduce all.
double lag_of(Story& story, const Lab& lab) {
    const double reach = reach_of_lab(story, lab);
    const auto passed = std::ranges::find_if(story.world.frontier, [&](const FrontierPaper& paper) {
        return paper.compute > reach * common_efficiency(story, paper.domain) * lead_of(story, lab, paper.domain.index);
    });
    return passed == story.world.frontier.end() ? 0 : in_seconds(story.now() - passed->published);
}

void measure_access(Story& story, Sheet& sheet) {
    const std::vector<Shelf> shelves = shelve(story);
    const bool any = std::ranges::any_of(shelves, [](const Shelf& shelf) { return !shelf.items.empty() && shelf.weight_up_to.back() > 0; });
    const auto over_researchers = [&](std::vector<Weighed>& values) {
        for (Weighed& v : values) v.weight *= story.world.labs[v.lab].researchers;
    };
    if (any) {
        auto within = sheet.labs([&](const Lab& l) { return part_within(story, shelves, l); });
        over_researchers(within);
        const auto researchers = sheet.sum([](const Lab& l) { return l.researchers; });
        sheet.put_ratio(Metric::reproducible_fraction, sums(within, story.world, sheet.counts()), researchers);
        for (Weighed& v : within) v.value = v.value < 0.1 ? 1 : 0;
        sheet.put_ratio(Metric::excluded_researchers, sums(within, story.world, sheet.counts()), researchers);
    }
    auto lags = sheet.labs([&](const Lab& l) { return lag_of(story, l); });
    over_researchers(lags);
    ascending(lags);
    if (!story.world.frontier.empty()) sheet.put(Metric::reproduction_lag, quantiles(lags, 0.5, story.world, sheet.counts()));
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
    sheet.put(Metric::energy, sheet.sum([](const Lab& l) { return l.tally.energy; }));
    sheet.put(Metric::energy_cost, sheet.sum([](const Lab& l) { return l.tally.energy_cost; }));
    sheet.put(Metric::emissions, sheet.sum([](const Lab& l) { return l.tally.emissions; }));
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

void measure_queues(Sheet& sheet, Span period) {
    const auto total = [&](auto member) { return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*member); }); };
    const auto seconds = [&](auto member) { return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*member) / 1000; }); };
    const auto account = [&](Account which) { return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.ledger[which]) / 1000; }); };
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
    sheet.put_ratio(Metric::jobs_in_system, seconds(&Tally::in_system), sheet.sum([&](const Lab& l) { return l.teams > 0 ? in_seconds(period) : 0; }));
}

/// By group: the most FLOP/s per USD of list price among the best buys of its sectors; nothing before the first, and where GPUs are free.
void measure_prices(Story& story, Sheet& sheet) {
    const GroupCounts& counts = sheet.counts();
    std::vector<double> best(counts.total(), nothing);
    for (std::uint32_t c = 0; c < counts.countries; ++c) {
        for (std::uint32_t k = 0; k < counts.kinds; ++k) {
            const Sector& sector = story.world.sector({c}, {k});
            if (!sector.buys || !(story.world.cards[sector.best.index].price > 0)) continue;
            const Card& card = story.world.cards[sector.best.index];
            for (const std::uint32_t group : {0U, 1 + c, 1 + counts.countries + k})
                best[group] = std::fmax(best[group], card.peak / card.price);
        }
    }
    sheet.put(Metric::price_performance, best);
}

// ---- know-how and data ----------------------------------------------------------------------------------------------

void measure_efficiency(Story& story, Sheet& sheet) {
    const World& world = story.world;
    for (std::uint32_t d = 0; d < world.domains.size(); ++d) {
        double doublings = 0, researchers = 0, best = 0;
        for (std::uint32_t l = 0; l < world.research_labs && !world.know_how.doublings.empty(); ++l) {
            const double weight = world.labs[l].weight * world.labs[l].researchers, lead = world.know_how.doublings[l * world.domains.size() + d];
            doublings += weight * lead;
            researchers += weight;
            best = std::max(best, lead);
        }
        const double common = common_efficiency(story, {d});
        sheet.put_one(Metric::efficiency, Level::domain, d, researchers > 0 ? common * quick_exp2(doublings / researchers) : common);
        sheet.put_one(Metric::efficiency_best, Level::domain, d, common * quick_exp2(best));
    }
}

/// FLOP/s that a GPU of the best buy of these markets reaches; 0 before the first.
double speed_of_best_buy(const Story& story, std::uint64_t markets) {
    Sector everybody;
    everybody.terms.markets = markets;
    look_at_offers(everybody, story.world, story.now());
    return everybody.buys ? story.world.cards[everybody.best.index].peak * story.scenario->hardware.utilisation : 0;
}

void measure_data(Story& story, Sheet& sheet) {
    double useful_flops = 0;
    for (const Lab& lab : story.world.labs) useful_flops += lab.weight * lab.fleet.peak * story.scenario->hardware.utilisation;
    for (std::uint32_t c = 0; c < story.world.corpora.size(); ++c) {
        const Corpus& corpus = story.scenario->corpora[c];
        const double volume = story.world.corpora[c].volume.at(story.now()), needed = volume * corpus.useful * corpus.cost;
        sheet.put_one(Metric::data_volume, Level::corpus, c, volume);
        const double one = speed_of_best_buy(story, story.world.corpora[c].markets);
        if (needed > 0) sheet.put_one(Metric::data_processed_fraction, Level::corpus, c, std::min(1.0, corpus.part * useful_flops / needed));
        if (one > 0) sheet.put_one(Metric::gpus_needed_for_data, Level::corpus, c, needed / one);
    }
}

// ---- the ledger -----------------------------------------------------------------------------------------------------

/// Everything that is known up to now is posted. REQUIRES nothing: a ledger that does not balance fails the story.
void complete_ledgers(Story& story) {
    World& world = story.world;
    for (Lab& lab : world.labs) {
        touch(lab, story.now());
        read_meter(lab, world, *story.scenario, story.now());
    }
    for (Project& project : world.projects) {
        const bool at_work = project.stage == Project::Stage::reproduction || project.stage == Project::Stage::extension;
        if (at_work && project.gpus > 0) post(world, project, story.now());
    }
    for (std::uint32_t l = 0; l < world.labs.size(); ++l) {
        const std::int64_t balance = world.labs[l].tally.ledger.balance();
        if (balance == 0) continue;
        throw StoryFailure(fmt::format("the ledger of lab {} is out of balance by {} GPU-ms on {}: a bug, please report it", l, balance, to_text(story.now())));
    }
}

}  // namespace

void on(Sample event, Story& story) {
    const Layout& layout = *story.layout;
    const Instant begin = event.date == 0 ? story.scenario->clock.start : layout.dates[event.date - 1];
    complete_ledgers(story);
    Sheet sheet(story, event.date);
    measure_countries(story, sheet);
    measure_output(story, sheet);
    measure_frontier(story, sheet);
    measure_access(story, sheet);
    measure_compute(story, sheet);
    measure_prices(story, sheet);
    measure_projects(story, sheet);
    measure_queues(sheet, story.now() - begin);
    measure_efficiency(story, sheet);
    measure_data(story, sheet);
    for (Lab& lab : story.world.labs) {
        lab.tally = {};
        lab.idle_at_meter = 0;
    }
    story.world.finished.clear();
    story.world.first_in_period = static_cast<std::uint32_t>(num_vertices(story.world.papers));
}

}  // namespace sim
