// Measured: who works with GPUs, who is at the top by credit, who goes; and what bound the size of runs.
#include "model/measure/sheet.hpp"
#include "model/rules.hpp"

#include <algorithm>

namespace sim {
namespace {

/// Of the period's papers by labs, with or without GPUs, by credit.
TopTenth top_by_credit(Sheet& sheet) {
    const World& world = sheet.world();
    std::vector<Weighed> found;
    found.reserve(world.papers.size() - world.first_in_period);
    for (std::uint32_t p = world.first_in_period; p < world.papers.size(); ++p) {
        const Paper& paper = world[PaperId{p}];
        if (paper.lab.index != nobody) found.push_back({paper.lab.index, paper.credit, paper.weight});
    }
    return TopTenth(std::move(found));
}

/// REQUIRES: one_of >= 10.
std::vector<double> shares_of_credit(Sheet& sheet, double one_of) {
    const TopTenth& top = sheet.shared<top_by_credit>();
    return shares_of_top(top.papers, top.weight / one_of, sheet.world(), sheet.counts());
}

/// Of the tenth of the period's papers with the most credit, the part that used GPUs.
double top_by_gpus(const World& world) {
    struct Item {
        double value, weight;
        bool gpus;
    };
    std::vector<Item> items;
    items.reserve(world.papers.size() - world.first_in_period);
    double all = 0;
    for (std::uint32_t p = world.first_in_period; p < world.papers.size(); ++p) {
        const Paper& paper = world[PaperId{p}];
        if (paper.lab.index == nobody) continue;
        items.push_back({paper.credit, paper.weight, paper.use == Use::gpus});
        all += paper.weight;
    }
    constexpr double top = 0.1;
    keep_top(items, all * top);
    std::ranges::stable_sort(items, std::greater<>{}, &Item::value);
    double room = all * top, with_gpus = 0;
    for (const Item& item : items) {
        const double counted = std::min(item.weight, room);
        with_gpus += item.gpus ? counted : 0;
        if ((room -= counted) <= 0) break;
    }
    return all > 0 ? with_gpus / (all * top) : unmeasured;
}

std::vector<Weighed> published_parts(Sheet& sheet) {
    std::vector<Weighed> parts;
    for (const FinishedProject& project : sheet.world().finished)
        parts.push_back({project.lab.index, project.published_part, project.weight});
    return ascending(std::move(parts));
}

/// Of the speed of all labs' systems above a hundredth of the largest one.
std::vector<double> shares_of_large_systems(Sheet& sheet) {
    const World& world = sheet.world();
    double largest = 0;
    for (std::uint32_t l = 0; l < world.research_labs; ++l) largest = std::max(largest, world.labs[l].fleet.peak);
    constexpr double large = 0.01;
    return parts_of_world(
        sheet.sum([&](const Lab& lab) { return lab.fleet.peak > 0 && lab.fleet.peak >= large * largest ? lab.fleet.peak : 0; }));
}

double stock_of(const Lab& lab) {
    double usd = 0;
    for (const Cohort& cohort : lab.fleet.cohorts) usd += cohort.owned * cohort.paid;
    return usd;
}

/// Of the lab's teams, those whose last paper used no GPU for want of access.
double part_in_want(const World& world, const Lab& lab) {
    double all = 0, in_want = 0;
    for (std::uint32_t t = 0; t < lab.teams && !world.teams.empty(); ++t) {
        const Team& team = world.teams[lab.first_team.index + t];
        all += team.weight;
        in_want += team.last == Use::for_want ? team.weight : 0;
    }
    return all > 0 ? in_want / all : 0;
}

template <Corner corner> std::vector<double> sized_by(Sheet& sheet) {
    const auto papers = [&](std::size_t from, std::size_t to) {
        return sheet.sum_weighted([&](const Lab& lab) {
            double sum = 0;
            for (std::size_t c = from; c < to; ++c) sum += lab.tally.corners[c];
            return sum;
        });
    };
    constexpr auto c = static_cast<std::size_t>(corner);
    return ratios(papers(c, c + 1), papers(0, corner_count));
}

} // namespace

template <> Definition define<Metric::gpu_users>() {
    return Definition("gpu_users", "Researchers who work with GPUs", "", as_it_is, fine, MetricForm::share,
                      "Share of the researchers in teams that work with GPUs", [](Sheet& sheet) {
                          return ratios(sheet.sum([](const Lab& l) { return l.researchers * l.users; }), sheet.values(Metric::researchers));
                      });
}

template <> Definition define<Metric::gpus_per_user>() {
    return Definition("gpus_per_user", "GPUs per GPU user", "GPU/person", as_it_is, fine, MetricForm::amount,
                      "GPUs per researcher who works with GPUs; median over these", [](Sheet& sheet) {
                          auto values =
                              sheet.labs([](const Lab& l) { return l.users > 0 ? l.fleet.owned / (l.researchers * l.users) : 0; });
                          for (Weighed& v : values) v.weight *= sheet.world().labs[v.lab].researchers * sheet.world().labs[v.lab].users;
                          return quantiles(ascending(std::move(values)), 0.5, sheet.world(), sheet.counts());
                      });
}

template <> Definition define<Metric::top_credit_share>() {
    return Definition("top_credit_share", "Share of the top tenth by credit", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the tenth of the period's papers with the most credit",
                      [](Sheet& sheet) { return shares_of_credit(sheet, 10); });
}

template <> Definition define<Metric::top_credit_share_1pct>() {
    return Definition("top_credit_share_1pct", "Share of the top hundredth by credit", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the hundredth of the period's papers with the most credit",
                      [](Sheet& sheet) { return shares_of_credit(sheet, 100); });
}

template <> Definition define<Metric::top_credit_per_researcher>() {
    return Definition("top_credit_per_researcher", "Top credit per researcher", "", as_it_is, fine, MetricForm::amount,
                      "Share of the tenth of the period's papers with the most credit, over the share of the researchers",
                      [](Sheet& sheet) { return ratios(shares_of_credit(sheet, 10), parts_of_world(sheet.values(Metric::researchers))); });
}

template <> Definition define<Metric::without_gpus_for_want>() {
    return Definition("without_gpus_for_want", "Without GPUs for want of access", "", as_it_is, fine, MetricForm::share,
                      "Share of the researchers whose last paper used no GPU for want of access", [](Sheet& sheet) {
                          if (!shares_gpus(sheet.scenario())) return sheet.nothing();
                          return ratios(sheet.sum([&](const Lab& lab) { return lab.researchers * part_in_want(sheet.world(), lab); }),
                                        sheet.values(Metric::researchers));
                      });
}

template <> Definition define<Metric::top_credit_by_gpus>() {
    return Definition("top_credit_by_gpus", "Top tenth by credit that used GPUs", "", as_it_is, only(Level::world), MetricForm::share,
                      "Share of the tenth of the period's papers with the most credit that used GPUs",
                      [](Sheet& sheet) { return std::vector{top_by_gpus(sheet.world())}; });
}

template <> Definition define<Metric::published_part>() {
    return Definition("published_part", "Published run's part of a project", "", as_it_is, coarse, MetricForm::share,
                      "Published run's part of a finished project's compute; median",
                      [](Sheet& sheet) { return quantiles(sheet.shared<published_parts>(), 0.5, sheet.world(), sheet.counts()); });
}

template <> Definition define<Metric::large_systems_share>() {
    return Definition("large_systems_share", "Share of large systems", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the peak speed of labs with more than a hundredth of the largest lab's", shares_of_large_systems);
}

template <> Definition define<Metric::researchers_left>() {
    return Definition("researchers_left", "Researchers who left", "person", as_it_is, coarse, MetricForm::amount,
                      "Researchers of labs without access who left the field in the period",
                      [](Sheet& sheet) { return sheet.sum_weighted([](const Lab& l) { return l.tally.left; }); });
}

template <> Definition define<Metric::researchers_moved>() {
    return Definition("researchers_moved", "Researchers who moved", "person", as_it_is, coarse, MetricForm::amount,
                      "Researchers of labs without access who went where credit per head is higher in the period",
                      [](Sheet& sheet) { return sheet.sum_weighted([](const Lab& l) { return l.tally.moved; }); });
}

template <> Definition define<Metric::gpu_stock>() {
    return Definition("gpu_stock", "Value of the GPUs owned", "USD", as_it_is, coarse, MetricForm::amount,
                      "GPUs owned at what was paid for them", [](Sheet& sheet) { return sheet.sum(stock_of); });
}

template <> Definition define<Metric::gpu_spend>() {
    return Definition("gpu_spend", "Spending on GPUs", "USD", as_it_is, coarse, MetricForm::amount,
                      "Money spent in the period on GPUs to own, with all that belongs to them",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.tally.spend_on_gpus; }); });
}

template <> Definition define<Metric::sized_by_choice>() {
    return Definition("sized_by_choice", "Runs sized by choice", "", as_it_is, coarse, MetricForm::share,
                      "Share of the papers with compute whose run was as large as brings most credit", sized_by<Corner::none>);
}

template <> Definition define<Metric::sized_by_parent>() {
    return Definition("sized_by_parent", "Runs sized by their parent", "", as_it_is, coarse, MetricForm::share,
                      "Share of the papers with compute whose run had to be as large as what it builds on", sized_by<Corner::parent>);
}

template <> Definition define<Metric::sized_by_reach>() {
    return Definition("sized_by_reach", "Runs sized by reach", "", as_it_is, coarse, MetricForm::share,
                      "Share of the papers with compute whose run was as large as GPUs, memory and patience allowed",
                      sized_by<Corner::reach>);
}

template <> Definition define<Metric::sized_by_step>() {
    return Definition("sized_by_step", "Runs sized by daring", "", as_it_is, coarse, MetricForm::share,
                      "Share of the papers with compute whose run went as far beyond the largest known as its team dared",
                      sized_by<Corner::step>);
}

} // namespace sim
