// What was read last, kept up to so many bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <utility>

namespace sim {

template <class Value> class Recent {
public:
    explicit Recent(std::size_t bytes) : most_(bytes) {}
    /// Nothing where it is not kept; what is found counts as read last.
    [[nodiscard]] const Value* find(std::uint64_t key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        items_.splice(items_.begin(), items_, found->second);
        return &found->second->value;
    }
    /// It stays until enough others were kept. REQUIRES: !find(key).
    const Value& keep(std::uint64_t key, Value value, std::size_t bytes) {
        items_.push_front({key, bytes + sizeof(Item), std::move(value)});
        places_[key] = items_.begin();
        bytes_ += items_.front().bytes;
        while (bytes_ > most_ && items_.size() > 1) {
            bytes_ -= items_.back().bytes;
            places_.erase(items_.back().key);
            items_.pop_back();
        }
        return items_.front().value;
    }
    void clear() {
        items_.clear();
        places_.clear();
        bytes_ = 0;
    }

private:
    struct Item {
        std::uint64_t key;
        std::size_t bytes;
        Value value;
    };
    std::list<Item> items_; // the one that was read last first
    std::unordered_map<std::uint64_t, typename std::list<Item>::iterator> places_;
    std::size_t most_, bytes_ = 0;
};

} // namespace sim
