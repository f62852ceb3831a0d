// Places of trials, sorted when they are asked for.
#include "ensemble/directory.hpp"

#include <algorithm>

namespace sim {

void Directory::add(const Key& key, StoredRow row) {
    Cell& cell = cells_[{key.slot, key.point}];
    if (!cell.entries.empty() && cell.entries.back().replicate > key.replicate) cell.in_order = false;
    cell.entries.push_back({key.replicate, row});
    ++size_;
}

std::optional<StoredRow> Directory::find(const Key& key) {
    const auto found = cells_.find({key.slot, key.point});
    if (found == cells_.end()) return std::nullopt;
    auto& [entries, in_order] = found->second;
    if (!in_order) std::ranges::stable_sort(entries, {}, &Entry::replicate);
    in_order = true;
    if (key.replicate < entries.size() && entries[key.replicate].replicate == key.replicate) return entries[key.replicate].row; // as a rule
    const auto entry = std::ranges::lower_bound(entries, key.replicate, {}, &Entry::replicate);
    if (entry == entries.end() || entry->replicate != key.replicate) return std::nullopt;
    return entry->row;
}

} // namespace sim
