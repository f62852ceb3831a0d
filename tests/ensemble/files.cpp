// Where files are written: inside the folder, whatever their names and what lies there, and whole.
#include "support/outcomes.hpp"

#include "ensemble/program.hpp"

#include <set>
#include <sys/stat.h>

using namespace sim;
using namespace sim::test;
namespace fs = std::filesystem;

namespace {

std::size_t entries_in(const fs::path& folder) { return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {})); }

} // namespace

TEST_CASE("Files: no name leads out of the folder") {
    const Folder folder;
    fs::create_directory(folder / "in");
    write_file(folder / "out", "mine");
    for (const char* const name : {"../out", "a/../../out", "/tmp/out", "", ".", "..", "a/", "a//../b", "./a"}) {
        INFO(name);
        CHECK_FALSE(stays_within(name));
        CHECK_THROWS_AS(write_file(FilePlace(folder / "in", name), "x"), IoError);
    }
    CHECK_FALSE(stays_within(std::string("a\0b", 3)));
    CHECK(bytes_of(folder / "out") == "mine");
    CHECK(entries_in(folder / "in") == 0);
    write_file(FilePlace(folder / "in", "a/b/..c"), "x");
    CHECK(bytes_of(folder / "in/a/b/..c") == "x");
}

TEST_CASE("Files: links, pipes and folders in the way are refused, and nothing is left behind") {
    const Folder folder;
    fs::create_directories(folder / "in/folder");
    fs::create_directory(folder / "out");
    write_file(folder / "out/file", "mine");
    fs::create_symlink(folder / "out/file", folder / "in/link");
    fs::create_symlink(folder / "out", folder / "in/to_folder");
    fs::create_symlink(folder / "nowhere", folder / "in/dangling");
    REQUIRE(::mkfifo((folder / "in/pipe").c_str(), 0600) == 0);
    const std::size_t before = entries_in(folder / "in");
    for (const char* const name : {"link", "to_folder/file", "to_folder/new", "dangling", "pipe", "folder"}) {
        INFO(name);
        CHECK_THROWS_AS(write_file(FilePlace(folder / "in", name), "x"), IoError);
        CHECK_THROWS_AS(sum_of(FilePlace(folder / "in", name)), IoError);
    }
    CHECK_THROWS_AS(read_file(folder / "in/pipe"), IoError);
    CHECK_THROWS_AS(read_file("/dev/zero"), IoError);
    CHECK(entries_in(folder / "in") == before);
    CHECK(bytes_of(folder / "out/file") == "mine");
    CHECK_FALSE(fs::exists(folder / "nowhere"));
    CHECK(entries_in(folder / "out") == 1);
}

TEST_CASE("Files: until a file is whole it has a name of its own each time, which is known again") {
    const Folder folder;
    WholeFile one(folder / "a"), other(folder / "a");
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder / ".")) names.insert(entry.path().filename());
    REQUIRE(names.size() == 2);
    for (const std::string& name : names) CHECK(is_leftover(name));
    for (const char* const name : {"a", ".sim-.part", ".sim-0123456789abcdef", ".sim-0123456789abcdeg.part", "sim-0123456789abcdef.part"})
        CHECK_FALSE(is_leftover(name));
    FileSum told;
    FilePlace place(folder / "b");
    place.before_naming = [&](const FileSum& sum) {
        told = sum;
        CHECK_FALSE(fs::exists(folder / "b"));
    };
    write_file(place, "abc");
    CHECK(told == FileSum{3, sha256_of("abc")});
    CHECK(sum_of(place) == told);
}

TEST_CASE("Files: the quick sum sees every single bit, each length and where it begins") {
    const std::string text = "some bytes, more than three words of them";
    const std::uint64_t sum = quick_sum(text, 1);
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
        std::string other = text;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
        CHECK(quick_sum(other, 1) != sum);
    }
    CHECK(quick_sum(text, 2) != sum);
    CHECK(quick_sum({}, 0) != quick_sum(std::string(8, '\0'), 0));
    CHECK(quick_sum(std::string(8, '\0'), 0) != quick_sum(std::string(16, '\0'), 0));
    CHECK(quick_sum(std::string(3, '\0'), 0) != quick_sum(std::string(4, '\0'), 0));
}

TEST_CASE("Files: a program gets its words as they are") {
    const Folder folder;
    write_file(folder / "log", "");
    CHECK(exit_of_program({"sh", "-c", "echo \"$1\"; exit 7", "sh", "$(touch x); 'a"}, folder / ".", folder / "log") == 7);
    CHECK(bytes_of(folder / "log") == "$(touch x); 'a\n");
    CHECK_FALSE(exit_of_program({"no-such-program-at-all"}, folder / ".", folder / "log"));
    CHECK(exit_of_program({"sh", "-c", "kill -9 $$"}, folder / ".", folder / "log") == 128 + 9);
}
