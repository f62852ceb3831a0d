// Paths as texts, against the standard library's.
#include "base/path.hpp"

#include "support/catch.hpp"

#include <filesystem>
#include <random>
#include <string>

using namespace sim;
namespace fs = std::filesystem;

namespace {

std::string any_path(std::mt19937& bits, unsigned longest) {
    static const char* const parts[] = {"a", "b.yaml", ".", "..", "/", "/", "//"};
    std::string path;
    for (unsigned left = bits() % longest; left > 0; --left) path += parts[bits() % std::size(parts)];
    return path;
}

} // namespace

TEST_CASE("Paths: normal ones are short, and name the same place") {
    CHECK(normal_path("a/./b/../c//d.yaml") == "a/c/d.yaml");
    CHECK(normal_path("../../a") == "../../a");
    CHECK(normal_path("a/..") == ".");
    CHECK(normal_path("/..") == "/");
    CHECK(normal_path("").empty());
}

TEST_CASE("Paths: a file is looked for beside the one that names it") {
    CHECK(path_beside("worlds/a.yaml", "base.yaml") == "worlds/base.yaml");
    CHECK(path_beside("worlds/a.yaml", "../base.yaml") == "base.yaml");
    CHECK(path_beside("world.yaml", "base.yaml") == "base.yaml");
    CHECK(path_beside("worlds/a.yaml", "/tmp/base.yaml") == "/tmp/base.yaml");
    CHECK(path_beside("", "base.yaml") == "base.yaml");
}

TEST_CASE("Paths: as std::filesystem has them") {
    std::mt19937 bits(1); // NOLINT: the same paths every time
    for (int n = 0; n < 20'000; ++n) {
        const std::string file = any_path(bits, 5), name = any_path(bits, 8);
        if (file.starts_with("//") || name.starts_with("//")) continue; // the standard leaves them to the system
        INFO("'" << file << "', '" << name << "'");
        REQUIRE(normal_path(name) == fs::path(name).lexically_normal().string());
        REQUIRE(path_beside(file, name) == (fs::path(file).parent_path() / name).lexically_normal().string());
    }
}
