// The disk fails: every call that writes fails once, and from there on. The run ends with an error that names the file, and going on with
// it gives the bytes of a run that nothing disturbed.
#include "support/child.hpp"

#include "ensemble/checksum.hpp"

#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>
#include <sys/mount.h>

using namespace sim;
using namespace sim::test;
namespace fs = std::filesystem;

namespace {

const std::string scenario = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/tiny.yaml";

/// The first file that is not as the manifest says; nothing where all are, or where no manifest vouches for them.
std::optional<std::string> wrong_file(const fs::path& folder) {
    if (!fs::exists(folder / "manifest.json")) return std::nullopt;
    for (const ListedFile& file : read_manifest(folder / "manifest.json").files)
        if (!fs::exists(folder / file.name) || sha256_of_file(folder / file.name) != file.sha256) return file.name;
    return std::nullopt;
}

std::vector<std::string> run_of(const std::string& replicates, const fs::path& out) {
    return {SIM_BINARY, "run", scenario, "-n", replicates, "-j", "1", "-q", "-o", out.string()};
}

struct Fault {
    int at = 1;        // which of the calls
    bool ever = false; // and all after it
};

/// The call that failed; nothing where the run came to its end before.
std::optional<std::string> run_with(const Folder& folder, const Fault& fault, const fs::path& out, const std::vector<std::string>& words,
                                    int& exit) {
    const fs::path log = folder / "failed.log";
    fs::remove(log);
    std::vector<std::string> all{"/usr/bin/env",
                                 std::string("LD_PRELOAD=") + FAILING_DISK,
                                 "FAILING_DISK_UNDER=" + out.string(),
                                 "FAILING_DISK_AT=" + std::to_string(fault.at),
                                 "FAILING_DISK_ERROR=" + std::to_string(fault.ever ? ENOSPC : EIO),
                                 "FAILING_DISK_LOG=" + log.string()};
    if (fault.ever) all.emplace_back("FAILING_DISK_EVER=1");
    all.insert(all.end(), words.begin(), words.end());
    exit = exit_of_program(folder, all);
    return fs::exists(log) ? std::optional(bytes_of(log)) : std::nullopt;
}

/// What became of the runs.
struct Tally {
    int faults = 0, errors = 0;
};

/// Lets one call after the other fail, every `step`-th of them, each in a folder of its own that `prepare` makes, until a run comes to its
/// end without any.
template <class Prepare> Tally fail_at_each(const Folder& folder, bool ever, int step, const std::vector<std::string>& words,
                                            const fs::path& out, const Prepare& prepare) {
    REQUIRE(exit_of_program(folder, run_of("6", folder / "whole")) == 0);
    const auto whole = files_of(folder / "whole");
    const std::uint64_t fingerprint = read_manifest(folder / "whole/manifest.json").inventory.fingerprint;
    Tally tally;
    for (Fault fault{1, ever};; fault.at += step) {
        fs::remove_all(out);
        prepare();
        int exit = 0;
        const auto failed = run_with(folder, fault, out, words, exit);
        const std::string said = bytes_of(folder / "stderr");
        INFO(fault.at << (ever ? " and ever: " : ": ") << failed.value_or("none") << "; exit " << exit << "; " << said);
        REQUIRE((exit == 0 || (failed && exit == 6)));
        CHECK_FALSE(wrong_file(out));
        if (exit == 6) {
            ++tally.errors;
            CHECK_THAT(said, Catch::Matchers::StartsWith("sim: " + out.string()));
        }
        // SQLite's journal may stay where removing it failed: nothing in it need be undone.
        if (exit == 6 || fs::exists(out / "store.sqlite-journal")) REQUIRE(exit_of_program(folder, words) == 0);
        REQUIRE(files_of(out) == whole);
        REQUIRE(read_manifest(out / "manifest.json").inventory.fingerprint == fingerprint);
        REQUIRE_FALSE(fs::exists(out / "store.sqlite-journal"));
        if (!failed) return tally;
        ++tally.faults;
    }
}

bool can_interpose() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    WARN("a sanitizer wants to be first in front of the C library: not tested");
    return false;
#else
    return true;
#endif
}

} // namespace

TEST_CASE("Failing disk: every writing call of a new run fails once, and from there on") {
    if (!can_interpose()) return;
    const Folder folder;
    const fs::path out = fs::canonical(folder / ".") / "out";
    for (const bool ever : {false, true}) {
        const Tally tally = fail_at_each(folder, ever, 1, run_of("6", out), out, [] {});
        CHECK(tally.faults > 80);
        CHECK(tally.errors * 10 > tally.faults * 9);
    }
}

TEST_CASE("Failing disk: every writing call of a run that goes on with a complete one fails once, and from there on") {
    if (!can_interpose()) return;
    const Folder folder;
    const fs::path out = fs::canonical(folder / ".") / "out";
    REQUIRE(exit_of_program(folder, run_of("3", folder / "before")) == 0);
    for (const bool ever : {false, true}) {
        const Tally tally =
            fail_at_each(folder, ever, 2, run_of("6", out), out, [&] { fs::copy(folder / "before", out, fs::copy_options::recursive); });
        CHECK(tally.faults > 40);
        CHECK(tally.errors * 10 > tally.faults * 8);
    }
}

TEST_CASE("Failing disk: a folder that cannot be made or written to is an error that names it") {
    const Folder folder;
    const auto refused = [&](const fs::path& out) {
        CHECK(exit_of_program(folder, run_of("2", out)) == 6);
        CHECK_THAT(bytes_of(folder / "stderr"), Catch::Matchers::StartsWith("sim: " + out.string()));
    };
    refused("/proc/none"); // nobody can make a folder there
    write_file(folder / "file", "x");
    refused(folder / "file");
    if (::geteuid() == 0) return; // who may write everywhere
    fs::create_directory(folder / "closed");
    fs::permissions(folder / "closed", fs::perms::owner_read | fs::perms::owner_exec);
    refused(folder / "closed");
}

namespace {

/// A file system of its own for a folder, as large as one likes.
class SmallDisk {
public:
    explicit SmallDisk(fs::path at) : at_(std::move(at)) {
        fs::create_directory(at_);
        mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, "size=64k") == 0;
    }
    ~SmallDisk() {
        if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    [[nodiscard]] bool is_mounted() const { return mounted_; }
    void grow(int kilobytes) const {
        REQUIRE(::mount("tmpfs", at_.c_str(), "tmpfs", MS_REMOUNT, ("size=" + std::to_string(kilobytes) + "k").c_str()) == 0);
    }

private:
    fs::path at_;
    bool mounted_ = false;
};

} // namespace

TEST_CASE("Failing disk: a full disk that gets larger bit by bit: the run goes on each time, to the same bytes") {
    const Folder folder;
    const SmallDisk disk(folder / "disk");
    if (!disk.is_mounted()) {
        WARN("no file system may be mounted here: not tested");
        return;
    }
    REQUIRE(exit_of_program(folder, run_of("6", folder / "whole")) == 0);
    const fs::path out = folder / "disk/out";
    int full = 0;
    for (int kilobytes = 64; exit_of_program(folder, run_of("6", out)) != 0; disk.grow(kilobytes += 32)) {
        INFO(kilobytes << " KiB: " << bytes_of(folder / "stderr"));
        CHECK_THAT(bytes_of(folder / "stderr"), Catch::Matchers::StartsWith("sim: " + out.string()));
        CHECK_FALSE(wrong_file(out));
        REQUIRE(++full < 100);
    }
    CHECK(full > 3);
    CHECK(files_of(out) == files_of(folder / "whole"));
}
