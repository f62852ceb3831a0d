// Measured: the papers with the most compute, whose they are, and what led to them.
#include "base/extended.hpp"
#include "model/log_sums.hpp"
#include "model/measure/sheet.hpp"

namespace sim {
namespace {

/// Papers by labs from a number on, with some figure for their size.
template <class F> std::vector<Weighed> papers_from(const World& world, std::uint32_t first, F&& size_of) {
    std::vector<Weighed> found;
    found.reserve(world.papers.size() - first);
    for (std::uint32_t p = first; p < world.papers.size(); ++p) {
        const Paper& paper = world[PaperId{p}];
        if (paper.lab.index != nobody) found.push_back({paper.lab.index, size_of(paper), paper.weight});
    }
    return found;
}

std::uint32_t first_paper_since(const World& world, Instant since) {
    std::uint32_t first = static_cast<std::uint32_t>(world.papers.size());
    while (first > 0 && world[PaperId{first - 1}].published > since) --first;
    return first;
}

TopTenth top_by_compute(Sheet& sheet) {
    return TopTenth(papers_from(sheet.world(), sheet.world().first_in_period, [](const Paper& p) { return p.compute; }));
}

/// Shares of so much of the period's papers: those with the largest effective compute. REQUIRES: one_of >= 10.
std::vector<double> shares_of_frontier(Sheet& sheet, double one_of) {
    const TopTenth& top = sheet.shared<top_by_compute>();
    return shares_of_top(top.papers, top.weight / one_of, sheet.world(), sheet.counts());
}

/// Papers from a number on by FLOP, among them the largest `top`; those without compute only where it takes them.
std::vector<Weighed> largest_runs(const World& world, std::uint32_t first, double top) {
    std::vector<Weighed> runs;
    double weight = 0;
    for (std::uint32_t p = first; p < world.papers.size(); ++p) {
        const Paper& paper = world[PaperId{p}];
        if (paper.lab.index == nobody || !(paper.flop > 0)) continue;
        runs.push_back({paper.lab.index, paper.flop, paper.weight});
        weight += paper.weight;
    }
    return weight > top ? runs : papers_from(world, first, [](const Paper& p) { return p.flop; });
}

/// By group: the line of papers that led to the period's paper with the largest effective compute.
struct CriticalPath {
    std::vector<double> most, depth, flop;
};

CriticalPath critical_path(Sheet& sheet) {
    const World& world = sheet.world();
    CriticalPath path{std::vector<double>(sheet.counts().total(), -1), sheet.nothing(), sheet.nothing()};
    for (std::uint32_t p = world.first_in_period; p < world.papers.size(); ++p) {
        const Paper& paper = world[PaperId{p}];
        if (paper.lab.index == nobody) continue;
        for (const std::uint32_t g : groups_of(world[paper.lab], sheet.counts())) {
            if (paper.compute <= path.most[g]) continue;
            path.most[g] = paper.compute;
            path.depth[g] = paper.depth;
            path.flop[g] = paper.line_flop;
        }
    }
    return path;
}

/// By group: what the period's paper with the largest effective compute was made of. Their product is its effective compute.
struct Factors {
    std::vector<double> money, hardware, length, algorithms;
};

Factors factors(Sheet& sheet) {
    const World& world = sheet.world();
    std::vector<double> most(sheet.counts().total(), -1);
    Factors made{sheet.nothing(), sheet.nothing(), sheet.nothing(), sheet.nothing()};
    for (std::uint32_t p = world.first_in_period; p < world.papers.size(); ++p) {
        const Paper& paper = world[PaperId{p}];
        if (paper.lab.index == nobody || !(paper.usd > 0)) continue;
        for (const std::uint32_t g : groups_of(world[paper.lab], sheet.counts())) {
            if (paper.compute <= most[g]) continue;
            most[g] = paper.compute;
            made.money[g] = paper.usd;
            made.hardware[g] = paper.speed / paper.usd;
            made.length[g] = paper.flop / paper.speed;
            made.algorithms[g] = paper.compute / paper.flop;
        }
    }
    return made;
}

/// Papers that were published since are counted now.
void count_up(ComputeSums& sums, const std::vector<Paper>& papers) {
    constexpr double middle = 18; // decades: near the papers' mean, so that the squares do not drown it
    for (; sums.counted < papers.size(); ++sums.counted) {
        const Paper& paper = papers[sums.counted];
        if (paper.lab.index == nobody || !(paper.flop > 0) || !(paper.compute > 0)) continue;
        const double a = clamped_log2(paper.flop) * log10_2.high - middle, b = clamped_log2(paper.compute) * log10_2.high - middle;
        const double w = paper.weight;
        sums.weight += w;
        sums.x += w * a;
        sums.y += w * b;
        sums.xx += w * (a * a);
        sums.yy += w * (b * b);
        sums.xy += w * (a * b);
    }
}

/// R2 of a regression of log effective compute, which is performance, on log FLOP, over all papers so far; both vary, or there is none.
double compute_explained(World& world) {
    count_up(world.compute_sums, world.papers);
    const auto& [weight, x, y, xx, yy, xy, counted] = world.compute_sums;
    const double of_x = weight * xx - x * x, of_y = weight * yy - y * y, of_both = weight * xy - x * y;
    const double least = 1e-9 * weight * weight;
    return of_x > least && of_y > least ? of_both * of_both / (of_x * of_y) : unmeasured;
}

} // namespace

template <> Definition define<Metric::frontier_share>() {
    return Definition("frontier_share", "Frontier share, top 10 %", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the tenth of the period's papers with the largest effective compute",
                      [](Sheet& sheet) { return shares_of_frontier(sheet, 10); });
}

template <> Definition define<Metric::frontier_share_1pct>() {
    return Definition("frontier_share_1pct", "Frontier share, top 1 %", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the hundredth of the period's papers with the largest effective compute",
                      [](Sheet& sheet) { return shares_of_frontier(sheet, 100); });
}

template <> Definition define<Metric::top20_share>() {
    return Definition("top20_share", "Share of the 20 largest runs", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the 20 largest runs of the last three years", [](Sheet& sheet) {
                          const std::uint32_t first = first_paper_since(sheet.world(), sheet.story().now() - 3 * year);
                          return shares_of_top(largest_runs(sheet.world(), first, 20), 20, sheet.world(), sheet.counts());
                      });
}

template <> Definition define<Metric::largest_run>() {
    return Definition("largest_run", "Largest run", "FLOP", as_it_is, coarse, MetricForm::amount, "Largest run published in the period",
                      [](Sheet& sheet) {
                          const auto runs =
                              papers_from(sheet.world(), sheet.world().first_in_period, [](const Paper& p) { return p.flop; });
                          return maxima(runs, sheet.world(), sheet.counts());
                      });
}

template <> Definition define<Metric::largest_run_money>() {
    return Definition("largest_run_money", "Largest run: money", "USD", as_it_is, coarse, MetricForm::amount,
                      "What had been paid for the GPUs of the period's paper with the largest effective compute, which is this x "
                      "largest_run_hardware x largest_run_length x largest_run_algorithms",
                      [](Sheet& sheet) { return sheet.shared<factors>().money; });
}

template <> Definition define<Metric::largest_run_hardware>() {
    return Definition("largest_run_hardware", "Largest run: hardware", "FLOP/s/USD", as_it_is, coarse, MetricForm::amount,
                      "Useful speed per money of these GPUs, in this job", [](Sheet& sheet) { return sheet.shared<factors>().hardware; });
}

template <> Definition define<Metric::largest_run_length>() {
    return Definition("largest_run_length", "Largest run: length", "h", in_hours, coarse, MetricForm::amount,
                      "How long the run took of the period's paper with the largest effective compute",
                      [](Sheet& sheet) { return sheet.shared<factors>().length; });
}

template <> Definition define<Metric::largest_run_algorithms>() {
    return Definition("largest_run_algorithms", "Largest run: algorithms", "", as_it_is, coarse, MetricForm::amount,
                      "How many times less compute than in the base year it needed for its performance",
                      [](Sheet& sheet) { return sheet.shared<factors>().algorithms; });
}

template <> Definition define<Metric::frontier_depth>() {
    return Definition("frontier_depth", "Length of the critical path", "paper", as_it_is, coarse, MetricForm::amount,
                      "Papers on the critical path to the period's paper with the largest effective compute, itself counted",
                      [](Sheet& sheet) { return sheet.shared<critical_path>().depth; });
}

template <> Definition define<Metric::frontier_compute>() {
    return Definition("frontier_compute", "Compute along the critical path", "FLOP", as_it_is, coarse, MetricForm::amount,
                      "Compute spent along the critical path to the period's paper with the largest effective compute",
                      [](Sheet& sheet) { return sheet.shared<critical_path>().flop; });
}

template <> Definition define<Metric::compute_explained>() {
    return Definition("compute_explained", "Performance explained by compute", "", as_it_is, only(Level::world), MetricForm::amount,
                      "R2 of the papers published so far: share of the variance of log effective compute that log FLOP explain",
                      [](Sheet& sheet) { return std::vector{compute_explained(sheet.story().world)}; });
}

} // namespace sim
