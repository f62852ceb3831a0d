// Scenarios whose texts come from anywhere: the reader asks for each by its path.
#include "sim/reader.hpp"

#include "support/catch.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

using namespace sim;
using Catch::Matchers::Contains;

namespace {

/// Texts by their paths, and what was asked for.
struct Shelf {
    std::map<std::string, std::string> texts;
    std::vector<std::string> asked{};

    Reading read(const std::string& path, const std::vector<std::string>& sets = {}) {
        const auto open = [this](const std::string& name) -> std::variant<std::string, Unreadable> {
            asked.push_back(name);
            const auto found = texts.find(name);
            if (found == texts.end()) return Unreadable{"is not on the shelf"};
            return found->second;
        };
        return read_scenario(path, open, sets);
    }
};

std::string queue() {
    std::ifstream file(std::string(SIM_SOURCE_DIR) + "/tests/scenarios/mm1.yaml");
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("Sources: a scenario and what it extends come from whoever opens them") {
    Shelf shelf{{{"a/base.yaml", queue()}, {"a/b/top.yaml", "extends: ../base.yaml\nhardware: {pue: 1.5}\n"}}};
    const Reading reading = shelf.read("a/b/top.yaml");
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    CHECK(reading.variants.at(0).hardware.pue == 1.5);
    CHECK(shelf.asked == std::vector<std::string>{"a/b/top.yaml", "a/base.yaml"});
}

TEST_CASE("Sources: what cannot be had is said behind its name") {
    Shelf shelf{{{"top.yaml", "extends: base.yaml\n"}}};
    CHECK_THAT(to_text(shelf.read("top.yaml").problems), Contains("top.yaml:1:10: error: 'base.yaml' is not on the shelf\n"));
    CHECK_THAT(to_text(shelf.read("other.yaml").problems), Contains("other.yaml: error: is not on the shelf\n"));
}

TEST_CASE("Sources: a file that extends itself by another name is found out") {
    Shelf shelf{{{"a/x.yaml", "extends: ../a/./y.yaml\n"}, {"a/y.yaml", "extends: x.yaml\n"}}};
    CHECK_THAT(to_text(shelf.read("a/x.yaml").problems), Contains("'a/x.yaml' extends itself"));
}

TEST_CASE("Sources: a text is at most a million bytes, with or without a byte order mark") {
    Shelf shelf{{{"large.yaml", std::string(largest_source + 1, ' ')}, {"marked.yaml", "\xEF\xBB\xBF" + queue()}}};
    CHECK_THAT(to_text(shelf.read("large.yaml").problems), Contains("large.yaml: error: is larger than 1 MB; scenarios are small\n"));
    CHECK(shelf.read("marked.yaml").ok());
}

TEST_CASE("Sources: a reading can be copied and outlives what it was read from") {
    Reading copy;
    {
        Shelf shelf{{{"queue.yaml", queue()}}};
        const Reading reading = shelf.read("queue.yaml", {"hardware.pue=1.25"});
        copy = reading;
    }
    REQUIRE(copy.ok());
    CHECK_THAT(show(copy), Contains("# queue.yaml:") && Contains("# --set"));
    Shelf again{{{"resolved.yaml", resolved_yaml(copy)}}};
    CHECK(again.read("resolved.yaml").variants.at(0).hash == copy.variants.at(0).hash);
}
