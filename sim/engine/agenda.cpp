// The half of the ladder that works once a bucket, not once an event.
#include "engine/agenda.hpp"

#include <utility>

namespace sim {

void Ladder::reset(Tick last, std::size_t expected) {
    assert(last >> tick_bits == 0);
    constexpr std::size_t keys_a_bucket = 32, narrowest = 256, widest_first = 65536;
    const std::size_t width = std::bit_ceil(std::clamp(expected / keys_a_bucket, narrowest, widest_first));
    const unsigned bits = static_cast<unsigned>(std::bit_width(width - 1));
    edge_ = 0;
    near_.clear();
    crowd_.clear();
    rungs_[0] = {.mask = static_cast<std::uint32_t>(width - 1), .shift = std::max(bit_width(event_key(last, 0, 0)), tick_at + bits) - bits};
    finest_ = 0;
    rung_of_ = {};
    buckets_.assign(width, {});
    occupied_.assign(width / word, 0);
    nodes_.clear();
    free_ = none;
}

/// Makes the earliest bucket with keys the near one, over as many finer rungs as it takes. REQUIRES: there is one.
void Ladder::advance() {
    for (;;) {
        while (finest_ > 0 && rungs_[finest_].held == 0) --finest_;
        const Bucket bucket = take_first(rungs_[finest_]);
        if (bucket.held > crowded) descend(bucket);
        const unsigned shift = rungs_[finest_].shift;
        if (bucket.held <= crowded || shift == lowest) {
            edge_ = nodes_[bucket.first] | ((EventKey{1} << shift) - 1);
            return load(bucket);
        }
        spread(bucket);
    }
}

/// Unhooks the earliest bucket with keys. REQUIRES: rung.held > 0.
Ladder::Bucket Ladder::take_first(Rung& rung) {
    while (occupied_[rung.first] == 0) ++rung.first;
    std::uint64_t& bits = occupied_[rung.first];
    const Bucket bucket = std::exchange(buckets_[rung.first * word + static_cast<std::size_t>(std::countr_zero(bits))], {});
    bits &= bits - 1;
    rung.held -= bucket.held;
    return bucket;
}

/// Sorts the bucket into `near_`. It holds few keys, or else equal ones, which are no work.
void Ladder::load(Bucket bucket) {
    near_.resize(bucket.held);
    std::uint32_t node = bucket.first, last = node;
    for (std::size_t n = 0; n < bucket.held; ++n, node = next(last = node)) sink(n, key(node));
    nodes_[last] = free_;
    free_ = bucket.first;
}

/// Opens finer rungs under the bucket just taken for as long as all its keys would hang in one bucket of them.
void Ladder::descend(Bucket bucket) {
    const EventKey first = key(bucket.first);
    const unsigned shift = rungs_[finest_].shift, enough = std::max(shift, lowest + step) - step;
    EventKey apart = 0;
    for (std::uint32_t node = next(bucket.first); node != none && apart >> enough == 0; node = next(node)) apart |= first ^ key(node);
    const unsigned bits = std::max(bit_width(apart), lowest);
    while (bits + step <= rungs_[finest_].shift) open_rung(step);
}

/// Divides the bucket just taken from the finest rung into 2^bits of a rung of its own, still empty.
void Ladder::open_rung(unsigned bits) {
    const Rung& coarse = rungs_[finest_];
    const std::uint32_t base = coarse.base + std::max(coarse.mask + 1, word);
    assert(finest_ + 1 < rungs_.size());
    if (const std::size_t end = base + std::max(1U << bits, word); buckets_.size() < end) {
        buckets_.resize(end);
        occupied_.resize(end / word);
    }
    std::fill_n(rung_of_.begin(), coarse.shift + 1, static_cast<std::uint8_t>(finest_ + 1));
    rungs_[++finest_] = {.base = base, .mask = (1U << bits) - 1, .shift = coarse.shift - bits, .held = 0, .first = base / word};
}

/// Hangs the keys of the bucket just taken on a finer rung, some 4 to 8 to a bucket if they are even.
void Ladder::spread(Bucket bucket) {
    const unsigned bits = std::clamp(static_cast<unsigned>(std::bit_width(bucket.held)) - 3, 3U, widest);
    open_rung(std::min(bits, rungs_[finest_].shift - lowest));
    Rung& fine = rungs_[finest_];
    fine.held = bucket.held;
    for (std::uint32_t node = bucket.first; node != none;) {
        const std::uint32_t after = next(node);
        hang(fine, key(node), node);
        node = after;
    }
}

void Ladder::push_crowd(EventKey key) {
    crowd_.push_back(key);
    std::push_heap(crowd_.begin(), crowd_.end(), std::greater<>{});
}

EventKey Ladder::pop_crowd() {
    std::pop_heap(crowd_.begin(), crowd_.end(), std::greater<>{});
    const EventKey first = crowd_.back();
    crowd_.pop_back();
    return first;
}

} // namespace sim
