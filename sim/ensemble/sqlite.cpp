// The one source that knows SQLite, and the files that it keeps beside a database.
#include "ensemble/sqlite.hpp"

#include "sim/store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <string>
#include <system_error>

namespace sim {
namespace {

constexpr auto busy = "another run is writing to this store; let it finish, or give this one a folder of its own with --out";

// What may lie beside a database: what is to be undone, or, of an older version, its log and what processes share of it.
constexpr const char* holding_data[] = {"-journal", "-wal"};
constexpr const char* all_beside[] = {"-journal", "-wal", "-shm"};

FileInside inside(const std::filesystem::path& file, const char* suffix = "") {
    return find_inside(file.parent_path(), file.filename().string() + suffix, MissingFolders::fail);
}

/// The database and what lies beside it are files or nothing: SQLite would write through a link.
void require_files(const std::filesystem::path& file) {
    static_cast<void>(is_file(inside(file)));
    for (const char* const suffix : all_beside) static_cast<void>(is_file(inside(file, suffix)));
}

/// As SQLite is to open it: no link in the name.
std::string name_to_open(const std::filesystem::path& file) {
    std::error_code error;
    const auto folder = std::filesystem::canonical(file.has_parent_path() ? file.parent_path() : ".", error);
    if (error) throw IoError(file, error.message());
    return folder / file.filename();
}

/// A copy that can be recovered without touching the original.
std::filesystem::path copy_into(const std::filesystem::path& folder, const std::filesystem::path& file) {
    const std::filesystem::path copy = folder / "copy.sqlite";
    require_files(file);
    std::error_code ignored;
    std::filesystem::copy_file(file, copy, ignored);
    for (const char* const suffix : holding_data) std::filesystem::copy_file(file.string() + suffix, copy.string() + suffix, ignored);
    return copy;
}

/// The file's name as a URI: what is not plain as %XX.
std::string uri_of(const std::filesystem::path& file) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string())
        uri += plain.find(c) != plain.npos ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return uri;
}

} // namespace

void CloseDatabase::operator()(sqlite3* handle) const { sqlite3_close(handle); }

void tidy(sqlite3* handle) { sqlite3_exec(handle, "PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=DELETE;", nullptr, nullptr, nullptr); }

bool is_taken(const std::exception& error) { return std::string_view(error.what()).ends_with(busy); }

void fail(const std::filesystem::path& file, sqlite3* handle) {
    const int code = sqlite3_errcode(handle);
    if (code == SQLITE_BUSY) throw IoError(file, busy);
    const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR || code == SQLITE_CONSTRAINT;
    if (damaged) throw DamagedStore(file, fmt::format("is damaged ({}); --fresh starts over", sqlite3_errmsg(handle)));
    const int reason = sqlite3_system_errno(handle);
    throw IoError(file, code == SQLITE_IOERR && reason != 0 ? std::generic_category().message(reason) : sqlite3_errmsg(handle));
}

void execute(const std::filesystem::path& file, sqlite3* handle, const char* sql) {
    if (sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(file, handle);
}

Handle seize(const std::filesystem::path& file) {
    require_files(file);
    sqlite3* raw = nullptr;
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    const int result = sqlite3_open_v2(name_to_open(file).c_str(), &raw, flags, nullptr);
    Handle handle(raw);
    if (result != SQLITE_OK) fail(file, raw);
    execute(file, raw,
            "PRAGMA locking_mode=EXCLUSIVE; PRAGMA page_size=4096; PRAGMA journal_mode=PERSIST; PRAGMA synchronous=FULL;"
            "PRAGMA cache_size=-8192; BEGIN EXCLUSIVE; COMMIT;");
    return handle;
}

Handle look_at(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) throw IoError(file, "is not there");
    static_cast<void>(open_to_read(file)); // or it is refused
    if (needs_recovery(file))
        throw IoError(file, "is being written, or was left so by a run that was killed; let that run go on to its end first");
    sqlite3* raw = nullptr;
    const std::string uri = uri_of(file) + "?immutable=1";
    const int result = sqlite3_open_v2(uri.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    Handle handle(raw);
    if (result != SQLITE_OK) fail(file, raw);
    execute(file, raw, "PRAGMA cache_size=-2048;"); // a merge looks at as many stores as there are shards
    return handle;
}

bool needs_recovery(const std::filesystem::path& file) {
    for (const char* const suffix : holding_data) {
        std::error_code error;
        const auto bytes = std::filesystem::file_size(file.string() + suffix, error);
        if (!error && bytes > 0) return true;
    }
    return false;
}

void require_free(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return;
    require_files(file);
    try {
        static_cast<void>(seize(file));
    } catch (const IoError& error) {
        if (is_taken(error)) throw;
    }
}

void erase_database(const std::filesystem::path& file) {
    require_free(file);
    std::error_code ignored;
    if (!std::filesystem::is_directory(file.has_parent_path() ? file.parent_path() : ".", ignored)) return;
    remove_inside(inside(file));
    for (const char* const suffix : all_beside) remove_inside(inside(file, suffix));
}

Glimpse::Glimpse(const std::filesystem::path& file)
    : copy_(needs_recovery(file) ? std::make_unique<ScratchFolder>() : nullptr), file_(copy_ ? copy_into(copy_->path(), file) : file),
      handle_(copy_ ? seize(file_) : look_at(file_)) {}

std::int64_t last_row(sqlite3* handle) { return sqlite3_last_insert_rowid(handle); }

Statement::Statement(const std::filesystem::path& file, sqlite3* handle, const char* sql) : file_(file), handle_(handle) {
    if (sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw_, nullptr) != SQLITE_OK) fail(file, handle);
}

Statement::~Statement() { sqlite3_finalize(raw_); }

Statement& Statement::bind(std::int64_t value) { return check(sqlite3_bind_int64(raw_, ++bound_, value)); }

Statement& Statement::bind(std::string_view text) {
    return check(sqlite3_bind_text64(raw_, ++bound_, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

Statement& Statement::bind_blob(std::string_view bytes) {
    return check(sqlite3_bind_blob64(raw_, ++bound_, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC));
}

bool Statement::step() {
    const int result = sqlite3_step(raw_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) fail(file_, handle_);
    return false;
}

void Statement::run() {
    step();
    reset();
}

void Statement::reset() {
    sqlite3_reset(raw_);
    bound_ = 0;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(raw_, column); }

std::string_view Statement::bytes(int column) const {
    const void* const data = sqlite3_column_blob(raw_, column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

Statement& Statement::check(int result) {
    if (result != SQLITE_OK) fail(file_, handle_);
    return *this;
}

} // namespace sim
