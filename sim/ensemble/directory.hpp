// Where the store has each trial: 12 bytes a trial, cell by cell of variant and point, by replicate.
#pragma once

#include "ensemble/chunk.hpp"
#include "sim/store.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace sim {

class Directory {
public:
    void add(const Key& key, StoredRow row);
    [[nodiscard]] std::optional<StoredRow> find(const Key& key);
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    struct Entry {
        std::uint32_t replicate = 0;
        StoredRow row{};
    };
    struct Cell {
        std::deque<Entry> entries; // which, unlike a vector, takes no more than it holds
        bool in_order = true;
    };
    std::map<std::pair<std::int64_t, std::uint32_t>, Cell> cells_; // by slot and point
    std::uint64_t size_ = 0;
};

} // namespace sim
