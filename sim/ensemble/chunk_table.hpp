// Chunks of trials as rows of a database: written once, behind each other, and read back piece by piece.
#pragma once

#include "ensemble/chunk.hpp"
#include "ensemble/recent.hpp"
#include "ensemble/sqlite.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace sim {

class ChunkTable {
public:
    /// Of a database that has the tables. REQUIRES: both outlive it.
    ChunkTable(const std::filesystem::path& file, sqlite3* handle);

    /// Reads which chunks there are; tells each with its heads.
    void load(const std::function<void(std::uint32_t index, const Heads& heads)>& tell);
    /// How many chunks there are of which nothing can be read, not even which trials they held.
    [[nodiscard]] std::size_t lost() const { return lost_.size(); }
    [[nodiscard]] const Chunk& operator[](std::uint32_t index) const { return chunks_[index]; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(chunks_.size()); }

    /// A place for a chunk that is written later.
    std::uint32_t announce(std::int64_t slot, std::uint64_t size);
    [[nodiscard]] bool is_written(std::uint32_t index) const { return chunks_[index].trials > 0; }
    void write(std::uint32_t index, const GrowingChunk& grown);

    /// The heads of a chunk that was written, until others are asked for. Throws DamagedStore where they are gone.
    [[nodiscard]] const Heads& heads(std::uint32_t index);
    /// The columns of a block, one after the other, until others are asked for; nothing where they are not what was written.
    [[nodiscard]] const std::vector<double>* block(std::uint32_t index, std::uint64_t number);

    /// Of all that is kept, by the checksums that are kept.
    [[nodiscard]] std::uint64_t digest();
    /// Whether all values and all heads of a chunk are what was written.
    [[nodiscard]] bool is_whole(std::uint32_t index);

    /// Forgets the trials that are damaged and those that failed. REQUIRES: load() after it.
    void forget_unusable();

private:
    [[nodiscard]] bool has_whole_blocks(const Chunk& chunk);
    void forget(std::int64_t number);

    const std::filesystem::path& file_;
    sqlite3* handle_;
    Statement add_chunk_, add_block_, find_heads_, find_block_;
    std::vector<Chunk> chunks_;
    std::vector<std::int64_t> lost_; // their numbers
    Recent<Heads> recent_heads_;
    Recent<std::vector<double>> recent_blocks_;
};

} // namespace sim
