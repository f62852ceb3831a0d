// Measured: papers, credit, and the frontier.
#include "model/measure/sheet.hpp"

#include "model/rules.hpp"

#include <cmath>

namespace sim {

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

namespace {

/// Papers by labs since an instant, with some measure of their size.
template <class F> std::vector<Weighed> papers_since(const Story& story, std::uint32_t first, F&& size_of) {
    std::vector<Weighed> found;
    found.reserve(story.world.papers.size() - first);
    for (std::uint32_t p = first; p < story.world.papers.size(); ++p) {
        const Paper& paper = story.world[PaperId{p}];
        if (paper.lab.index != nobody) found.push_back({paper.lab.index, size_of(paper), paper.weight});
    }
    return found;
}

std::uint32_t first_paper_since(const Story& story, Instant since) {
    std::uint32_t first = static_cast<std::uint32_t>(story.world.papers.size());
    while (first > 0 && story.world[PaperId{first - 1}].published > since) --first;
    return first;
}

/// By group: the period's paper with the largest effective compute, and what its line of papers took.
void measure_critical_path(const Story& story, Sheet& sheet) {
    std::vector<double> most(sheet.counts().total(), -1), depth(most.size(), unmeasured), compute(most.size(), unmeasured);
    for (std::uint32_t p = story.world.first_in_period; p < story.world.papers.size(); ++p) {
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

/// R2 of a regression of log effective compute, which is performance, on log FLOP, over all papers so far; both vary, or there is none.
double compute_explained(const Story& story) {
    double weight = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (std::uint32_t p = 0; p < story.world.papers.size(); ++p) {
        const Paper& paper = story.world[PaperId{p}];
        if (paper.lab.index == nobody || !(paper.flop > 0) || !(paper.compute > 0)) continue;
        const double a = std::log10(paper.flop) - 18, b = std::log10(paper.compute) - 18, w = paper.weight;
        weight += w;
        x += w * a;
        y += w * b;
        xx += w * (a * a);
        yy += w * (b * b);
        xy += w * (a * b);
    }
    const double of_x = weight * xx - x * x, of_y = weight * yy - y * y, of_both = weight * xy - x * y;
    return of_x > 1e-9 * weight * weight && of_y > 1e-9 * weight * weight ? of_both * of_both / (of_x * of_y) : unmeasured;
}

} // namespace

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
    sheet.put_one(Metric::compute_explained, Level::world, 0, compute_explained(story));
    sheet.put(Metric::top20_share, shares_of_top(std::move(recent), 20, story.world, sheet.counts()));
}

} // namespace sim
