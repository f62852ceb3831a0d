// Trials that were finished together as bytes, and read back.
#include "ensemble/chunk.hpp"

#include "ensemble/checksum.hpp"
#include "ensemble/packing.hpp"
#include "sim/quantity.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace sim {
namespace {

constexpr std::uint32_t most_trials = 256;
constexpr std::size_t most_bytes = std::size_t{256} << 10U; // of a chunk's values: whoever wants one trial reads as much
/// Of a block's values: whoever wants one column reads as much. Of many trials few columns fit into memory at once, so that each block is
/// read again and again; of few trials, small blocks would leave the disk's pages half empty.
constexpr std::size_t bytes_of_block(std::size_t trials) { return std::size_t{trials < 32 ? 32U : 8U} << 10U; }

std::uint64_t sum_of(std::initializer_list<std::uint64_t> words) {
    std::uint64_t sum = 0;
    for (const std::uint64_t word : words) sum = mix((sum ^ word) + 1);
    return sum;
}

/// Of all but the values: who it is, how it ended, and how many values there are.
std::uint64_t sum_of_head(const Chunk& chunk, const HeadRecord& head, std::string_view tail) {
    const std::uint64_t sum =
        sum_of({static_cast<std::uint64_t>(chunk.slot), head.point, head.replicate, static_cast<std::uint64_t>(head.status), head.events,
                head.fingerprint, head.values_fingerprint, head.inputs, chunk.size});
    return quick_sum(tail, sum);
}

template <class T> std::string_view bytes_of(const std::vector<T>& list) {
    return {reinterpret_cast<const char*>(list.data()), list.size() * sizeof(T)}; // NOLINT: any object may be looked at as bytes
}

} // namespace

std::int64_t Chunk::sum() const {
    return static_cast<std::int64_t>(sum_of({static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(slot), trials, width, size}));
}

std::int64_t sum_of_block(std::int64_t key, std::string_view bytes) {
    return static_cast<std::int64_t>(quick_sum(bytes, static_cast<std::uint64_t>(key)));
}

// ---- heads ----------------------------------------------------------------------------------------------------------

std::optional<Heads> Heads::in(std::string_view bytes, std::uint32_t trials) {
    const std::size_t size = trials * sizeof(HeadRecord);
    if (bytes.size() < size) return std::nullopt;
    Heads heads;
    heads.records_.resize(trials);
    if (trials > 0) std::memcpy(heads.records_.data(), bytes.data(), size);
    heads.tails_ = bytes.substr(size);
    std::uint64_t end = 0;
    for (const HeadRecord& head : heads.records_) heads.ends_.push_back(end += head.inputs * sizeof(double) + head.reason);
    return heads;
}

/// What of it is there.
std::string_view Heads::tail(std::size_t place) const {
    const HeadRecord& head = records_[place];
    const std::uint64_t size = head.inputs * sizeof(double) + head.reason, begin = ends_[place] - size;
    return begin > tails_.size() ? std::string_view{} : std::string_view(tails_).substr(begin, size);
}

bool Heads::is_whole(const Chunk& chunk, std::size_t place) const {
    const HeadRecord& head = records_[place];
    const std::string_view behind = tail(place);
    if (head.status != HeadRecord::Status::ok && head.status != HeadRecord::Status::failed) return false;
    return behind.size() == head.inputs * sizeof(double) + head.reason && sum_of_head(chunk, head, behind) == head.sum;
}

Outcome Heads::head(std::size_t place) const {
    const HeadRecord& record = records_[place];
    const std::string_view behind = tail(place);
    Outcome head;
    head.status = record.status == HeadRecord::Status::ok ? Outcome::Status::ok : Outcome::Status::failed;
    head.events = record.events;
    head.fingerprint = record.fingerprint;
    head.values_fingerprint = record.values_fingerprint;
    head.inputs.resize(record.inputs);
    if (record.inputs > 0) std::memcpy(head.inputs.data(), behind.data(), record.inputs * sizeof(double));
    head.reason = behind.substr(record.inputs * sizeof(double));
    return head;
}

bool Heads::is_forgotten(const Chunk& chunk, std::size_t place) const {
    const HeadRecord& head = records_[place];
    return head.status == HeadRecord::Status::forgotten && head.sum == sum_of_head(chunk, head, {});
}

void Heads::forget(const Chunk& chunk, std::size_t place) {
    HeadRecord& head = records_[place];
    head.status = HeadRecord::Status::forgotten;
    head.sum = sum_of_head(chunk, head, {}); // what stands behind may be damaged, too
}

std::string Heads::bytes() const { return std::string(bytes_of(records_)) + tails_; }

// ---- one that grows -------------------------------------------------------------------------------------------------

void GrowingChunk::add(const Key& key, const Outcome& outcome) {
    assert(key.slot == chunk_.slot && outcome.values.size() == chunk_.size && !is_full());
    HeadRecord head;
    head.events = outcome.events;
    head.fingerprint = outcome.fingerprint;
    head.values_fingerprint = outcome.values_fingerprint;
    head.point = key.point;
    head.replicate = key.replicate;
    head.inputs = static_cast<std::uint32_t>(outcome.inputs.size());
    head.reason = static_cast<std::uint32_t>(outcome.reason.size());
    head.status = outcome.status == Outcome::Status::ok ? HeadRecord::Status::ok : HeadRecord::Status::failed;
    const std::string tail = std::string(bytes_of(outcome.inputs)) + outcome.reason;
    head.sum = sum_of_head(chunk_, head, tail);
    records_.push_back(head);
    tails_ += tail;
    values_.insert(values_.end(), outcome.values.begin(), outcome.values.end());
}

bool GrowingChunk::is_full() const { return records_.size() >= most_trials || values_.size() * sizeof(double) >= most_bytes; }

Chunk GrowingChunk::chunk() const {
    Chunk chunk = chunk_;
    chunk.trials = static_cast<std::uint32_t>(records_.size());
    const std::size_t fitting = bytes_of_block(records_.size()) / (sizeof(double) * std::max<std::size_t>(1, records_.size()));
    chunk.width = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(fitting, 1, std::max<std::uint64_t>(1, chunk.size)));
    return chunk;
}

std::string GrowingChunk::heads() const { return std::string(bytes_of(records_)) + tails_; }

std::string GrowingChunk::block(std::uint64_t number) const {
    const Chunk all = chunk();
    const std::size_t columns = all.columns(number), first = number * all.width;
    std::vector<double> transposed;
    transposed.reserve(columns * all.trials);
    for (std::size_t column = first; column < first + columns; ++column)
        for (std::size_t trial = 0; trial < all.trials; ++trial) transposed.push_back(values_[trial * all.size + column]);
    return pack(transposed);
}

} // namespace sim
