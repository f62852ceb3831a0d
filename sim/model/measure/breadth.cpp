// Measured: who could repeat the papers at the top: last year's by credit (breadth), and the largest runs of a fixed year (a basket).
#include "model/measure/sheet.hpp"

#include "model/rules.hpp"

#include <algorithm>
#include <chrono>
#include <functional>

namespace sim {
namespace {

constexpr double a_month = in_seconds(std::chrono::days{30});

/// What it takes to repeat the runs of the papers at the top, with what all know now; FLOP.
struct TopRuns {
    double published = unmeasured, project = unmeasured; ///< medians of the published runs, and of all runs of the authors' own work
};

/// Papers that were published after one instant, and up to another.
std::pair<std::uint32_t, std::uint32_t> papers_of(const World& world, Instant after, Instant to) {
    const auto place = [&](Instant at) {
        const auto found = std::ranges::upper_bound(world.papers, at, {}, &Paper::published);
        return static_cast<std::uint32_t>(found - world.papers.begin());
    };
    return {place(after), place(to)};
}

/// Of these papers, in the order of publication, the tenth with the most of something, by weight: the most first, of equals the earlier.
/// Few more are sorted than it has.
template <class F> std::vector<const Paper*> top_tenth(std::vector<const Paper*> papers, F&& most_of) {
    double room = 0;
    constexpr double top = 0.1;
    for (const Paper* paper : papers) room += top * paper->weight;
    const auto comes_before = [&](const Paper* a, const Paper* b) {
        const auto of_a = std::invoke(most_of, a), of_b = std::invoke(most_of, b);
        return of_a > of_b || (of_a == of_b && a < b);
    };
    auto end = papers.begin();
    for (auto sorted = papers.begin(); end == sorted && sorted != papers.end();) {
        const auto next = sorted + std::min<std::ptrdiff_t>(papers.end() - sorted, std::ssize(papers) / 8 + 1);
        std::nth_element(sorted, next, papers.end(), comes_before);
        std::sort(sorted, next, comes_before);
        end = std::find_if(sorted, next, [&](const Paper* paper) { return (room -= paper->weight) < 0; });
        sorted = next;
    }
    papers.erase(end, papers.end());
    return papers;
}

std::vector<const Paper*> papers_of_labs(const World& world, Instant after, Instant to) {
    const auto [first, last] = papers_of(world, after, to);
    std::vector<const Paper*> papers;
    for (std::uint32_t p = first; p < last; ++p) {
        if (world[PaperId{p}].lab.index != nobody) papers.push_back(&world[PaperId{p}]);
    }
    return papers;
}

bool has_no_run(const Paper* paper) { return paper->use != Use::gpus; }

template <class F> double weighted_quantile(std::vector<const Paper*> papers, double part, F&& size_of) {
    std::ranges::stable_sort(papers, {}, size_of);
    double all = 0, below = 0;
    for (const Paper* paper : papers) all += paper->weight;
    for (const Paper* paper : papers) {
        if ((below += paper->weight) >= all * part) return size_of(paper);
    }
    return unmeasured;
}

double needed(Story& story, const Paper& paper) { return paper.compute / common_efficiency(story, paper.domain); }

/// Where papers have no credit of their own there is no top by it.
TopRuns top_of_last_year(Sheet& sheet) {
    Story& story = sheet.story();
    if (!shares_gpus(*story.scenario)) return {};
    std::vector<const Paper*> top = top_tenth(papers_of_labs(story.world, story.now() - year, story.now()), &Paper::credit);
    std::erase_if(top, has_no_run);
    if (top.empty()) return {};
    constexpr double half = 0.5;
    return {weighted_quantile(top, half, [&](const Paper* paper) { return needed(story, *paper); }),
            weighted_quantile(top, half, [&](const Paper* paper) { return needed(story, *paper) * paper->runs; })};
}

/// Public clouds have no researchers.
bool able_to(const Story& story, const Lab& lab, double flop) { return lab.researchers > 0 && reach_in(story, lab, a_month) >= flop; }

/// Share of the researchers whose lab could compute so much within 30 days; by group.
std::vector<double> able(Sheet& sheet, double flop) {
    if (!(flop > 0)) return sheet.nothing();
    return ratios(sheet.sum([&](const Lab& lab) { return able_to(sheet.story(), lab, flop) ? lab.researchers : 0; }),
                  sheet.values(Metric::researchers));
}

// ---- baskets ------------------------------------------------------------------------------------------------------

/// Calls f(group of labs) for each group of a basket, in the order of Layout::groups.
template <class F> void each_group_of_basket(const GroupCounts& counts, F&& f) {
    for (std::uint32_t g = 0; g < 1 + counts.countries + counts.kinds; ++g) f(g);
}

/// What nine of ten of a year's largest runs take at most: of the tenth of its papers with a run that had the most effective compute.
double largest_runs(Story& story, Instant after, Instant to) {
    std::vector<const Paper*> papers = papers_of_labs(story.world, after, to);
    std::erase_if(papers, has_no_run);
    papers = top_tenth(std::move(papers), &Paper::compute);
    constexpr double nine_tenths = 0.9;
    return weighted_quantile(std::move(papers), nine_tenths, [&](const Paper* paper) { return needed(story, *paper); });
}

std::vector<double> breadth_of_baskets(Sheet& sheet) {
    std::vector<double> found;
    for (const std::uint32_t basket : sheet.scenario().baskets) {
        const Instant begin = new_year(static_cast<int>(basket)), end = new_year(static_cast<int>(basket) + 1);
        const bool over = shares_gpus(sheet.scenario()) && sheet.story().now() >= end - std::chrono::days{1};
        const std::vector<double> part = able(sheet, over ? largest_runs(sheet.story(), begin, end) : unmeasured);
        each_group_of_basket(sheet.counts(), [&](std::uint32_t g) { found.push_back(part[g]); });
    }
    return found;
}

/// Seconds from the end of the basket's year until half could; where that is still to come, to now.
std::vector<double> lags_of_baskets(Sheet& sheet) {
    constexpr double half = 0.5;
    std::vector<double> lags;
    const Scenario& scenario = sheet.scenario();
    const auto& parts = sheet.up_to_now(Metric::basket_breadth);
    const std::size_t groups = 1 + scenario.countries.size() + scenario.kinds.size();
    for (std::size_t i = 0; i < scenario.baskets.size() * groups; ++i) {
        const Instant end = new_year(static_cast<int>(scenario.baskets[i / groups]) + 1);
        double before = unmeasured, lag = unmeasured;
        Instant last = end;
        for (std::uint32_t date = 0; date <= sheet.date(); ++date) {
            const double part = parts[date][i];
            if (!(part >= 0)) continue;
            const Instant at = sheet.story().layout->dates[date];
            lag = std::max(0.0, in_seconds(at - end));
            if (part >= half) {
                if (before >= 0) lag = std::max(0.0, in_seconds(last - end) + (half - before) / (part - before) * in_seconds(at - last));
                break;
            }
            before = part;
            last = at;
        }
        lags.push_back(lag);
    }
    return lags;
}

} // namespace

template <> Definition define<Metric::breadth>() {
    return Definition("breadth", "Able to repeat the top tenth", "", as_it_is, fine, MetricForm::share,
                      "Share of the researchers who could, within 30 days on the GPUs that they own, rent or have borrowed, "
                      "repeat the published run that is "
                      "the median of the tenth of last year's papers with the most credit",
                      [](Sheet& sheet) { return able(sheet, sheet.shared<top_of_last_year>().published); });
}

template <> Definition define<Metric::breadth_project>() {
    return Definition("breadth_project", "Able to repeat the top tenth's projects", "", as_it_is, fine, MetricForm::share,
                      "Share of the researchers who could, within 30 days on the GPUs that they own, rent or have borrowed, "
                      "repeat all runs of a project that "
                      "is the median of the tenth of last year's papers with the most credit",
                      [](Sheet& sheet) { return able(sheet, sheet.shared<top_of_last_year>().project); });
}

template <> Definition define<Metric::basket_breadth>() {
    return Definition("basket_breadth", "Able to repeat the basket", "", as_it_is, only(Level::basket), MetricForm::share,
                      "Share of the researchers who can, within 30 days on the GPUs that they own, rent or have borrowed, "
                      "repeat nine of ten of the basket: the "
                      "tenth of its year's published runs with the largest effective compute",
                      breadth_of_baskets);
}

template <> Definition define<Metric::basket_lag>() {
    return Definition(
        "basket_lag", "Lag behind the basket", "yr", to_years, only(Level::basket), MetricForm::amount,
        "Years from the end of the basket's year until half of the researchers can repeat it, between sample dates in a straight "
        "line; where that is still to come, the years so far: a value as high as the basket's age is a lower bound",
        lags_of_baskets);
}

} // namespace sim
