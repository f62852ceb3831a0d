// Two ways to keep pending events in order: a ladder of lazy buckets, and the plain priority queue that it is checked against.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

namespace sim {

/// An event as one integer, so that its order costs one comparison: from the top 56 bits of ticks since the start, 8 of order,
/// 32 of who, and 32 zeros, which the ladder needs for its links.
__extension__ typedef unsigned __int128 EventKey;
inline constexpr unsigned tick_at = 72, order_at = 64, who_at = 32; // the lowest bit of each
inline constexpr unsigned tick_bits = 128 - tick_at;

/// A time on the agenda's own clock: whole ticks since its start.
using Tick = std::uint64_t;

[[nodiscard]] constexpr EventKey event_key(Tick tick, std::uint8_t order, std::uint32_t who) {
    return EventKey{tick} << tick_at | EventKey{order} << order_at | EventKey{who} << who_at;
}
[[nodiscard]] constexpr Tick tick_of(EventKey key) { return static_cast<Tick>(key >> tick_at); }
[[nodiscard]] constexpr std::uint8_t order_of(EventKey key) { return static_cast<std::uint8_t>(key >> order_at); }
[[nodiscard]] constexpr std::uint32_t who_of(EventKey key) { return static_cast<std::uint32_t>(key >> who_at); }

/// A priority queue for a clock that only goes forward: no key goes in whose tick is before that of the key last taken out.
///
/// A ladder queue (Tang, Goh and Thng 2005) on the bits of the key. The first rung of buckets spans the whole horizon. Keys hang in
/// their bucket unsorted; when its turn comes, a short bucket is sorted into `near_`, and a crowded one is spread over a finer rung
/// of its own: an instant by order, an order by who. So whatever the law of the times, a key moves a few times and meets few others.
/// Keys that come in below the end of the near bucket are inserted, or where they would have to pass many, go into a heap: no
/// burst costs more than O(log n) a key.
class Ladder {
public:
    /// Empties the queue for ticks 0 to `last`. `expected`, the keys pending at once, is a hint for the width of the first rung: it
    /// matters to the speed from some 10^5 keys.
    void reset(Tick last, std::size_t expected);

    /// REQUIRES: tick_of(key) is at most the `last` of reset, and not before that of the key last popped.
    void push(EventKey key) {
        if (key <= edge_) return insert(key);
        Rung& rung = rungs_[rung_of_[bit_width(key ^ edge_)]];
        ++rung.held;
        hang(rung, key, free_node());
    }

    /// Takes out the least key. REQUIRES: there is one.
    EventKey pop() {
        if (near_.empty() && crowd_.empty()) advance();
        if (!crowd_.empty() && (near_.empty() || crowd_.front() < near_.back())) return pop_crowd();
        const EventKey first = near_.back();
        near_.pop_back();
        return first;
    }

    /// A key that is soon to be popped, the n-th from now where nothing comes between; 0 where it is not known yet. For prefetching.
    [[nodiscard]] EventKey soon(std::size_t n) const {
        const EventKey near = n < near_.size() ? near_[near_.size() - 1 - n] : 0;
        return n < crowd_.size() && (near == 0 || crowd_[n] < near) ? crowd_[n] : near;
    }

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::size_t crowded = 24; // keys that are cheaper to sort by insertion than to spread
    static constexpr unsigned widest = 11;     // bits: a finer rung has at most 2,048 buckets
    static constexpr unsigned step = 8;        // bits: on the way down to where the keys of a bucket part
    static constexpr unsigned lowest = who_at; // bits: below are the links
    static constexpr unsigned word = 64;       // bits: of `occupied_`

    /// A bucket: the head of a list of nodes.
    struct Bucket {
        std::uint32_t first = none;
        std::uint32_t held = 0;
    };
    /// 2^n buckets that share a range of keys equally: the whole horizon, or one crowded bucket of the rung before.
    struct Rung {
        std::uint32_t base = 0; // where its buckets begin: a multiple of `word`
        std::uint32_t mask = 0; // how many they are, less one
        unsigned shift = 0;     // a bucket is 2^shift keys wide
        std::uint32_t held = 0; // keys in all its buckets
        std::size_t first = 0;  // in `occupied_`: every word of the rung before this one is zero
    };
    // Of the 96 bits of a key the first rung takes at least 8, each other at least 3, but for the last: at most 31 rungs.
    using Rungs = std::array<Rung, 31>;

    static unsigned bit_width(EventKey key) {
        const auto high = static_cast<std::uint64_t>(key >> 64U), low = static_cast<std::uint64_t>(key);
        return static_cast<unsigned>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(low));
    }
    void insert(EventKey key) {
        const std::size_t n = near_.size();
        if (n > crowded && near_[n - crowded] < key) return push_crowd(key);
        near_.push_back(key);
        sink(n, key);
    }
    /// Puts the key into its place among the first `n` of `near_`, which are sorted; overwrites the one behind them.
    void sink(std::size_t n, EventKey key) {
        EventKey* const keys = near_.data();
        for (; n > 0 && keys[n - 1] < key; --n) keys[n] = keys[n - 1];
        keys[n] = key;
    }
    std::uint32_t free_node() {
        const std::uint32_t node = free_;
        if (node != none) {
            free_ = next(node);
            return node;
        }
        assert(nodes_.size() < none);
        nodes_.emplace_back();
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    void hang(const Rung& rung, EventKey key, std::uint32_t node) {
        const std::size_t place = rung.base + (static_cast<std::uint32_t>(key >> rung.shift) & rung.mask);
        Bucket& bucket = buckets_[place];
        nodes_[node] = key | bucket.first;
        bucket.first = node;
        ++bucket.held;
        occupied_[place / word] |= std::uint64_t{1} << place % word;
    }
    [[nodiscard]] std::uint32_t next(std::uint32_t node) const { return static_cast<std::uint32_t>(nodes_[node]); }
    [[nodiscard]] EventKey key(std::uint32_t node) const { return nodes_[node] >> lowest << lowest; }

    void advance();
    Bucket take_first(Rung& rung);
    void load(Bucket bucket);
    void descend(Bucket bucket);
    void open_rung(unsigned bits);
    void spread(Bucket bucket);
    void push_crowd(EventKey key);
    EventKey pop_crowd();

    EventKey edge_ = 0;           // keys up to here go into near_ or crowd_, later ones into a bucket
    std::vector<EventKey> near_;  // sorted, soonest at the back
    std::vector<EventKey> crowd_; // a heap, soonest at the front
    Rungs rungs_{};               // from the coarsest to the finest
    std::size_t finest_ = 0;
    std::array<std::uint8_t, 129> rung_of_{}; // by how many low bits of a key hold all that differs from edge_
    std::vector<Bucket> buckets_;
    std::vector<std::uint64_t> occupied_; // a bit for each bucket
    std::vector<EventKey> nodes_;         // a key, with the next node of its bucket in its lowest bits
    std::uint32_t free_ = none;           // unused nodes, linked likewise
};

/// The same by the standard library's heap, for checking: slower, and plain to see that it is right.
class PlainQueue {
public:
    void reset(Tick, std::size_t) { keys_ = {}; }
    void push(EventKey key) { keys_.push(key); }
    [[nodiscard]] static EventKey soon(std::size_t) { return 0; }
    EventKey pop() {
        const EventKey first = keys_.top();
        keys_.pop();
        return first;
    }

private:
    std::priority_queue<EventKey, std::vector<EventKey>, std::greater<>> keys_;
};

} // namespace sim
