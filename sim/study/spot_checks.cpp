// Trials drawn by turns from all variants and points.
#include "study/spot_checks.hpp"

#include <algorithm>

namespace sim {
namespace {

/// Some of a cell's trials, in an order that is drawn from a hash: the same whenever it is asked for.
std::vector<std::uint64_t> drawn_of_cell(const Run& run, std::uint64_t cell, std::uint64_t cells, std::size_t most,
                                         const Wanted& eligible) {
    std::vector<std::uint64_t> ids;
    for (std::uint64_t id = cell; id < run.trials.size(); id += cells)
        if (run.wants(id) && eligible(id)) ids.push_back(id);
    const std::size_t taken = std::min(most, ids.size());
    const auto place = [](std::uint64_t id) { return mix(id + 1); };
    std::ranges::partial_sort(ids, ids.begin() + static_cast<std::ptrdiff_t>(taken), {}, place);
    ids.resize(taken);
    return ids;
}

/// Cells of the run (a variant at a point each), by turns from each variant, its points in an order that is drawn from a hash.
std::vector<std::uint64_t> cells_by_turns(const Run& run) {
    const std::uint64_t points = run.trials.points;
    std::vector<std::uint64_t> cells(points * run.trials.variants), order(points);
    for (std::uint64_t point = 0; point < points; ++point) order[point] = point;
    std::ranges::sort(order, {}, [](std::uint64_t point) { return mix(point + 1); });
    for (std::uint64_t i = 0; i < cells.size(); ++i) {
        const std::uint64_t variant = i % run.trials.variants, turn = i / run.trials.variants;
        cells[i] = variant * points + order[(turn + variant) % points];
    }
    return cells;
}

} // namespace

std::vector<std::uint64_t> spot_checks(const Run& run, std::uint64_t size, const Wanted& eligible) {
    const auto cells = cells_by_turns(run);
    const auto wanted = static_cast<std::size_t>(std::min(size, run.size()));
    std::vector<std::uint64_t> chosen;
    if (wanted == 0) return chosen;
    std::vector<std::vector<std::uint64_t>> drawn;
    for (std::size_t i = 0; i < cells.size() && drawn.size() < wanted; ++i) {
        auto of_cell = drawn_of_cell(run, cells[i], cells.size(), wanted, eligible);
        if (!of_cell.empty()) drawn.push_back(std::move(of_cell)); // neither a shard nor what is eligible need have trials of each
    }
    for (std::size_t turn = 0; chosen.size() < wanted && turn < wanted; ++turn)
        for (const auto& cell : drawn)
            if (turn < cell.size() && chosen.size() < wanted) chosen.push_back(cell[turn]);
    std::ranges::sort(chosen);
    return chosen;
}

} // namespace sim
