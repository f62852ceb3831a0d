// Under mpirun the same command spreads over the ranks, and no file of the results can tell.
#include "support/child.hpp"

#include <filesystem>

using namespace sim;
using namespace sim::test;
namespace fs = std::filesystem;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";

bool has_mpi() {
    const bool found = fs::exists(SIM_MPIEXEC);
    if (!found) WARN("built without MPI: not tested");
    return found;
}

/// The program on so many ranks, however few cores there are; MPI does not like to be run by root, as it often is in a container.
std::vector<std::string> on_ranks(int ranks, std::vector<std::string> words) {
    std::vector<std::string> all{"/usr/bin/env",
                                 "OMPI_ALLOW_RUN_AS_ROOT=1",
                                 "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1",
                                 "OMPI_MCA_rmaps_base_oversubscribe=1",
                                 "OMPI_MCA_hwloc_base_binding_policy=none",
                                 SIM_MPIEXEC,
                                 "-n",
                                 std::to_string(ranks),
                                 SIM_BINARY};
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

} // namespace

TEST_CASE("Ranks: 1, 2, 3 and 4 ranks leave the bytes of one process") {
    if (!has_mpi()) return;
    const Folder folder;
    const std::vector<std::string> words{"run", scenarios + "small.yaml", "-n", "24", "-j", "1", "-q", "-o"};
    const auto with = [&](const char* name) {
        std::vector<std::string> all = words;
        all.emplace_back(name);
        return all;
    };
    REQUIRE(exit_of(folder, with("alone")) == 0);
    const auto alone = files_of(folder / "alone");
    CHECK(alone.size() > 5);
    for (const auto& [ranks, name] : {std::pair{1, "one"}, std::pair{2, "two"}, std::pair{3, "three"}, std::pair{4, "four"}}) {
        INFO(ranks << " ranks");
        REQUIRE(exit_of_program(folder, on_ranks(ranks, with(name))) == 0);
        CHECK(files_of(folder / name) == alone);
        CHECK(bytes_of(folder / (std::string(name) + "/manifest.json").c_str()).find("\"ranks\": " + std::to_string(ranks)) !=
              std::string::npos);
    }
}

TEST_CASE("Ranks: they play a sweep and its failed trials, several files one after the other, and a comparison") {
    if (!has_mpi()) return;
    const Folder folder;
    REQUIRE(exit_of(folder, {"run", scenarios + "swept.yaml", scenarios + "mm1.yaml", "-n", "6", "-q", "-o", "alone"}) == 0);
    REQUIRE(exit_of_program(folder,
                            on_ranks(3, {"run", scenarios + "swept.yaml", scenarios + "mm1.yaml", "-n", "6", "-q", "-o", "ranks"})) == 0);
    CHECK(files_of(folder / "ranks") == files_of(folder / "alone"));

    const std::vector<std::string> failing{"run", scenarios + "small.yaml", "-n", "12", "-q", "--set", "most_events=2000", "-o"};
    const auto into = [&](const char* name) {
        std::vector<std::string> all = failing;
        all.emplace_back(name);
        return all;
    };
    REQUIRE(exit_of(folder, into("failed")) == 1);
    REQUIRE(exit_of_program(folder, on_ranks(2, into("failed-too"))) == 1);
    CHECK(files_of(folder / "failed-too") == files_of(folder / "failed"));

    REQUIRE(exit_of(folder, {"compare", scenarios + "two_worlds.yaml", "-n", "10", "-q", "-o", "pairs"}) == 0);
    REQUIRE(exit_of_program(folder, on_ranks(2, {"compare", scenarios + "two_worlds.yaml", "-n", "10", "-q", "-o", "pairs-too"})) == 0);
    CHECK(files_of(folder / "pairs-too") == files_of(folder / "pairs"));
}

TEST_CASE("Ranks: what goes wrong on rank 0 is said once, and all ranks leave") {
    if (!has_mpi()) return;
    const Folder folder;
    CHECK(exit_of_program(folder, on_ranks(3, {"run", scenarios + "nowhere.yaml"})) == 6);
    const std::string said = bytes_of(folder / "stderr");
    CHECK(said.find("nowhere.yaml") != std::string::npos);
    CHECK(said.find("nowhere.yaml") == said.rfind("nowhere.yaml"));
}

namespace {

/// A rank's process, once it watches for SIGTERM; 0 where mpirun has ended before.
pid_t watching_rank(const Child& mpirun, int rank) {
    const std::string name = "OMPI_COMM_WORLD_RANK=" + std::to_string(rank), parent = "\nPPid:\t" + std::to_string(mpirun.id()) + '\n';
    const auto text_of = [](const fs::path& path) { // the process may be gone
        std::ifstream in(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const auto catches = [](const std::string& status) {
        const std::size_t at = status.find("SigCgt:");
        return at != std::string::npos && (std::stoull(status.substr(at + 7), nullptr, 16) >> (SIGTERM - 1) & 1U) != 0;
    };
    for (; mpirun.is_running(); std::this_thread::sleep_for(std::chrono::milliseconds(1))) {
        for (const auto& process : fs::directory_iterator("/proc")) {
            const std::string status = text_of(process.path() / "status");
            if (status.find(parent) == std::string::npos || !catches(status)) continue;
            if (('\0' + text_of(process.path() / "environ")).find('\0' + name + '\0') != std::string::npos)
                return std::stoi(process.path().filename());
        }
    }
    return 0;
}

} // namespace

TEST_CASE("Ranks: a signal to one rank alone interrupts the run, which can be gone on with") {
    if (!has_mpi()) return;
    const Folder folder;
    const std::vector<std::string> words{"run", scenarios + "small.yaml", "-n", "400", "-j", "1", "--progress=plain", "-o", "struck"};
    REQUIRE(exit_of(folder, {"run", scenarios + "small.yaml", "-n", "400", "-q", "-o", "whole"}) == 0);
    for (const int rank : {1, 2}) {
        INFO("rank " << rank);
        fs::remove_all(folder / "struck");
        const Child child(folder, on_ranks(3, words), Child::Program::any);
        const pid_t process = watching_rank(child, rank);
        REQUIRE(process > 0);
        ::kill(process, SIGTERM);
        CHECK(child.end() == 128 + SIGTERM);
        const std::string said = bytes_of(folder / "stderr");
        CHECK(said.find("interrupted after ") != std::string::npos);
        CHECK(said.find("stopped at a failed trial") == std::string::npos);
        CHECK_FALSE(fs::exists(folder / "struck/manifest.json"));
        REQUIRE(exit_of(folder, words) == 0);
        CHECK(files_of(folder / "struck") == files_of(folder / "whole"));
    }
}

TEST_CASE("Ranks: killed ranks leave a store that is resumed, on ranks or without") {
    if (!has_mpi()) return;
    const Folder folder;
    const std::vector<std::string> words{"run", scenarios + "small.yaml", "-n", "400", "-q", "-o", "killed"};
    REQUIRE(exit_of(folder, {"run", scenarios + "small.yaml", "-n", "400", "-q", "-o", "whole"}) == 0);
    {
        const Child child(folder, on_ranks(2, words), Child::Program::any);
        while (!fs::exists(folder / "killed/store.sqlite-journal") && child.is_running())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        child.send(SIGTERM); // mpirun passes it on, and kills who does not leave
        static_cast<void>(child.end());
    }
    REQUIRE(exit_of_program(folder, on_ranks(2, words)) == 0);
    CHECK(files_of(folder / "killed") == files_of(folder / "whole"));
}
