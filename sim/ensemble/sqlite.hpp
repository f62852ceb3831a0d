// SQLite as the store uses it: a connection to one file, statements on it, and errors that name the file.
#pragma once

#include "ensemble/file.hpp"

#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace sim {

struct CloseDatabase {
    void operator()(sqlite3* handle) const;
};
using Handle = std::unique_ptr<sqlite3, CloseDatabase>;
/// Removes what lies beside a database that was seized. REQUIRES: every change was committed, or the journal goes that would undo it.
void tidy(sqlite3* handle);

/// Opens the file, or makes it, and takes it for this process alone. Throws IoError, also where another process has taken it: see
/// `is_taken`, and where it or what lies beside it is no regular file, or a link.
[[nodiscard]] Handle seize(const std::filesystem::path& file);
/// Opens the file as one that nobody changes: no lock is taken and no file is made beside it.
[[nodiscard]] Handle look_at(const std::filesystem::path& file);
/// Whether the error was that another process writes to the file.
[[nodiscard]] bool is_taken(const std::exception& error);

/// True while someone writes to a database, and after that was killed until another has opened it: part of what it holds lies in a file
/// beside it.
[[nodiscard]] bool needs_recovery(const std::filesystem::path& file);
/// Throws IoError while another process writes to the file.
void require_free(const std::filesystem::path& file);
/// Removes a database with all that lies beside it, and an unreadable one too; refused while another process writes to it.
void erase_database(const std::filesystem::path& file);

/// A database in any state, to be read: where it needs recovery, which writes, a copy of it. Throws IoError.
class Glimpse {
public:
    explicit Glimpse(const std::filesystem::path& file);
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

private:
    std::unique_ptr<ScratchFolder> copy_;
    std::filesystem::path file_;
    Handle handle_;
};

/// Throws what SQLite says was wrong last: IoError, or DamagedStore where bytes are not what they were.
[[noreturn]] void fail(const std::filesystem::path& file, sqlite3* handle);
void execute(const std::filesystem::path& file, sqlite3* handle, const char* sql);
/// The row of the last INSERT.
[[nodiscard]] std::int64_t last_row(sqlite3* handle);

/// A prepared statement: bind from left to right, step, read columns.
class Statement {
public:
    Statement(const std::filesystem::path& file, sqlite3* handle, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(std::int64_t value);
    Statement& bind(std::string_view text);       ///< which stays where it is until the statement was stepped
    Statement& bind_blob(std::string_view bytes); ///< likewise
    /// True while there is a row.
    bool step();
    void run();
    void reset();
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const;

private:
    Statement& check(int result);
    const std::filesystem::path& file_;
    sqlite3* handle_;
    sqlite3_stmt* raw_ = nullptr;
    int bound_ = 0;
};

/// Leaves a statement ready for its next use, whatever happens.
class Use {
public:
    explicit Use(Statement& statement) : statement_(statement) {}
    ~Use() { statement_.reset(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

private:
    Statement& statement_;
};

} // namespace sim
