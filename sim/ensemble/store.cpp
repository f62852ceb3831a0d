#include "sim/store.hpp"

#include "base/text.hpp"
#include "ensemble/sqlite.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstring>
#include <utility>

namespace sim {
namespace {

constexpr auto schema = R"(
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE variant(slot INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, layout TEXT NOT NULL);
    CREATE TABLE trial(row INTEGER PRIMARY KEY, slot INTEGER NOT NULL, point INTEGER NOT NULL, replicate INTEGER NOT NULL,
        status INTEGER NOT NULL, reason TEXT NOT NULL, events INTEGER NOT NULL, fingerprint INTEGER NOT NULL, inputs BLOB NOT NULL);
    CREATE UNIQUE INDEX trial_key ON trial(slot, point, replicate);
    CREATE TABLE part(key INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
)";
/// What each point sets. Made by itself, so that a store of a time without sweeps can be opened: where the row of a point that was played
/// is missing, nothing was set there.
constexpr auto point_schema = "CREATE TABLE IF NOT EXISTS point(number INTEGER PRIMARY KEY, sets TEXT NOT NULL)";
constexpr auto format_version = "1";
constexpr auto longest_wait_for_commit = std::chrono::milliseconds(500);

/// Parts are clustered by their number, then by trial: a block of columns over all trials lies close together.
std::int64_t key_of_part(std::size_t part, StoredRow row) { return static_cast<std::int64_t>(part) << 40 | static_cast<std::int64_t>(row); }

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

/// As they lie in memory: what repeats exactly (zeros, shares that are the same in many groups) compresses, random digits do not.
std::string compress(std::span<const double> values) {
    static thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    std::string bytes(ZSTD_compressBound(values.size_bytes()), '\0');
    bytes.resize(ZSTD_compressCCtx(context.get(), bytes.data(), bytes.size(), values.data(), values.size_bytes(), 1));
    return bytes;
}

/// Returns how many values there were; nothing where the bytes are damaged.
std::optional<std::size_t> decompress(std::string_view bytes, std::span<double> values) {
    const std::size_t size = ZSTD_decompress(values.data(), values.size_bytes(), bytes.data(), bytes.size());
    if (ZSTD_isError(size) != 0 || size % sizeof(double) != 0) return std::nullopt;
    return size / sizeof(double);
}

std::string to_bytes(std::span<const double> values) {
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()}; // NOLINT: any object may be looked at as bytes
}

std::vector<double> to_values(std::string_view bytes) {
    std::vector<double> values(bytes.size() / sizeof(double));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
    return values;
}

} // namespace

std::uint64_t hash_of(const Layout& layout) {
    std::uint64_t hash = key_of("layout");
    for (const Instant date : layout.dates) hash = key_of(to_text(date) + '\n', hash);
    for (const Column& column : layout.columns)
        hash = key_of(fmt::format("{} {}\n", row_of(column.metric).id, layout.groups[column.group].name), hash);
    return hash;
}

PackedOutcome pack(Outcome outcome) {
    const std::span<const double> values(outcome.values);
    PackedOutcome packed;
    packed.parts.reserve(values.size() / part_size + 1);
    for (std::size_t first = 0; first < values.size(); first += part_size)
        packed.parts.push_back(compress(values.subspan(first, std::min(part_size, values.size() - first))));
    outcome.values = {};
    packed.head = std::move(outcome);
    return packed;
}

struct Store::Database {
    Database(std::filesystem::path path, const Provenance& provenance, Access how)
        : file(std::move(path)), access(how), handle(access == Access::read ? look_at(file) : seize(file)) {
        execute(file, handle.get(), "BEGIN");
        if (access == Access::write && is_new()) found(provenance);
        compare(provenance);
        execute(file, handle.get(), "COMMIT");
        add_trial.emplace(file, handle.get(), "INSERT INTO trial VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?)");
        add_part.emplace(file, handle.get(), "INSERT INTO part VALUES(?, ?)");
        find_trial.emplace(file, handle.get(),
                           "SELECT row, status, reason, events, fingerprint, inputs FROM trial WHERE slot=? AND point=? AND replicate=?");
        find_part.emplace(file, handle.get(), "SELECT bytes FROM part WHERE key=?");
    }

    bool is_new() {
        Statement tables(file, handle.get(), "SELECT count(*) FROM sqlite_master");
        return tables.step() && tables.integer(0) == 0;
    }
    void found(const Provenance& provenance) {
        execute(file, handle.get(), schema);
        Statement insert(file, handle.get(), "INSERT INTO meta VALUES(?, ?)");
        for (const auto& [name, value] : meta_of(provenance)) insert.bind(name).bind(value).run();
    }
    static std::vector<std::pair<std::string, std::string>> meta_of(const Provenance& provenance) {
        return {{"format", format_version},
                {"scenario", provenance.scenario},
                {"model version", provenance.model},
                {"seed", std::to_string(provenance.seed)}};
    }
    [[noreturn]] void refuse(std::string_view what, std::string_view theirs, std::string_view ours) const {
        throw ForeignStore(file, fmt::format("made with {} {}, this run has {}{}", what, theirs, ours,
                                             access == Access::write ? "; --fresh starts over, --out takes another folder" : ""));
    }
    void compare(const Provenance& provenance) {
        Statement meta(file, handle.get(), "SELECT value FROM meta WHERE name=?");
        for (const auto& [name, ours] : meta_of(provenance)) {
            const Use use(meta);
            if (!meta.bind(name).step()) refuse(name, "unknown", ours);
            if (meta.bytes(0) != ours) refuse(name, meta.bytes(0), ours);
        }
        for (const auto& variant : provenance.variants) slots.push_back(slot_of(variant));
        compare_points(provenance.points);
    }
    /// Points that the store does not know join it.
    void compare_points(const std::vector<std::string>& points) {
        if (access == Access::write)
            execute(file, handle.get(), point_schema);
        else if (!has_points())
            return; // of a time without sweeps
        Statement find(file, handle.get(), "SELECT sets FROM point WHERE number=?");
        Statement played(file, handle.get(), "SELECT EXISTS(SELECT 1 FROM trial WHERE point=?)");
        Statement insert(file, handle.get(), "INSERT INTO point VALUES(?, ?)");
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto number = static_cast<std::int64_t>(i);
            const Use use(find), use_too(played);
            if (find.bind(number).step()) {
                if (find.bytes(0) != points[i]) refuse_point(i, std::string(find.bytes(0)), points[i]);
                continue;
            }
            if (!points[i].empty() && played.bind(number).step() && played.integer(0) != 0) refuse_point(i, "", points[i]);
            if (access == Access::write) insert.bind(number).bind(points[i]).run();
        }
    }
    bool has_points() {
        Statement tables(file, handle.get(), "SELECT count(*) FROM sqlite_master WHERE name='point'");
        return tables.step() && tables.integer(0) > 0;
    }
    /// Names the first line that differs.
    [[noreturn]] void refuse_point(std::size_t point, std::string_view theirs, std::string_view ours) const {
        const auto first_line = [](std::string_view text) { return text.empty() ? "nothing set" : text.substr(0, text.find('\n')); };
        while (!theirs.empty() && !ours.empty() && first_line(theirs) == first_line(ours)) {
            theirs.remove_prefix(std::min(theirs.find('\n'), theirs.size() - 1) + 1);
            ours.remove_prefix(std::min(ours.find('\n'), ours.size() - 1) + 1);
        }
        refuse(fmt::format("point {} of the sweep:", point), first_line(theirs), first_line(ours));
    }
    /// Variants that the store does not know join it; a known one must be the same scenario and measure the same things.
    std::int64_t slot_of(const Provenance::Variant& variant) {
        const std::string hash = hexadecimal(variant.hash);
        const std::string layout = hexadecimal(variant.layout);
        Statement find(file, handle.get(), "SELECT slot, hash, layout FROM variant WHERE name=?");
        if (find.bind(variant.name).step()) {
            const std::string what = fmt::format("variant '{}' of scenario hash", variant.name);
            if (find.bytes(1) != hash) refuse(what, find.bytes(1), hash);
            if (find.bytes(2) != layout) refuse(fmt::format("variant '{}' of layout hash", variant.name), find.bytes(2), layout);
            return find.integer(0);
        }
        if (access == Access::read) throw ForeignStore(file, fmt::format("has no variant '{}'", variant.name));
        Statement insert(file, handle.get(), "INSERT INTO variant VALUES(NULL, ?, ?, ?)");
        insert.bind(variant.name).bind(hash).bind(layout).run();
        return last_row(handle.get());
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
    Access access;
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

void Store::erase(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return;
    try {
        static_cast<void>(seize(file));
    } catch (const IoError& error) {
        if (is_taken(error)) throw;
    }
    for (const char* const suffix : {"", "-wal", "-shm", "-journal"}) {
        std::error_code error;
        std::filesystem::remove(file.string() + suffix, error);
        if (error) throw IoError(file, error.message());
    }
}

bool Store::needs_recovery(const std::filesystem::path& file) {
    for (const char* const suffix : {"-wal", "-journal"}) {
        std::error_code error;
        const auto bytes = std::filesystem::file_size(file.string() + suffix, error);
        if (!error && bytes > 0) return true;
    }
    return false;
}

std::optional<std::string> Store::noted_in(const std::filesystem::path& file, std::string_view name) {
    try {
        std::optional<ScratchFolder> scratch;
        std::filesystem::path source = file;
        if (needs_recovery(file)) { // which writes: it is done in a copy
            source = scratch.emplace().path() / "store.sqlite";
            for (const char* const suffix : {"", "-wal", "-journal"}) {
                std::error_code ignored;
                std::filesystem::copy_file(file.string() + suffix, source.string() + suffix, ignored);
            }
        }
        const Handle handle = scratch ? seize(source) : look_at(source);
        Statement find(source, handle.get(), "SELECT value FROM meta WHERE name=?");
        if (find.bind(name).step()) return std::string(find.bytes(0));
    } catch (const IoError&) { // then there is nothing to tell
    }
    return std::nullopt;
}

void Store::note(std::string_view name, std::string_view text) {
    Database& d = *database_;
    if (noted(name) == text) return;
    Statement(d.file, d.handle.get(), "INSERT OR REPLACE INTO meta VALUES(?, ?)").bind(name).bind(text).run();
}

std::optional<std::string> Store::noted(std::string_view name) {
    Statement find(database_->file, database_->handle.get(), "SELECT value FROM meta WHERE name=?");
    if (!find.bind(name).step()) return std::nullopt;
    return std::string(find.bytes(0));
}

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
    const auto count = decompress(find.bytes(0), values);
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
