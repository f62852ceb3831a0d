// Measured: what labs could reproduce, and how far behind the frontier they are.
#include "model/measure/sheet.hpp"

#include "model/rules.hpp"

namespace sim {

namespace {

/// The period's papers of one domain by the FLOP that reproducing them takes with what all know, and the running sum of their weights.
struct Shelf {
    struct Item {
        double flop, weight, memory;
    };
    std::vector<Item> items;
    std::vector<double> weight_up_to;
    bool names_memory = false; // some paper says itself what memory it needs
};

std::vector<Shelf> shelve(Sheet& sheet) {
    Story& story = sheet.story();
    std::vector<Shelf> shelves(story.world.domains.size());
    for (std::uint32_t p = story.world.first_in_period; p < story.world.papers.size(); ++p) {
        const Paper& paper = story.world[PaperId{p}];
        if (paper.use != Use::gpus) continue; // nothing to compute
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

/// The largest job that a lab could run on all its GPUs within its patience, or on those that it may borrow; FLOP.
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
    const auto within = [&](std::uint32_t domain) { return reach * common_efficiency(story, {domain}) * lead_of(story, lab, domain); };
    double least = within(0); // of effective compute, in the domain where the lab reaches least
    for (std::uint32_t d = 1; d < story.world.domains.size(); ++d) least = std::min(least, within(d));
    const auto first = std::ranges::upper_bound(story.world.frontier, least, {}, &FrontierPaper::compute);
    const auto passed = std::find_if(first, story.world.frontier.end(),
                                     [&](const FrontierPaper& paper) { return paper.compute > within(paper.domain.index); });
    return passed == story.world.frontier.end() ? 0 : in_seconds(story.now() - passed->published);
}

/// Of the period's papers, the part that each lab could reproduce; nothing where there were none.
std::vector<Weighed> parts_within(Sheet& sheet) {
    const std::vector<Shelf> shelves = shelve(sheet);
    const bool any = std::ranges::any_of(shelves, [](const Shelf& shelf) { return !shelf.items.empty() && shelf.weight_up_to.back() > 0; });
    if (!any) return {};
    return sheet.researchers([&](const Lab& lab) { return part_within(sheet.story(), shelves, lab); });
}

/// The mean over researchers of what is between 0 and 1 for a lab.
std::vector<double> mean_over_researchers(Sheet& sheet, std::span<const Weighed> values) {
    if (values.empty()) return sheet.nothing();
    return ratios(sums(values, sheet.world(), sheet.counts()), sheet.values(Metric::researchers));
}

constexpr double excluded_below = 0.1;

} // namespace

template <> Definition define<Metric::reproducible_fraction>() {
    return Definition("reproducible_fraction", "Papers within reach", "", as_it_is, fine, MetricForm::share,
                      "Share of the period's papers that a lab could reproduce within its patience on all its GPUs; mean over researchers",
                      [](Sheet& sheet) { return mean_over_researchers(sheet, sheet.shared<parts_within>()); });
}

template <> Definition define<Metric::excluded_researchers>() {
    return Definition("excluded_researchers", "Excluded researchers", "", as_it_is, coarse, MetricForm::share,
                      "Share of researchers in labs that could reproduce less than a tenth of the period's papers", [](Sheet& sheet) {
                          std::vector<Weighed> excluded = sheet.shared<parts_within>();
                          for (Weighed& v : excluded) v.value = v.value < excluded_below ? 1 : 0;
                          return mean_over_researchers(sheet, excluded);
                      });
}

template <> Definition define<Metric::reproduction_lag>() {
    return Definition(
        "reproduction_lag", "Reproduction lag", "yr", to_years, fine, MetricForm::amount,
        "Time since the frontier passed what a lab can reproduce today, within its patience on all its GPUs; median over researchers",
        [](Sheet& sheet) {
            if (sheet.world().frontier.empty()) return sheet.nothing();
            const auto lags = ascending(sheet.researchers([&](const Lab& lab) { return lag_of(sheet.story(), lab); }));
            return quantiles(lags, 0.5, sheet.world(), sheet.counts());
        });
}

template <> Definition define<Metric::reach>() {
    return Definition("reach", "Largest job within reach", "FLOP", as_it_is, fine, MetricForm::amount,
                      "Largest job that a lab could run within its patience on all its GPUs; median over researchers", [](Sheet& sheet) {
                          const auto reaches =
                              ascending(sheet.researchers([&](const Lab& lab) { return reach_of_lab(sheet.story(), lab); }));
                          return quantiles(reaches, 0.5, sheet.world(), sheet.counts());
                      });
}

} // namespace sim
