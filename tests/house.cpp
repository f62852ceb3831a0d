// The house keeps its shape: includes only go down the list of modules, and each library lives in its one room.
#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

/// From the ground up. A module may include those on lower floors, and those named beside it on its own.
const std::vector<std::vector<std::string>> floors = {
    {"extended", "quick", "quantity", "units", "pending", "problem", "version", "regression", "command_doc"},
    {"distribution", "dice", "agenda", "document", "arithmetic", "constraint"},
    {"curve", "draw", "papers", "event", "event_rows", "overlay"},
    {"scenario"},
    {"correlation"},
    {"fields", "observables", "design", "shard", "inputs", "resolve", "resolve_parts", "ledger", "network", "experiment"},
    {"walk", "values", "law_reader", "sweep_reader", "world", "assembly", "struct_reader", "sweep_check", "reader", "figure", "expectation"},
    {"story", "grouped", "replicate", "catalogue"},
    {"sheet"},
    {"rules", "trial", "parting", "chronicle"},
    {"file", "checksum", "lines", "progress", "sqlite", "store", "ranks", "signals"},
    {"block", "ensemble", "discrepancy", "summary", "paired"},
    {"figures", "casting", "relay"},
    {"claims", "hindcast", "payers", "precision"},
    {"table", "columns", "embedded", "report", "breaches", "sample", "point_pairs"},
    {"charts", "standing"},
    {"page", "plot"},
    {"results", "folder", "manual"},
    {"cli"},
    {"messages"},
    {"play"},
    {"commands"},
};

std::map<std::string, std::size_t> floor_of() {
    std::map<std::string, std::size_t> found;
    for (std::size_t f = 0; f < floors.size(); ++f) {
        for (const std::string& module : floors[f]) found[module] = f;
    }
    return found;
}

std::vector<std::string> includes(const fs::path& file) {
    std::ifstream in(file);
    std::vector<std::string> found;
    static const std::regex pattern("^#include [<\"]([^>\"]+)[>\"]");
    std::smatch match;
    for (std::string line; std::getline(in, line);) {
        if (std::regex_search(line, match, pattern)) found.push_back(match[1]);
    }
    return found;
}

std::vector<fs::path> sources() {
    std::vector<fs::path> found;
    for (const char* folder : {"include/sim", "sim"}) {
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(SIM_SOURCE_DIR) / folder)) {
            if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp") found.push_back(entry.path());
        }
    }
    return found;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& beginnings) {
    for (const std::string& beginning : beginnings) {
        if (text.rfind(beginning, 0) == 0) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("Headers only include headers of lower floors") {
    const auto floor = floor_of();
    std::size_t checked = 0;
    for (const fs::path& file : sources()) {
        if (file.extension() != ".hpp" || file.parent_path().filename() != "sim") continue;
        const std::string module = file.stem().string();
        INFO(file);
        REQUIRE(floor.count(module) == 1);
        for (const std::string& include : includes(file)) {
            if (include.rfind("sim/", 0) != 0) continue;
            const std::string other = fs::path(include).stem().string();
            INFO("includes " << include);
            REQUIRE(floor.count(other) == 1);
            CHECK(floor.at(other) <= floor.at(module));
            ++checked;
        }
    }
    CHECK(checked > 20);
}

TEST_CASE("Each library lives in its one room") {
    const std::map<std::string, std::vector<std::string>> rooms = {
        {"yaml-cpp/", {"load.cpp", "emit.cpp", "document.cpp", "reader.cpp"}},
        {"tbb/", {"ensemble.cpp"}},
        {"oneapi/", {"ensemble.cpp"}},
        {"sqlite3", {"sqlite.cpp"}},
        {"CLI/", {"cli.cpp"}},
        {"nlohmann/", {"manifest.cpp", "charts.cpp", "datapackage.cpp", "schema.cpp"}},
        {"nettle/", {"checksum.cpp"}},
        {"mpi.h", {"ranks.cpp"}},
        {"Random123/", {"dice.hpp"}},
        {"Eigen/", {"regression.hpp", "regression.cpp", "experiment.cpp"}},
    };
    for (const fs::path& file : sources()) {
        for (const std::string& include : includes(file)) {
            for (const auto& [library, allowed] : rooms) {
                if (include.rfind(library, 0) != 0) continue;
                INFO(file << " includes " << include);
                CHECK(std::find(allowed.begin(), allowed.end(), file.filename().string()) != allowed.end());
            }
        }
    }
}

TEST_CASE("The model knows no files, threads, streams or unordered containers") {
    const std::vector<std::string> outside = {"filesystem", "fstream", "iostream", "thread", "mutex", "atomic", "future", "random", "unordered_", "tbb/",
                                              "yaml-cpp/", "sqlite3"};
    const std::set<std::string> model = {"agenda.cpp", "quantity.cpp", "units.cpp", "distribution.cpp", "curve.cpp", "draw.cpp", "scenario.cpp", "inputs.cpp",
                                         "observables.cpp", "correlation.cpp", "world.cpp", "grouped.cpp", "story.cpp", "regression.cpp", "experiment.cpp", "trial.cpp",
                                         "parting.cpp", "chronicle.cpp"};
    for (const fs::path& file : sources()) {
        const bool is_rule = file.parent_path().filename() == "rules" || file.parent_path().filename() == "measure";
        if (!is_rule && model.count(file.filename().string()) == 0) continue;
        for (const std::string& include : includes(file)) {
            INFO(file << " includes " << include);
            CHECK_FALSE(starts_with_any(include, outside));
        }
    }
}

TEST_CASE("Every header opens with one sentence that says what the thing is") {
    for (const fs::path& file : sources()) {
        if (file.extension() != ".hpp") continue;
        std::ifstream in(file);
        std::string first;
        std::getline(in, first);
        INFO(file);
        CHECK(first.rfind("// ", 0) == 0);
    }
}
