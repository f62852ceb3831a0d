// Small words: what the program says is spelt the same everywhere.
#include "base/text.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace sim;

TEST_CASE("Text: one thing, two things, and lists of them") {
    CHECK(counted(1, "trial") == "1 trial");
    CHECK(counted(0, "trial") == "0 trials");
    CHECK(counted(2, "GPU") == "2 GPUs");
    CHECK(plural(1, "variant") == "variant");
    CHECK(with_commas(999) == "999");
    CHECK(with_commas(12'345'678) == "12,345,678");
    CHECK(enumerated(std::vector<std::string>{}).empty());
    CHECK(enumerated(std::vector<std::string>{"a"}) == "a");
    CHECK(enumerated(std::vector<std::string>{"a", "b"}) == "a and b");
    CHECK(enumerated(std::vector<std::string>{"a", "b", "c"}, "or") == "a, b or c");
}

TEST_CASE("Text: quotes for messages and for a shell") {
    CHECK(in_quotes("a b") == "'a b'");
    CHECK(in_quotes(std::string(61, 'x')) == "'" + std::string(60, 'x') + "...'");
    CHECK(in_shell_quotes("it's") == "'it'\\''s'");
}

TEST_CASE("Text: hashes as 16 digits and back") {
    CHECK(hexadecimal(0x1f) == "000000000000001f");
    CHECK(from_hexadecimal(hexadecimal(~0ULL)) == ~0ULL);
    CHECK_FALSE(from_hexadecimal("1g"));
    CHECK_FALSE(from_hexadecimal(""));
    CHECK_FALSE(from_hexadecimal("10000000000000000"));
}

TEST_CASE("Text: parts of a text") {
    CHECK(trimmed("  a b ") == "a b");
    CHECK(trimmed("   ").empty());
    CHECK(replaced("a.b.c", ".", "..") == "a..b..c");
    CHECK(one_line("a\r\nb") == "a  b");
    CHECK(file_name("a b/\xc3\xa9.csv", ".", '-') == "a-b---.csv");
    CHECK(lines_of("a\r\nb\n\nc") == std::vector<std::string_view>{"a", "b", "", "c"});
    CHECK(width_of("\xc3\xa9t\xc3\xa9") == 3);
    CHECK(utf8_length("\xe2\x82\xac", 0) == 3);
    CHECK(utf8_length("\xe2\x82", 0) == 0);
}

TEST_CASE("Text: a CSV row is taken apart as RFC 4180 says") {
    CHECK(csv_cells("a,b,,c") == std::vector<std::string>{"a", "b", "", "c"});
    CHECK(csv_cells(R"("a,b","say ""x""",)") == std::vector<std::string>{"a,b", "say \"x\"", ""});
}

TEST_CASE("Text: mistyped words find their neighbours") {
    CHECK(edit_distance("doublng", "doubling") == 1);
    CHECK(edit_distance("abdc", "abcd") == 1);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    const std::vector<std::string_view> words{"price", "peak", "power"};
    CHECK(did_you_mean("pekа", words) == ""); // a Cyrillic letter is two bytes and so two slips
    CHECK(did_you_mean("paek", words) == "did you mean 'peak'?");
    CHECK(did_you_mean("x", words).empty());
    CHECK_FALSE(nearest("memory", words));
}
