// Trials that were finished together, as they lie on the disk: their heads in one piece, their values column by column in blocks.
#pragma once

#include "sim/trial.hpp"

#include <algorithm>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

/// What a trial is known by in the store.
struct Key {
    std::int64_t slot = 0; ///< of its variant
    std::uint32_t point = 0, replicate = 0;
};

/// What trials of one chunk have in common.
struct Chunk {
    std::int64_t number = 0; ///< ascending as they were written
    std::int64_t slot = 0;   ///< of the variant
    std::uint32_t trials = 0;
    std::uint32_t width = 1; ///< columns of a block
    std::uint64_t size = 0;  ///< values of each trial

    [[nodiscard]] std::uint64_t blocks() const { return (size + width - 1) / width; }
    /// How many columns the block has.
    [[nodiscard]] std::size_t columns(std::uint64_t block) const { return std::min<std::uint64_t>(width, size - block * width); }
    [[nodiscard]] std::int64_t sum() const;
};

/// A trial's head at its place, of fixed size: a bit that is not what it was harms one trial.
struct HeadRecord {
    enum class Status : std::uint32_t { ok, failed, forgotten };
    std::uint64_t events = 0, fingerprint = 0, values_fingerprint = 0;
    std::uint64_t sum = 0; ///< of all of it, and of what the chunk says
    std::uint32_t point = 0, replicate = 0;
    std::uint32_t inputs = 0; ///< drawn values, which stand behind the records
    std::uint32_t reason = 0; ///< bytes, behind its drawn values
    Status status = Status::ok;
    std::uint32_t unused = 0;
};

/// The heads of a chunk's trials, read from its bytes.
class Heads {
public:
    /// Nothing where there are fewer bytes than the trials' records take.
    [[nodiscard]] static std::optional<Heads> in(std::string_view bytes, std::uint32_t trials);
    [[nodiscard]] const std::vector<HeadRecord>& records() const { return records_; }
    /// Whether the head is what was written, of a trial that was not forgotten.
    [[nodiscard]] bool is_whole(const Chunk& chunk, std::size_t place) const;
    /// REQUIRES: is_whole.
    [[nodiscard]] Outcome head(std::size_t place) const;
    [[nodiscard]] bool is_forgotten(const Chunk& chunk, std::size_t place) const;
    void forget(const Chunk& chunk, std::size_t place);
    [[nodiscard]] std::string bytes() const;

private:
    [[nodiscard]] std::string_view tail(std::size_t place) const;
    std::vector<HeadRecord> records_;
    std::vector<std::uint64_t> ends_; // of their tails
    std::string tails_;
};

/// A chunk that trials are still added to.
class GrowingChunk {
public:
    explicit GrowingChunk(const Chunk& chunk) : chunk_(chunk) {}
    /// REQUIRES: of its slot and with as many values as its trials have; !is_full().
    void add(const Key& key, const Outcome& outcome);
    [[nodiscard]] bool is_full() const;
    /// What is known of it now, with blocks as wide as suits it.
    [[nodiscard]] Chunk chunk() const;
    [[nodiscard]] std::string heads() const;
    /// The columns of a block of `chunk()`, one after the other, packed.
    [[nodiscard]] std::string block(std::uint64_t number) const;

private:
    Chunk chunk_;
    std::vector<HeadRecord> records_;
    std::string tails_;
    std::vector<double> values_; // trial by trial
};

/// Of a block, at its place.
[[nodiscard]] std::int64_t sum_of_block(std::int64_t key, std::string_view bytes);

} // namespace sim
