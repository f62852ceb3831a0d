// Outcomes as rows of a database.
#include "sim/store.hpp"

#include "ensemble/admission.hpp"
#include "ensemble/checksum.hpp"
#include "ensemble/file.hpp"
#include "ensemble/packing.hpp"
#include "ensemble/sqlite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

namespace sim {
namespace {

constexpr auto longest_wait_for_commit = std::chrono::milliseconds(500);

constexpr int bits_of_row = 40;

/// Parts are clustered by their number, then by trial: a block of columns over all trials lies close together.
std::int64_t key_of_part(std::size_t part, StoredRow row) { return static_cast<std::int64_t>(part) << bits_of_row | row.number; }

std::optional<std::string> note_of(const std::filesystem::path& file, sqlite3* handle, std::string_view name) {
    Statement find(file, handle, "SELECT value FROM meta WHERE name=?");
    if (!find.bind(name).step()) return std::nullopt;
    return std::string(find.bytes(0));
}

/// What a trial is known by in the store.
struct Key {
    std::int64_t slot = 0, point = 0, replicate = 0;
};

/// Of all but the values: who it is, how it ended, and how many values there are.
std::int64_t sum_of_head(const Key& key, const Outcome& head, std::string_view inputs, std::uint64_t values) {
    std::uint64_t sum = 0;
    for (const auto word :
         {static_cast<std::uint64_t>(key.slot), static_cast<std::uint64_t>(key.point), static_cast<std::uint64_t>(key.replicate),
          static_cast<std::uint64_t>(head.status), head.events, head.fingerprint, head.values_fingerprint, values})
        sum = mix((sum ^ word) + 1);
    return static_cast<std::int64_t>(quick_sum(inputs, quick_sum(head.reason, sum)));
}
/// Of a part of its values, at its place.
std::int64_t sum_of_part(std::int64_t key, std::string_view bytes) {
    return static_cast<std::int64_t>(quick_sum(bytes, static_cast<std::uint64_t>(key)));
}

constexpr auto head_columns = "row, slot, point, replicate, status, reason, events, fingerprint, values_fingerprint, inputs, size, sum";
constexpr auto way_out = "--retry-failed plays it again, --fresh plays all";

/// A row of `head_columns` as it lies there; nothing where it is not what was written.
std::optional<StoredTrial> head_in(const Statement& row, const Key& key) {
    StoredTrial stored;
    stored.row = {row.integer(0), static_cast<std::uint64_t>(row.integer(10))};
    stored.head.status = row.integer(4) == 0 ? Outcome::Status::ok : Outcome::Status::failed;
    stored.head.reason = row.bytes(5);
    stored.head.events = static_cast<std::uint64_t>(row.integer(6));
    stored.head.fingerprint = static_cast<std::uint64_t>(row.integer(7));
    stored.head.values_fingerprint = static_cast<std::uint64_t>(row.integer(8));
    stored.head.inputs = to_values(row.bytes(9));
    const bool as_written = row.integer(4) == static_cast<std::int64_t>(stored.head.status) &&
                            sum_of_head(key, stored.head, row.bytes(9), stored.row.values) == row.integer(11);
    return as_written ? std::optional(std::move(stored)) : std::nullopt;
}

std::uint64_t parts_of(StoredRow row) { return (row.values + part_size - 1) / part_size; }

} // namespace

struct Store::Database {
    Database(std::filesystem::path path, const Provenance& provenance, Access access)
        : file(std::move(path)), handle(access == Access::read ? look_at(file) : seize(file)),
          slots(admit({file, handle.get(), access}, provenance)) {
        add_trial.emplace(file, handle.get(), "INSERT INTO trial VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        add_part.emplace(file, handle.get(), "INSERT OR REPLACE INTO part VALUES(?, ?, ?)");
        const std::string find = fmt::format("SELECT {} FROM trial WHERE slot=? AND point=? AND replicate=?", head_columns);
        find_trial.emplace(file, handle.get(), find.c_str());
        find_part.emplace(file, handle.get(), "SELECT bytes, sum FROM part WHERE key=?");
        for (const auto& variant : provenance.variants) names.push_back(variant.name);
    }

    [[nodiscard]] Key key_of(const Trial& trial) const {
        return {slots.at(trial.variant), std::int64_t{trial.point}, static_cast<std::int64_t>(trial.replicate)};
    }
    static Statement& bind(Statement& statement, const Key& key) { return statement.bind(key.slot).bind(key.point).bind(key.replicate); }
    [[nodiscard]] std::string name_of(const Key& key) const {
        const auto slot = std::ranges::find(slots, key.slot);
        const std::string variant = slot == slots.end() ? "another variant" : names[static_cast<std::size_t>(slot - slots.begin())];
        return fmt::format("the trial of {}, point {}, replicate {}", variant, key.point, key.replicate);
    }
    [[noreturn]] void fail(const Key& key) const {
        throw DamagedStore(file, fmt::format("{} is damaged: its checksum is not what it was; {}", name_of(key), way_out));
    }
    [[noreturn]] void fail_in(StoredRow row) const {
        Statement find(file, handle.get(), "SELECT slot, point, replicate FROM trial WHERE row=?");
        if (find.bind(row.number).step()) fail({find.integer(0), find.integer(1), find.integer(2)});
        throw DamagedStore(file, fmt::format("a trial is damaged: it is not where it was; {}", way_out));
    }
    /// The part's bytes, for as long as the statement is not used again; nothing where they are not what was written.
    [[nodiscard]] std::optional<std::string_view> look_at_part(StoredRow row, std::size_t part) {
        const std::int64_t key = key_of_part(part, row);
        if (!find_part->bind(key).step()) return std::nullopt;
        const std::string_view bytes = find_part->bytes(0);
        return sum_of_part(key, bytes) == find_part->integer(1) ? std::optional(bytes) : std::nullopt;
    }
    [[nodiscard]] bool is_whole(StoredRow row) {
        for (std::size_t part = 0; part < parts_of(row); ++part) {
            const Use use(*find_part);
            if (!look_at_part(row, part)) return false;
        }
        return true;
    }
    /// The rows of all trials that failed or are damaged.
    [[nodiscard]] std::vector<std::int64_t> unusable() {
        std::vector<std::int64_t> rows;
        Statement all(file, handle.get(), fmt::format("SELECT {} FROM trial", head_columns).c_str());
        while (all.step()) {
            const auto stored = head_in(all, {all.integer(1), all.integer(2), all.integer(3)});
            if (!stored || stored->head.status != Outcome::Status::ok || !is_whole(stored->row)) rows.push_back(all.integer(0));
        }
        return rows;
    }
    void begin() {
        if (open) return;
        execute(file, handle.get(), "BEGIN");
        open = true;
        begun = std::chrono::steady_clock::now();
    }
    void end() {
        execute(file, handle.get(), "COMMIT");
        open = false;
    }

    std::filesystem::path file;
    Handle handle;
    std::vector<std::int64_t> slots; // of each variant of the provenance
    std::vector<std::string> names;  // of the same
    std::optional<Statement> add_trial, add_part, find_trial, find_part;
    bool open = false; // a transaction
    bool whole = true; // all that was begun in it is there to its end
    std::chrono::steady_clock::time_point begun;
};

Store::Store(std::filesystem::path file, const Provenance& provenance, Access access) {
    if (access == Access::write) make_folder(file.parent_path());
    database_ = std::make_unique<Database>(std::move(file), provenance, access);
}

Store::~Store() {
    // Half a trial may never be kept: without this it is as if none had been added since the last commit.
    if (!database_ || !database_->open || !database_->whole) return;
    try {
        database_->end();
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
    Statement(d.file, d.handle.get(), "INSERT OR REPLACE INTO meta VALUES(?, ?)").bind(name).bind(text).run();
}

std::optional<std::string> Store::noted(std::string_view name) { return note_of(database_->file, database_->handle.get(), name); }

void Store::check_pages() {
    Statement check(database_->file, database_->handle.get(), "PRAGMA quick_check(1)");
    if (check.step() && check.bytes(0) != "ok") throw DamagedStore(database_->file, check.bytes(0));
}

bool Store::holds(const Trial& trial) {
    const Use use(*database_->find_trial);
    return Database::bind(*database_->find_trial, database_->key_of(trial)).step();
}

void Store::add(const Trial& trial, const PackedOutcome& outcome) {
    Database& d = *database_;
    d.begin();
    d.whole = false;
    const std::string inputs = to_bytes(outcome.head.inputs);
    const Key key = d.key_of(trial);
    Database::bind(*d.add_trial, key)
        .bind(static_cast<std::int64_t>(outcome.head.status))
        .bind(outcome.head.reason)
        .bind(static_cast<std::int64_t>(outcome.head.events))
        .bind(static_cast<std::int64_t>(outcome.head.fingerprint))
        .bind(static_cast<std::int64_t>(outcome.head.values_fingerprint))
        .bind_blob(inputs)
        .bind(static_cast<std::int64_t>(outcome.count))
        .bind(sum_of_head(key, outcome.head, inputs, outcome.count))
        .run();
    const StoredRow row{last_row(d.handle.get()), outcome.count};
    for (std::size_t part = 0; part < outcome.parts.size(); ++part) {
        const std::int64_t at = key_of_part(part, row);
        d.add_part->bind(at).bind_blob(outcome.parts[part]).bind(sum_of_part(at, outcome.parts[part])).run();
    }
    d.whole = true;
    if (std::chrono::steady_clock::now() - d.begun > longest_wait_for_commit) d.end();
}

void Store::commit() {
    Database& d = *database_;
    if (d.open) d.end();
    // What lies in the log beside it goes into the file itself, here and not in the destructor, which could not tell that the disk is full.
    move_log(d.file, d.handle.get());
}

void Store::forget_unusable() {
    Database& d = *database_;
    execute(d.file, d.handle.get(), "REINDEX"); // what lies in the table counts
    Statement forget(d.file, d.handle.get(), "DELETE FROM trial WHERE row=?");
    Statement forget_parts(d.file, d.handle.get(), fmt::format("DELETE FROM part WHERE key & {} = ?", (1LL << bits_of_row) - 1).c_str());
    for (const std::int64_t row : d.unusable()) {
        forget.bind(row).run();
        forget_parts.bind(row).run();
    }
}

std::uint64_t Store::count() {
    Statement count(database_->file, database_->handle.get(), "SELECT count(*) FROM trial");
    return count.step() ? static_cast<std::uint64_t>(count.integer(0)) : 0;
}

std::optional<StoredTrial> Store::find(const Trial& trial) {
    Statement& find = *database_->find_trial;
    const Use use(find);
    const Key key = database_->key_of(trial);
    if (!Database::bind(find, key).step()) return std::nullopt;
    auto stored = head_in(find, key);
    if (!stored) database_->fail(key);
    return stored;
}

std::size_t Store::read_part(StoredRow row, std::size_t part, std::span<double> values) {
    assert(values.size() >= part_size);
    if (part >= parts_of(row)) return 0;
    const Use use(*database_->find_part);
    const auto bytes = database_->look_at_part(row, part);
    const auto count = bytes ? unpack(*bytes, values) : std::nullopt;
    if (!count || *count != std::min<std::uint64_t>(part_size, row.values - part * part_size)) database_->fail_in(row);
    return *count;
}

PackedOutcome Store::packed(const StoredTrial& trial) {
    PackedOutcome outcome{trial.head, {}, trial.row.values};
    for (std::size_t part = 0; part < parts_of(trial.row); ++part) {
        const Use use(*database_->find_part);
        const auto bytes = database_->look_at_part(trial.row, part);
        if (!bytes) database_->fail_in(trial.row);
        outcome.parts.emplace_back(*bytes);
    }
    return outcome;
}

const std::filesystem::path& Store::path() const { return database_->file; }

} // namespace sim
