// Outcomes as rows of a database.
#include "sim/store.hpp"

#include "base/text.hpp"
#include "ensemble/admission.hpp"
#include "ensemble/file.hpp"
#include "ensemble/packing.hpp"
#include "ensemble/sqlite.hpp"

#include <cassert>
#include <chrono>
#include <utility>

namespace sim {
namespace {

constexpr auto longest_wait_for_commit = std::chrono::milliseconds(500);

constexpr int bits_of_row = 40;

/// Parts are clustered by their number, then by trial: a block of columns over all trials lies close together.
std::int64_t key_of_part(std::size_t part, StoredRow row) {
    return static_cast<std::int64_t>(part) << bits_of_row | static_cast<std::int64_t>(row);
}

std::optional<std::string> note_of(const std::filesystem::path& file, sqlite3* handle, std::string_view name) {
    Statement find(file, handle, "SELECT value FROM meta WHERE name=?");
    if (!find.bind(name).step()) return std::nullopt;
    return std::string(find.bytes(0));
}

} // namespace

struct Store::Database {
    Database(std::filesystem::path path, const Provenance& provenance, Access access)
        : file(std::move(path)), handle(access == Access::read ? look_at(file) : seize(file)),
          slots(admit({file, handle.get(), access}, provenance)) {
        add_trial.emplace(file, handle.get(), "INSERT INTO trial VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?)");
        add_part.emplace(file, handle.get(), "INSERT INTO part VALUES(?, ?)");
        find_trial.emplace(file, handle.get(),
                           "SELECT row, status, reason, events, fingerprint, inputs FROM trial WHERE slot=? AND point=? AND replicate=?");
        find_part.emplace(file, handle.get(), "SELECT bytes FROM part WHERE key=?");
    }

    Statement& bind(Statement& statement, const Trial& trial) const {
        assert(trial.variant < slots.size());
        return statement.bind(slots[trial.variant]).bind(std::int64_t{trial.point}).bind(static_cast<std::int64_t>(trial.replicate));
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

void Store::erase(const std::filesystem::path& file) { erase_database(file); }

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
    return database_->bind(*database_->find_trial, trial).step();
}

void Store::add(const Trial& trial, const PackedOutcome& outcome) {
    Database& d = *database_;
    d.begin();
    d.whole = false;
    const std::string inputs = to_bytes(outcome.head.inputs);
    d.bind(*d.add_trial, trial)
        .bind(static_cast<std::int64_t>(outcome.head.status))
        .bind(outcome.head.reason)
        .bind(static_cast<std::int64_t>(outcome.head.events))
        .bind(static_cast<std::int64_t>(outcome.head.fingerprint))
        .bind_blob(inputs)
        .run();
    const StoredRow row{last_row(d.handle.get())};
    for (std::size_t part = 0; part < outcome.parts.size(); ++part)
        d.add_part->bind(key_of_part(part, row)).bind_blob(outcome.parts[part]).run();
    d.whole = true;
    if (std::chrono::steady_clock::now() - d.begun > longest_wait_for_commit) d.end();
}

void Store::commit() {
    Database& d = *database_;
    if (d.open) d.end();
    // What lies in the log beside it goes into the file itself, here and not in the destructor, which could not tell that the disk is full.
    move_log(d.file, d.handle.get());
}

void Store::forget_failed() { execute(database_->file, database_->handle.get(), "DELETE FROM trial WHERE status <> 0"); }

std::optional<StoredTrial> Store::find(const Trial& trial) {
    Statement& find = *database_->find_trial;
    const Use use(find);
    if (!database_->bind(find, trial).step()) return std::nullopt;
    StoredTrial stored;
    stored.row = StoredRow{find.integer(0)};
    stored.head.status = static_cast<Outcome::Status>(find.integer(1));
    stored.head.reason = find.bytes(2);
    stored.head.events = static_cast<std::uint64_t>(find.integer(3));
    stored.head.fingerprint = static_cast<std::uint64_t>(find.integer(4));
    stored.head.inputs = to_values(find.bytes(5));
    return stored;
}

std::size_t Store::read_part(StoredRow row, std::size_t part, std::span<double> values) {
    assert(values.size() >= part_size);
    Statement& find = *database_->find_part;
    const Use use(find);
    if (!find.bind(key_of_part(part, row)).step()) return 0;
    const auto count = unpack(find.bytes(0), values);
    if (!count) throw DamagedStore(database_->file, "a part of the values is damaged; --fresh starts over");
    return *count;
}

PackedOutcome Store::packed(const StoredTrial& trial) {
    PackedOutcome outcome{trial.head, {}};
    Statement& find = *database_->find_part;
    for (std::size_t part = 0;; ++part) {
        const Use use(find);
        if (!find.bind(key_of_part(part, trial.row)).step()) return outcome;
        outcome.parts.emplace_back(find.bytes(0));
    }
}

const std::filesystem::path& Store::path() const { return database_->file; }

} // namespace sim
