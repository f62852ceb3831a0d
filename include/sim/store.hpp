// Finished outcomes on disk, in one SQLite file: they survive kill -9, and a later run plays only what is missing.
#pragma once

#include "sim/problem.hpp"
#include "sim/trial.hpp"
#include "sim/trial_list.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Where outcomes come from. Outcomes of one provenance can be kept together; any others are refused.
struct Provenance {
    struct Variant {
        std::string name;
        std::uint64_t hash = 0;   ///< of the scenario, as resolved
        std::uint64_t layout = 0; ///< of what is measured, see hash_of
    };
    std::string scenario;
    std::string model; ///< model_version
    std::uint64_t seed = 0;
    std::vector<Variant> variants;     ///< Trial::variant counts these
    std::vector<std::string> points{}; ///< what each sets, by Trial::point: see text_of; further ones may join
};
/// The same for two layouts exactly when their values have the same meaning, one by one.
[[nodiscard]] std::uint64_t hash_of(const Layout& layout);

/// The store was made with another scenario, seed or model; `what()` names the difference and the way out.
class ForeignStore : public IoError {
public:
    using IoError::IoError;
};

/// The same, and this program can read it: the outcomes are those of another run.
class OtherRun : public ForeignStore {
public:
    using ForeignStore::ForeignStore;
};

/// Bytes of the store are not what was written: on disk, not by a program's mistake. `what()` names the trial, where only one is damaged,
/// and the way out.
class DamagedStore : public Mismatch {
public:
    using Mismatch::Mismatch;
};

/// Where a store has a trial: all that need be remembered of it while many are summarised.
struct StoredRow {
    std::uint32_t chunk = 0; ///< trials that were finished together lie together
    std::uint32_t place = 0; ///< within it
};

/// What a store holds of one trial, but for its values.
struct StoredTrial {
    StoredRow row{};
    Outcome head; ///< without values
};

/// One writer at a time: a second process that opens the same store is refused. What it holds of a trial carries checksums, which are
/// looked at whenever it is read. Takes some 20 MB and 12 bytes a trial. After kill -9 it holds what was committed, and after the machine
/// lost its power, too, if its disk keeps what it was told to (fsync). Everything here throws IoError, and DamagedStore where bytes are not
/// what they were.
class Store {
public:
    enum class Access : std::uint8_t { write, read };
    /// Opens the file, or makes it. Throws ForeignStore where it holds outcomes of another provenance.
    /// For reading, nothing is made or changed, on disk or beside it; the file must be there and at rest, see needs_recovery.
    Store(std::filesystem::path file, const Provenance& provenance, Access access = Access::write);
    ~Store();
    Store(Store&&) noexcept;
    Store& operator=(Store&&) = delete;

    /// Throws IoError while another process writes to the store.
    static void require_free(const std::filesystem::path& file);
    /// Removes a store with all it holds, and an unreadable one too; refused while another process writes to it.
    static void erase(const std::filesystem::path& file);
    /// Whether the file is a store of this program, of any version, that can be read.
    [[nodiscard]] static bool is_one(const std::filesystem::path& file);

    /// True while a run writes to the store, and after one that was killed until another has opened it: part of what it holds lies in
    /// a file beside it.
    [[nodiscard]] static bool needs_recovery(const std::filesystem::path& file);
    /// What was noted in a store of any provenance and in any state; nothing where that cannot be found out.
    [[nodiscard]] static std::optional<std::string> noted_in(const std::filesystem::path& file, std::string_view name);

    /// Keeps a text under a name, beside the outcomes.
    void note(std::string_view name, std::string_view text);
    [[nodiscard]] std::optional<std::string> noted(std::string_view name);
    /// 64 bits that depend on every byte that is kept of trials, by their checksums. REQUIRES: nothing was added since the last commit.
    [[nodiscard]] std::uint64_t digest();
    /// The same; first looks at every byte. Throws DamagedStore.
    [[nodiscard]] std::uint64_t check_values();
    /// Looks at the structure of every page. Throws DamagedStore.
    void check_pages();

    /// Throws DamagedStore where it does not hold the trial, but trials are lost of which it cannot be said which they were.
    [[nodiscard]] bool holds(const Trial& trial);
    /// REQUIRES: !holds(trial); a replicate below 2^32. It is on disk after the next commit, which comes by itself within about a second of
    /// further adds.
    void add(const Trial& trial, const Outcome& outcome);
    void commit();

    /// Forgets the trials that failed and those that are damaged, so that they are played again.
    void forget_unusable();
    /// How many trials it holds of any variant and at any point. Throws DamagedStore where some are lost.
    [[nodiscard]] std::uint64_t count();

    /// Throws DamagedStore as `holds` does.
    [[nodiscard]] std::optional<StoredTrial> find(const Trial& trial);
    /// All values of a trial, bit by bit as they were written.
    [[nodiscard]] std::vector<double> values(StoredRow row);
    /// The values of some trials at some places, place by place: those of one place are adjacent, in the order of the rows. What lies
    /// together on the disk is read once where the rows are in the order in which the trials ended, or nearly so.
    /// REQUIRES: values.size() == rows.size() x places.size(). Throws DamagedStore, also where a trial has fewer values.
    void read(std::span<const StoredRow> rows, std::span<const std::size_t> places, std::span<double> values);
    [[nodiscard]] const std::filesystem::path& path() const;

private:
    struct Database;
    std::unique_ptr<Database> database_;
};

} // namespace sim
