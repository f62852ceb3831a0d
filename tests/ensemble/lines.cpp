// Where texts differ, and the sums by which files are known again.
#include "support/outcomes.hpp"

#include "base/text.hpp"
#include "ensemble/checksum.hpp"
#include "ensemble/lines.hpp"

using namespace sim;
using namespace sim::test;

namespace {

std::vector<std::string> told(std::string_view is, std::string_view should, Form form) {
    std::vector<std::string> lines;
    for (const LineDifference& d : line_differences(is, should, form))
        lines.push_back(std::to_string(d.line) + ": " + d.what + ": [" + d.is + "] [" + d.should + "]");
    return lines;
}

using Told = std::vector<std::string>;

} // namespace

TEST_CASE("Checksums: SHA-256 of the standard's examples") {
    CHECK(sha256_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const Folder folder;
    write_file(folder / "a", std::string(1'000'000, 'a'));
    CHECK(sha256_of_file(folder / "a") == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK_THROWS_AS(sha256_of_file(folder / "b"), IoError);
}

TEST_CASE("Lines: a changed cell is named by its column and by what its row is about") {
    const std::string head = "variant,point,date,group,metric,unit,n,mean\r\n";
    const std::string row = "trend,0,2030-12-31,country:CHN,research_share,,200,";
    CHECK(told(head + row + "0.172\r\n", head + row + "0.171\r\n", Form::csv) ==
          Told{"2: column mean of trend, point 0, 2030-12-31, country:CHN, research_share: [0.172] [0.171]"});
    CHECK(told(head + row + "1\r\n", head + row + "1\r\n", Form::csv).empty());
    CHECK(told(head + row + "1\n", head + row + "1\r\n", Form::csv) == Told{"2: line end, or order of lines: [] []"});
    CHECK(told("Variant" + head.substr(7), head, Form::csv) ==
          Told{"1: line: [Variant,point,date,group,metric,unit,n,mean] [variant,point,date,group,metric,unit,n,mean]"});
}

TEST_CASE("Lines: what is too much or missing do not make all those below them wrong") {
    const std::string head = "run_id,status\r\n";
    CHECK(told(head + "0,ok\r\n2,ok\r\n3,ok\r\n", head + "0,ok\r\n1,ok\r\n2,ok\r\n3,ok\r\n", Form::csv) ==
          Told{"3: row of run_id 1: [] [1,ok]"});
    CHECK(told(head + "0,ok\r\n1,ok\r\n1,ok\r\n", head + "0,ok\r\n1,ok\r\n", Form::csv).size() == 1);
    CHECK(told("a\nb\nc\n", "a\nc\n", Form::plain) == Told{"2: line: [b] []"});
    CHECK(told("", "a\n", Form::plain) == Told{"1: line: [] [a]"});
}

TEST_CASE("Lines: a cell of a Markdown table is named by the head above it and the labels beside it") {
    const std::string top = "## T\n\n| group | 2020 | 2030 |\n| :--- | ---: | ---: |\n| China | 1 \\| 2 | 3 |\n";
    CHECK(told(top + "| India | 4 | 5 |\n\nNote\n", top + "| India | 4 | 6 |\n\nNota\n", Form::markdown) ==
          Told{"6: column 2030 of India: [5] [6]", "8: line: [Note] [Nota]"});
}

TEST_CASE("Lines: some rows are looked for by what they are about") {
    const std::string head = "run_id,variant,events\r\n";
    const std::string all = head + "0,a,5\r\n1,a,6\r\n2,b,7\r\n";
    CHECK(row_differences(all, head + "2,b,7\r\n").empty());
    const auto found = row_differences(all, head + "1,a,9\r\n3,b,1\r\n");
    REQUIRE(found.size() == 2);
    CHECK(found[0].line == 3);
    CHECK(found[0].what == "column events of run_id 1, a");
    CHECK(found[0].is == "6");
    CHECK(found[0].should == "9");
    CHECK(found[1].what == "row of run_id 3, b");
    CHECK(found[1].is.empty());
}
