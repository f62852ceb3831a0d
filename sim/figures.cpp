#include "sim/figures.hpp"

#include "sim/block.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::size_t memory = std::size_t{256} << 20U;

}  // namespace

std::vector<StoredTrial> trials_that_went_well(Store& store, const Design& design, std::uint32_t variant, std::uint32_t point) {
    std::vector<StoredTrial> found;
    for (std::uint64_t replicate = 0; replicate < design.replicates; ++replicate) {
        auto stored = store.find({0, variant, point, replicate});
        if (stored && stored->head.status == Outcome::Status::ok) found.push_back(std::move(*stored));
    }
    return found;
}

std::vector<double> figure_in_each(Store& store, std::span<const StoredTrial> trials, const Figure& figure) {
    if (trials.empty()) return {};
    Block block(trials.size(), memory);
    const std::span<const std::size_t> places = figure.places();
    std::vector<double> at_places(trials.size() * places.size());
    for (std::size_t first = 0; first < places.size(); first += block.width()) {
        const std::size_t count = std::min(block.width(), places.size() - first);
        block.read(store, trials, places.subspan(first, count));
        for (std::size_t p = 0; p < count; ++p) {
            const auto row = block.row(p);
            for (std::size_t t = 0; t < trials.size(); ++t) at_places[t * places.size() + first + p] = row[t];
        }
    }
    std::vector<double> values;
    for (std::size_t t = 0; t < trials.size(); ++t) values.push_back(figure.value(std::span(at_places).subspan(t * places.size(), places.size())));
    return values;
}

}  // namespace sim
