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

std::vector<Shelf> shelve(Story& story) {
    std::vector<Shelf> shelves(story.world.domains.size());
    for (std::uint32_t p = story.world.first_in_period; p < story.world.papers.size(); ++p) {
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

} // namespace

/// The largest job that a lab could run on all its GPUs within its patience, or on those that it may borrow.
double reach_of_lab(const Story& story, const Lab& lab) {
    const LabId id{static_cast<std::uint32_t>(&lab - story.world.labs.data())};
    return std::max(lab.fleet.reach_all, reach_anywhere(story, id));
}

namespace {

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

} // namespace

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
    auto reaches = sheet.labs([&](const Lab& l) { return reach_of_lab(story, l); });
    over_researchers(reaches);
    ascending(reaches);
    sheet.put(Metric::reach, quantiles(reaches, 0.5, story.world, sheet.counts()));
    auto lags = sheet.labs([&](const Lab& l) { return lag_of(story, l); });
    over_researchers(lags);
    ascending(lags);
    if (!story.world.frontier.empty()) sheet.put(Metric::reproduction_lag, quantiles(lags, 0.5, story.world, sheet.counts()));
}

} // namespace sim
