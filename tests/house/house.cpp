// The house keeps its shape: each library from outside lives in its one room, every file says what it is, and docs name what is there.
// (That rooms use only those below them is kept by the build; tests/house/floors.py tries to break it.)
#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path root = SIM_SOURCE_DIR;

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// All files below these folders with one of these endings.
std::vector<fs::path> files(const std::vector<fs::path>& folders, const std::vector<std::string>& endings) {
    std::vector<fs::path> found;
    for (const fs::path& folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (std::find(endings.begin(), endings.end(), entry.path().extension()) != endings.end()) found.push_back(entry.path());
        }
    }
    return found;
}
std::vector<fs::path> sources() { return files({"sim", "include"}, {".cpp", ".hpp"}); }

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

/// Which room promises a header of include/sim, by its stem: as the calls of room() in CMakeLists.txt say.
std::map<std::string, std::string> read_promises() {
    std::map<std::string, std::string> rooms;
    const std::string text = text_of(root / "CMakeLists.txt");
    static const std::regex call(R"(\nroom\((\w+) PROMISE ([\w ]+))");
    for (auto match = std::sregex_iterator(text.begin(), text.end(), call); match != std::sregex_iterator(); ++match) {
        std::istringstream headers(match->str(2));
        for (std::string header; headers >> header && header != "PUBLIC" && header != "PRIVATE";) rooms[header] = match->str(1);
    }
    return rooms;
}

bool is_promise(const fs::path& file) { return *fs::relative(file, root).begin() == "include"; }

/// "model" for sim/model/rules/jobs.cpp and, as it promises it, for include/sim/trial.hpp; empty where no room promises a header.
std::string room_of(const fs::path& file) {
    if (!is_promise(file)) return fs::relative(file, root / "sim").begin()->string();
    static const std::map<std::string, std::string> promises = read_promises();
    const auto found = promises.find(file.stem().string());
    return found == promises.end() ? "" : found->second;
}

bool begins(const std::string& text, const std::string& beginning) { return text.rfind(beginning, 0) == 0; }

} // namespace

TEST_CASE("House: each library lives in its one room, and there in as few files as it can") {
    const std::map<std::string, std::vector<std::string>> homes = {
        {"yaml-cpp/", {"sim/input/load.cpp", "sim/input/emit.cpp"}},
        {"tbb/", {"sim/ensemble/assembly_line.cpp"}},
        {"oneapi/", {"sim/ensemble/assembly_line.cpp"}},
        {"sqlite3", {"sim/ensemble/sqlite.cpp"}},
        {"zstd", {"sim/ensemble/packing.cpp"}},
        {"mpi.h", {"sim/ensemble/mpi.cpp"}},
        {"CLI/", {"sim/command/cli.cpp", "sim/command/options.cpp"}},
        {"nlohmann/",
         {"sim/report/manifest.cpp", "sim/report/page/data.cpp", "sim/report/datapackage.cpp", "sim/report/crate.cpp",
          "sim/command/doc/schema.cpp"}},
        {"nettle/", {"sim/ensemble/checksum.cpp"}},
        {"Random123/", {"sim/engine/dice.hpp"}},
        {"Eigen/", {"sim/model/experiment/regression.hpp", "sim/model/experiment/regression.cpp", "sim/model/experiment/experiment.cpp"}},
    };
    std::map<std::string, int> seen;
    for (const fs::path& file : sources()) {
        for (const std::string& include : includes(file)) {
            for (const auto& [library, home] : homes) {
                if (!begins(include, library)) continue;
                ++seen[library];
                INFO(file << " includes " << include);
                CHECK(std::find(home.begin(), home.end(), fs::relative(file, root).string()) != home.end());
            }
        }
    }
    for (const auto& [library, home] : homes) {
        INFO(library << " is used nowhere");
        CHECK((seen[library] > 0 || library == "oneapi/"));
    }
}

TEST_CASE("House: rooms below the ensemble know no files and no threads, engine and model no streams or unordered containers either") {
    std::map<std::string, int> seen; // files of each room, its promise among them
    for (const fs::path& file : sources()) {
        const std::string room = room_of(file);
        const bool small = room == "engine" || room == "model";
        if (!small && room != "base" && room != "input") continue;
        ++seen[room + (is_promise(file) ? ", promised" : "")];
        for (const std::string& include : includes(file)) {
            INFO(file << " includes " << include);
            for (const char* outside : {"filesystem", "fstream", "iostream", "thread", "mutex", "atomic", "future", "unistd.h"})
                CHECK_FALSE(begins(include, outside));
            for (const char* outside : {"sstream", "random", "unordered_"}) CHECK_FALSE((small && begins(include, outside)));
        }
    }
    CHECK(seen.size() == 8); // four rooms, and the promise of each
}

namespace {

/// Without comments and texts.
std::string only_code(const std::string& text) {
    static const std::regex aside(R"re(//[^\n]*|R"\([^"]*\)"|"(\\.|[^"\\\n])*")re");
    return std::regex_replace(text, aside, " ");
}

/// What has other last bits elsewhere: the C library's functions that are not exact, numbers wider than doubles, and whoever uses them.
std::vector<std::string> inexact_in(const std::string& text) {
    const std::string functions =
        "(log|log2|log10|log1p|exp|exp2|expm1|pow|cbrt|hypot|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|erf|erfc|tgamma|lgamma|fma)";
    // Unqualified log2, exp2 and sqrt are those of Extended numbers: a double does not become one by itself.
    static const std::regex inexact("std::" + functions + "[fl]?\\b|[^\\w:.>](log|log10|log1p|exp|expm1|pow|sin|cos|tan|erf)[fl]?\\(" +
                                    R"(|\blong double\b|_v<long|boost/math/|boost/random/\w+_distribution|<complex>)");
    std::vector<std::string> found;
    const std::string code = only_code(text);
    for (auto match = std::sregex_iterator(code.begin(), code.end(), inexact); match != std::sregex_iterator(); ++match)
        found.push_back(match->str());
    return found;
}

} // namespace

TEST_CASE("House: one arithmetic below the trial, and none of the C library's") {
    int seen = 0;
    for (const fs::path& file : sources()) {
        const std::string room = room_of(file);
        if (room != "base" && room != "engine" && room != "model" && room != "input") continue;
        ++seen;
        for (const std::string& name : inexact_in(text_of(file))) {
            INFO(file << " has " << name << "; base/extended.hpp and base/quick.hpp are the arithmetic here");
            CHECK(name.empty());
        }
    }
    CHECK(seen > 100);
    // It can find them, and nothing else.
    for (const char* planted :
         {"x = std::log(2);", "std::log10f(x)", "std::pow(a, b)", "y = exp(-x);", "(pow(a, b))", "long double x;",
          "std::numbers::pi_v<long double>", "#include <boost/math/special_functions/gamma.hpp>", "std::fma(a, b, c)"}) {
        INFO(planted);
        CHECK(inexact_in(planted).size() >= 1);
    }
    for (const char* fine :
         {"log_of(x)", "log2(Extended{x, 0})", "// log(x)", "f(\"log(x)\")", "change_log(x)", "world.log(x)", "std::log_of"})
        CHECK(inexact_in(fine).empty());
}

TEST_CASE("House: every header of include/sim is the promise of one room") {
    for (const fs::path& file : files({"include"}, {".hpp"})) {
        INFO(file);
        CHECK_FALSE(room_of(file).empty());
    }
}

TEST_CASE("House: every file opens with one sentence that says what the thing is") {
    for (const fs::path& file : sources()) {
        INFO(file);
        CHECK(begins(text_of(file), "// "));
    }
}

TEST_CASE("House: docs, scenarios and comments name files that are there") {
    static const std::regex named(R"((sim|include|tests|docs|scenarios)/[\w/.-]*\w\.(cpp|hpp|py|md|yaml|js|css|cmake)\b(?!\.?on))");
    std::vector<fs::path> readers =
        files({"sim", "include", "tests", "docs", "scenarios"}, {".cpp", ".hpp", ".md", ".yaml", ".py", ".cmake"});
    readers.push_back(root / "README.md");
    for (const fs::path& file : readers) {
        const std::string text = text_of(file);
        for (auto match = std::sregex_iterator(text.begin(), text.end(), named); match != std::sregex_iterator(); ++match) {
            INFO(file << " names " << match->str());
            CHECK((fs::exists(root / match->str()) || fs::exists(root / "include" / match->str()) ||
                   fs::exists(root / "tests" / match->str())));
        }
    }
}
