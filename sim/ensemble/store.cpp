// Outcomes in chunks in a database.
#include "sim/store.hpp"

#include "ensemble/admission.hpp"
#include "ensemble/chunk_table.hpp"
#include "ensemble/directory.hpp"
#include "ensemble/file.hpp"
#include "ensemble/sqlite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <limits>
#include <map>
#include <utility>

namespace sim {
namespace {

constexpr auto longest_wait_for_commit = std::chrono::milliseconds(900);

std::optional<std::string> note_of(const std::filesystem::path& file, sqlite3* handle, std::string_view name) {
    Statement find(file, handle, "SELECT value FROM meta WHERE name=?");
    if (!find.bind(name).step()) return std::nullopt;
    return std::string(find.bytes(0));
}

constexpr auto way_out = "--retry-failed plays it again, --fresh plays all";
constexpr auto way_out_of_many = "--retry-failed plays them again, --fresh plays all";
constexpr std::uint64_t most_replicates = std::numeric_limits<std::uint32_t>::max();

} // namespace

struct Store::Database {
    Database(std::filesystem::path path, const Provenance& provenance, Access access)
        : file(std::move(path)), writes(access == Access::write), handle(access == Access::read ? look_at(file) : seize(file)),
          slots(admit({file, handle.get(), access}, provenance)), chunks(file, handle.get()) {
        for (const auto& variant : provenance.variants) names.push_back(variant.name);
        load();
    }

    void load() {
        directory = {};
        chunks.load([&](std::uint32_t index, const Heads& heads) {
            const Chunk& chunk = chunks[index];
            for (std::uint32_t place = 0; place < chunk.trials; ++place) {
                const HeadRecord& head = heads.records()[place];
                if (!heads.is_forgotten(chunk, place)) directory.add({chunk.slot, head.point, head.replicate}, {index, place});
            }
        });
    }

    // ---- who is who

    [[nodiscard]] Key key_of(const Trial& trial) const {
        return {slots.at(trial.variant), trial.point, static_cast<std::uint32_t>(trial.replicate)};
    }
    [[nodiscard]] std::string name_of(StoredRow row) {
        const std::int64_t of = chunks[row.chunk].slot;
        const HeadRecord& head = chunks.heads(row.chunk).records()[row.place];
        const auto slot = std::ranges::find(slots, of);
        const std::string variant = slot == slots.end() ? "another variant" : names[static_cast<std::size_t>(slot - slots.begin())];
        return fmt::format("the trial of {}, point {}, replicate {}", variant, head.point, head.replicate);
    }
    [[noreturn]] void fail(StoredRow row) {
        throw DamagedStore(file, fmt::format("{} is damaged: its checksum is not what it was; {}", name_of(row), way_out));
    }
    void require_none_lost() const {
        if (chunks.lost() > 0)
            throw DamagedStore(file, fmt::format("trials are damaged, and which they were cannot be read; {}", way_out_of_many));
    }
    [[nodiscard]] std::optional<StoredRow> find(const Trial& trial) {
        const auto row = trial.replicate > most_replicates ? std::nullopt : directory.find(key_of(trial));
        if (!row) require_none_lost();
        return row;
    }

    // ---- writing

    void begin() {
        if (!open) execute(file, handle.get(), "BEGIN");
        open = true;
    }
    void add(const Key& key, const Outcome& outcome) {
        if (growing.empty() && !open) first_added = std::chrono::steady_clock::now();
        const std::pair kind(key.slot, std::uint64_t{outcome.values.size()});
        auto found = growing.find(kind);
        if (found == growing.end()) {
            const std::uint32_t index = chunks.announce(kind.first, kind.second);
            found = growing.emplace(kind, std::pair(index, GrowingChunk(chunks[index]))).first;
        }
        auto& [index, chunk] = found->second;
        directory.add(key, {index, chunk.chunk().trials});
        chunk.add(key, outcome);
        if (chunk.is_full()) write(found);
    }
    using Growing = std::map<std::pair<std::int64_t, std::uint64_t>, std::pair<std::uint32_t, GrowingChunk>>; // by slot and values a trial
    void write(Growing::iterator finished) {
        whole = false;
        begin();
        chunks.write(finished->second.first, finished->second.second);
        growing.erase(finished);
        whole = true;
    }
    /// Nothing is kept in memory alone; a commit makes it last.
    void write_all() {
        while (!growing.empty()) write(growing.begin());
    }
    void commit() {
        write_all();
        if (open) change("COMMIT");
        open = false;
    }

    /// What fails half way is undone by whoever opens the store next: until then nobody touches what lies beside it.
    void change(const char* sql) {
        whole = false;
        execute(file, handle.get(), sql);
        whole = true;
    }

    // ---- reading

    /// The columns of a block of the trial's chunk.
    const std::vector<double>& block_of(StoredRow row, std::uint64_t number) {
        const auto* const values = chunks.block(row.chunk, number);
        if (values == nullptr) fail(row);
        return *values;
    }
    std::filesystem::path file;
    bool writes; // or it is only read
    Handle handle;
    std::vector<std::int64_t> slots; // of each variant of the provenance
    std::vector<std::string> names;  // of the same
    ChunkTable chunks;
    Directory directory;
    Growing growing;                                   // chunks that are not written yet
    bool open = false;                                 // a transaction
    bool whole = true;                                 // all that was begun in it is there to its end
    std::chrono::steady_clock::time_point first_added; // since the last commit
};

Store::Store(std::filesystem::path file, const Provenance& provenance, Access access) {
    if (access == Access::write) make_folder(file.parent_path());
    database_ = std::make_unique<Database>(std::move(file), provenance, access);
}

Store::~Store() {
    // Half a chunk may never be kept: without this it is as if none had been added since the last commit.
    if (!database_ || !database_->whole) return;
    try {
        database_->commit();
        if (database_->writes) tidy(database_->handle.get());
    } catch (const IoError&) { // whoever needs to know has asked for a commit before
    }
}

Store::Store(Store&&) noexcept = default;

void Store::require_free(const std::filesystem::path& file) { sim::require_free(file); }

void Store::erase(const std::filesystem::path& file) { erase_database(file); }

bool Store::is_one(const std::filesystem::path& file) { return noted_in(file, "scenario") && noted_in(file, "model version"); }

bool Store::needs_recovery(const std::filesystem::path& file) { return sim::needs_recovery(file); }

std::optional<std::string> Store::noted_in(const std::filesystem::path& file, std::string_view name) {
    try {
        const Glimpse glimpse(file);
        return note_of(glimpse.file(), glimpse.handle(), name);
    } catch (const IoError&) { // then there is nothing to tell
        return std::nullopt;
    }
}

void Store::note(std::string_view name, std::string_view text) {
    Database& d = *database_;
    if (noted(name) == text) return;
    const bool was_whole = std::exchange(d.whole, false);
    Statement(d.file, d.handle.get(), "INSERT OR REPLACE INTO meta VALUES(?, ?)").bind(name).bind(text).run();
    d.whole = was_whole;
}

std::optional<std::string> Store::noted(std::string_view name) { return note_of(database_->file, database_->handle.get(), name); }

void Store::check_pages() {
    Statement check(database_->file, database_->handle.get(), "PRAGMA quick_check(1)");
    if (check.step() && check.bytes(0) != "ok") throw DamagedStore(database_->file, check.bytes(0));
}

std::uint64_t Store::digest() { return database_->chunks.digest(); }

std::uint64_t Store::check_values() {
    Database& d = *database_;
    d.require_none_lost();
    for (std::uint32_t index = 0; index < d.chunks.size(); ++index)
        if (!d.chunks.is_whole(index)) d.fail({index, 0});
    return d.chunks.digest();
}

bool Store::holds(const Trial& trial) { return database_->find(trial).has_value(); }

void Store::add(const Trial& trial, const Outcome& outcome) {
    Database& d = *database_;
    if (trial.replicate > most_replicates) throw IoError(d.file, "has room for 2^32 replicates");
    d.add(d.key_of(trial), outcome);
    if (std::chrono::steady_clock::now() - d.first_added > longest_wait_for_commit) d.commit();
}

void Store::commit() { database_->commit(); }

void Store::forget_unusable() {
    Database& d = *database_;
    d.commit();
    d.change("BEGIN");
    d.whole = false;
    d.chunks.forget_unusable();
    d.change("COMMIT");
    d.load();
}

std::uint64_t Store::count() {
    database_->require_none_lost();
    return database_->directory.size();
}

std::optional<StoredTrial> Store::find(const Trial& trial) {
    Database& d = *database_;
    const auto row = d.find(trial);
    if (!row) return std::nullopt;
    if (!d.chunks.is_written(row->chunk)) d.write_all();
    const Heads& heads = d.chunks.heads(row->chunk);
    if (!heads.is_whole(d.chunks[row->chunk], row->place)) d.fail(*row);
    return StoredTrial{*row, heads.head(row->place)};
}

std::vector<double> Store::values(StoredRow row) {
    Database& d = *database_;
    const Chunk& chunk = d.chunks[row.chunk];
    std::vector<double> values;
    values.reserve(chunk.size);
    for (std::uint64_t number = 0; number < chunk.blocks(); ++number) {
        const std::vector<double>& block = d.block_of(row, number);
        for (std::size_t at = row.place; at < block.size(); at += chunk.trials) values.push_back(block[at]);
    }
    return values;
}

void Store::read(std::span<const StoredRow> rows, std::span<const std::size_t> places, std::span<double> values) {
    assert(values.size() == rows.size() * places.size());
    for (std::size_t first = 0, end = 0; first < rows.size(); first = end) {
        while (end < rows.size() && rows[end].chunk == rows[first].chunk) ++end;
        for (std::size_t v = 0; v < places.size(); ++v) {
            const Chunk& chunk = database_->chunks[rows[first].chunk];
            if (places[v] >= chunk.size) throw DamagedStore(path(), "a trial has fewer values than its scenario measures");
            const std::vector<double>& block = database_->block_of(rows[first], places[v] / chunk.width);
            const double* const column = block.data() + places[v] % chunk.width * chunk.trials;
            for (std::size_t t = first; t < end; ++t) values[v * rows.size() + t] = column[rows[t].place];
        }
    }
}

const std::filesystem::path& Store::path() const { return database_->file; }

} // namespace sim
