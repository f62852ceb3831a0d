// Values of trials read back at the places that a figure needs.
#include "study/figure_values.hpp"

namespace sim {
namespace {

/// The values of one trial at some ascending places, each part read once.
void read_places(Store& store, StoredRow row, std::span<const std::size_t> places, std::vector<double>& part, std::span<double> values) {
    std::size_t in_hand = 0;
    std::size_t count = 0;
    for (std::size_t p = 0; p < places.size(); ++p) {
        const std::size_t number = places[p] / part_size;
        if (p == 0 || number != in_hand) count = store.read_part(row, in_hand = number, part);
        if (places[p] % part_size >= count) throw DamagedStore(store.path(), "a trial has fewer values than its scenario measures");
        values[p] = part[places[p] % part_size];
    }
}

} // namespace

std::vector<StoredRow> trials_that_went_well(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point) {
    std::vector<StoredRow> found;
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
    std::vector<double> part(part_size), at_places(figure.places().size()), values;
    values.reserve(trials.size());
    for (const StoredRow row : trials) {
        read_places(store, row, figure.places(), part, at_places);
        values.push_back(figure.value(at_places));
    }
    return values;
}

} // namespace sim
