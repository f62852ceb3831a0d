// Characters that no reader sees, and bytes that are no text, are refused with their place wherever a scenario's texts come from.
#include "support/child.hpp"

#include "base/text.hpp"
#include "sim/scenario_file.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

std::string said_of(const std::string& text, const std::vector<std::string>& sets = {}) {
    const Folder folder;
    write_file(folder / "s.yaml", text);
    std::string said = to_text(read_scenario_file(folder / "s.yaml", sets).problems);
    const std::string above = (folder / "").string();
    for (std::size_t at = said.find(above); at != said.npos; at = said.find(above)) said.erase(at, above.size());
    return said;
}

} // namespace

TEST_CASE("Characters: what no text may hold, and what it may") {
    for (const char* const bad :
         {"\x1b", "\x01", "\x7f", "\r", "\xc2\x85", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\x8f", "\xd8\x9c", "\xe2\x80\xa8",
          "\xef\xbb\xbf", "\xf3\xa0\x80\x81", "\xe9", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
        const std::string text = std::string("ab") + bad + 'c';
        CHECK(unprintable(text) == 2U);
        CHECK_FALSE(unprintable(made_printable(text)));
    }
    CHECK(unprintable(std::string_view("a\0b", 3)) == 1U);
    for (const char* const good : {"", "a\tb\nc", "中国", "العربية", "Åland", "می‌خواهم", "😀"}) {
        CHECK_FALSE(unprintable(good));
        CHECK(made_printable(good) == good);
    }
    CHECK(made_printable("a\xe2\x80\xae"
                         "b\xe9") == "a<U+202E>b<byte 0xE9>");
}

TEST_CASE("Characters: control characters, marks of direction and bytes that are no UTF-8 are refused with their place") {
    CHECK_THAT(said_of("scenario: x\ntitle: a\x1b[31m\n"), Contains("s.yaml:2:9: error: control character 0x1B"));
    CHECK_THAT(said_of("scenario: x\ntitle: a\xe2\x80\xae b\n"),
               Contains("s.yaml:2:9: error: U+202E is not seen, and changes how the text is read"));
    CHECK_THAT(said_of("scenario: x\ntitle: \"a\\n=1\"\n"), Contains("s.yaml:2:8: error: title must be one line"));
    CHECK_THAT(said_of("scenario: x\ntitle: \" \"\n"), Contains("s.yaml:2:8: error: title is empty"));
    CHECK_THAT(said_of("scenario: x\ntitle: a\xe2\x80\xae b\n"), !Contains("\xe2\x80\xae"));
    CHECK_THAT(said_of("scenario: x\ntitle: \xd6sterreich\n"), Contains("s.yaml:2:8: error: not a UTF-8 text: byte 0xD6"));
    CHECK_THAT(said_of("scenario: x\ntitle: a\xc2\x9b"
                       "31m\n"),
               Contains("s.yaml:2:9: error: U+009B is not seen"));
}

TEST_CASE("Characters: as escapes they are refused, too, where the escape stands") {
    CHECK_THAT(said_of("scenario: x\ntitle: \"ab\\x1b[31m\"\n"), Contains("s.yaml:2:11: error: control character 0x1B"));
    CHECK_THAT(said_of("scenario: x\ntitle: \"a\\0\"\n"), Contains("s.yaml:2:10: error: control character 0x00"));
    CHECK_THAT(said_of("scenario: x\ntitle: \"a\\u202eb\"\n"), Contains("s.yaml:2:10: error: U+202E"));
    CHECK_THAT(said_of("scenario: x\ntitle: \"a\\\\ \\e\"\n"), Contains("s.yaml:2:13: error: control character 0x1B"));
    CHECK_THAT(said_of("scenario: x\ntitle: \"a\\u00e9 \\U0000202E\"\n"), Contains("s.yaml:2:17: error: U+202E"));
    CHECK_THAT(said_of("scenario: x\ntitle: \"a\n  b\\r\"\n"), Contains("s.yaml:3:4: error: control character 0x0D"));
    CHECK_THAT(said_of("scenario: x\n\"a\\x07\": 1\n"), Contains("s.yaml:2:3: error: control character 0x07"));
    CHECK_THAT(said_of("scenario: x\n", {"title=\"a\\e\""}), Contains("control character 0x1B"));
    CHECK_THAT(said_of("scenario: x\ntitle: \"a\\u00e9\\tb \\\"c\\\" \\x41\"\n"),
               !Contains("control character") && !Contains("is not seen"));
}

TEST_CASE("Characters: the file of a sweep is a text like any other") {
    const Folder folder;
    write_file(folder / "s.yaml",
               "scenario: x\nextends: " + std::string(SIM_SOURCE_DIR) + "/tests/scenarios/tiny.yaml\nsweep: {design: file, file: p.csv}\n");
    const auto said = [&](const std::string& points) {
        write_file(folder / "p.csv", points);
        return to_text(read_scenario_file(folder / "s.yaml").problems);
    };
    CHECK(said("seeds.count\n1 paper\n2 paper\n").empty());
    CHECK_THAT(said("title\na\n\xd6sterreich\n"), Contains("p.csv:3:1: error: not a UTF-8 text: byte 0xD6"));
    CHECK_THAT(said("title\n\"a\x1b\"\n"), Contains("p.csv:2:3: error: control character 0x1B"));
    CHECK_THAT(said("title\na\xe2\x80\xae\n"), Contains("p.csv:2:2: error: U+202E"));
}
