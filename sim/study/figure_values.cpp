// Values of trials read back at the places that a figure needs.
#include "study/figure_values.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::size_t trials_at_once = 4096;

}

std::vector<StoredRow> trials_that_went_well(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point) {
    std::vector<StoredRow> found;
    found.reserve(std::min(list.replicates, store.count()));
    for (std::uint64_t replicate = 0; replicate < list.replicates; ++replicate) {
        const auto stored = store.find({0, variant, point, replicate});
        if (stored && stored->head.status == Outcome::Status::ok) found.push_back(stored->row);
    }
    return found;
}

std::uint64_t trials_that_failed(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point) {
    std::uint64_t failed = 0;
    for (std::uint64_t replicate = 0; replicate < list.replicates; ++replicate) {
        const auto stored = store.find({0, variant, point, replicate});
        failed += stored && stored->head.status == Outcome::Status::failed ? 1U : 0U;
    }
    return failed;
}

std::vector<double> figure_in_each(Store& store, std::span<const StoredRow> trials, const Figure& figure) {
    const std::size_t places = figure.places().size();
    std::vector<double> read, at_places(places), values;
    values.reserve(trials.size());
    for (std::size_t first = 0; first < trials.size(); first += trials_at_once) {
        const auto some = trials.subspan(first, std::min(trials_at_once, trials.size() - first));
        read.resize(some.size() * places);
        store.read(some, figure.places(), read);
        for (std::size_t t = 0; t < some.size(); ++t) {
            for (std::size_t p = 0; p < places; ++p) at_places[p] = read[p * some.size() + t];
            values.push_back(figure.value(at_places));
        }
    }
    return values;
}

} // namespace sim
