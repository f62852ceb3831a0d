// Rows of two tables: of each chunk what it is and its heads, and its blocks.
#include "ensemble/chunk_table.hpp"

#include "ensemble/checksum.hpp"
#include "ensemble/packing.hpp"
#include "sim/quantity.hpp"
#include "sim/store.hpp"

#include <algorithm>
#include <optional>

namespace sim {
namespace {

constexpr std::size_t memory_for_heads = std::size_t{2} << 20U, memory_for_blocks = std::size_t{8} << 20U; // bytes

constexpr int bits_of_block = 20;
/// Blocks of a chunk lie behind each other, and behind those of the chunks before.
std::int64_t key_of_block(std::int64_t chunk, std::uint64_t block) { return chunk << bits_of_block | static_cast<std::int64_t>(block); }
std::uint64_t key_in_memory(std::uint32_t index, std::uint64_t block) { return std::uint64_t{index} << bits_of_block | block; }

constexpr auto columns_of_chunk = "SELECT number, slot, trials, size, width, sum, heads FROM chunk ORDER BY number";
constexpr std::uint64_t most_values = std::uint64_t{1} << 32U; // of a trial, believed

/// What the row says; nothing where it is not what was written.
std::optional<Chunk> chunk_in(const Statement& row) {
    const auto trials = row.integer(2), size = row.integer(3), width = row.integer(4);
    Chunk chunk{row.integer(0), row.integer(1), static_cast<std::uint32_t>(trials), static_cast<std::uint32_t>(width),
                static_cast<std::uint64_t>(size)};
    const bool possible = trials == chunk.trials && width == chunk.width && width > 0 && chunk.size < most_values;
    return possible && chunk.sum() == row.integer(5) ? std::optional(chunk) : std::nullopt;
}

/// True where it went well and its head is whole.
bool is_usable(const Chunk& chunk, const Heads& heads, std::size_t place) {
    return heads.records()[place].status == HeadRecord::Status::ok && heads.is_whole(chunk, place);
}

} // namespace

ChunkTable::ChunkTable(const std::filesystem::path& file, sqlite3* handle)
    : file_(file), handle_(handle), add_chunk_(file, handle, "INSERT INTO chunk VALUES(?, ?, ?, ?, ?, ?, ?)"),
      add_block_(file, handle, "INSERT OR REPLACE INTO block VALUES(?, ?, ?)"),
      find_heads_(file, handle, "SELECT heads FROM chunk WHERE number=?"),
      find_block_(file, handle, "SELECT bytes, sum FROM block WHERE key=?"), recent_heads_(memory_for_heads),
      recent_blocks_(memory_for_blocks) {}

void ChunkTable::load(const std::function<void(std::uint32_t, const Heads&)>& tell) {
    chunks_.clear();
    lost_.clear();
    recent_heads_.clear();
    recent_blocks_.clear();
    Statement all(file_, handle_, columns_of_chunk);
    while (all.step()) {
        const auto chunk = chunk_in(all);
        const auto heads = chunk ? Heads::in(all.bytes(6), chunk->trials) : std::nullopt;
        if (!heads) {
            lost_.push_back(all.integer(0));
            continue;
        }
        chunks_.push_back(*chunk);
        tell(size() - 1, *heads);
    }
}

std::uint32_t ChunkTable::announce(std::int64_t slot, std::uint64_t size) {
    std::int64_t last = chunks_.empty() ? 0 : chunks_.back().number;
    for (const std::int64_t number : lost_) last = std::max(last, number);
    chunks_.push_back({last + 1, slot, 0, 1, size});
    return this->size() - 1;
}

void ChunkTable::write(std::uint32_t index, const GrowingChunk& grown) {
    const Chunk chunk = grown.chunk();
    const std::string heads = grown.heads();
    add_chunk_.bind(chunk.number)
        .bind(chunk.slot)
        .bind(std::int64_t{chunk.trials})
        .bind(static_cast<std::int64_t>(chunk.size))
        .bind(std::int64_t{chunk.width})
        .bind(chunk.sum())
        .bind_blob(heads)
        .run();
    for (std::uint64_t number = 0; number < chunk.blocks(); ++number) {
        const std::int64_t key = key_of_block(chunk.number, number);
        const std::string bytes = grown.block(number);
        add_block_.bind(key).bind(sum_of_block(key, bytes)).bind_blob(bytes).run();
    }
    chunks_[index] = chunk;
}

const Heads& ChunkTable::heads(std::uint32_t index) {
    if (const Heads* const known = recent_heads_.find(index)) return *known;
    const Use use(find_heads_);
    const bool found = find_heads_.bind(chunks_[index].number).step();
    auto heads = found ? Heads::in(find_heads_.bytes(0), chunks_[index].trials) : std::nullopt;
    if (!heads) throw DamagedStore(file_, "some trials are not where they were; --retry-failed plays them again, --fresh plays all");
    const std::size_t bytes = find_heads_.bytes(0).size();
    return recent_heads_.keep(index, std::move(*heads), bytes);
}

const std::vector<double>* ChunkTable::block(std::uint32_t index, std::uint64_t number) {
    if (const auto* const known = recent_blocks_.find(key_in_memory(index, number))) return known;
    const Chunk& chunk = chunks_[index];
    const std::int64_t key = key_of_block(chunk.number, number);
    const Use use(find_block_);
    if (!find_block_.bind(key).step() || sum_of_block(key, find_block_.bytes(0)) != find_block_.integer(1)) return nullptr;
    auto values = unpack(find_block_.bytes(0), chunk.columns(number) * chunk.trials);
    if (!values) return nullptr;
    const std::size_t bytes = values->size() * sizeof(double);
    return &recent_blocks_.keep(key_in_memory(index, number), std::move(*values), bytes);
}

std::uint64_t ChunkTable::digest() {
    std::uint64_t sum = lost_.size();
    const auto add = [&sum](std::int64_t word) { sum = mix((sum ^ static_cast<std::uint64_t>(word)) + 1); };
    Statement chunks(file_, handle_, "SELECT sum, heads FROM chunk ORDER BY number");
    while (chunks.step()) {
        add(chunks.integer(0));
        sum = quick_sum(chunks.bytes(1), sum);
    }
    Statement blocks(file_, handle_, "SELECT key, sum FROM block ORDER BY key");
    while (blocks.step()) {
        add(blocks.integer(0));
        add(blocks.integer(1));
    }
    return sum;
}

bool ChunkTable::is_whole(std::uint32_t index) {
    const Chunk& chunk = chunks_[index];
    const Heads& all = heads(index);
    for (std::size_t place = 0; place < chunk.trials; ++place)
        if (!all.is_forgotten(chunk, place) && !all.is_whole(chunk, place)) return false;
    return has_whole_blocks(chunk);
}

// ---- what cannot be used --------------------------------------------------------------------------------------------

bool ChunkTable::has_whole_blocks(const Chunk& chunk) {
    for (std::uint64_t number = 0; number < chunk.blocks(); ++number) {
        const std::int64_t key = key_of_block(chunk.number, number);
        const Use use(find_block_);
        if (!find_block_.bind(key).step() || sum_of_block(key, find_block_.bytes(0)) != find_block_.integer(1)) return false;
    }
    return true;
}

void ChunkTable::forget(std::int64_t number) {
    Statement(file_, handle_, "DELETE FROM chunk WHERE number=?").bind(number).run();
    Statement(file_, handle_, "DELETE FROM block WHERE key BETWEEN ? AND ?")
        .bind(key_of_block(number, 0))
        .bind(key_of_block(number + 1, 0) - 1)
        .run();
}

void ChunkTable::forget_unusable() {
    for (const std::int64_t number : lost_) forget(number);
    Statement change(file_, handle_, "UPDATE chunk SET heads=? WHERE number=?");
    for (const Chunk& chunk : chunks_) {
        Heads left = heads(static_cast<std::uint32_t>(&chunk - chunks_.data()));
        const bool blocks = has_whole_blocks(chunk);
        std::size_t kept = 0, forgotten = 0;
        for (std::size_t place = 0; place < chunk.trials; ++place) {
            if (left.is_forgotten(chunk, place)) continue;
            const bool keep = blocks && is_usable(chunk, left, place);
            ++(keep ? kept : forgotten);
            if (!keep) left.forget(chunk, place);
        }
        if (kept == 0)
            forget(chunk.number);
        else if (forgotten > 0)
            change.bind_blob(left.bytes()).bind(chunk.number).run();
    }
}

} // namespace sim
