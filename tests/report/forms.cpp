// One description of a table, and its forms: for files, screens and pages.
#include "support/outcomes.hpp"

#include "report/forms/files.hpp"
#include "report/result_files.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
    return n;
}

} // namespace

TEST_CASE("CSV: quotes for what needs them, and only that") {
    const Folder folder;
    CsvFile file(folder / "a.csv", {"plain", "odd,head", "number", "count"});
    file.cell("word").cell("comma, \"quote\"").cell(0.1).cell(std::uint64_t{18446744073709551615ULL}).end_row();
    file.cell("two\nlines").cell("").cell(-1e21).empty_cell().end_row();
    CHECK_FALSE(std::filesystem::exists(folder / "a.csv"));
    file.commit();
    CHECK(bytes_of(folder / "a.csv") == "plain,\"odd,head\",number,count\r\n"
                                        "word,\"comma, \"\"quote\"\"\",0.1,18446744073709551615\r\n"
                                        "\"two\nlines\",,-1e+21,\r\n");
}

TEST_CASE("CSV: numbers that are none are refused, the cell is named, and no file is left") {
    const Folder folder;
    for (const double bad : {nothing, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
        CsvFile file(folder / "a.csv", {"x", "mean"});
        file.cell(1.0).cell(2.0).end_row();
        CHECK_THROWS_WITH(file.cell(1.0).cell(bad),
                          StartsWith((folder / "a.csv").string()) && Contains("'mean' of row 2 is not a finite number"));
    }
    CHECK_FALSE(std::filesystem::exists(folder / "a.csv"));
    CHECK_FALSE(std::filesystem::exists(folder / "a.csv.part"));
}

TEST_CASE("Markdown: a table") {
    const Table table{"research_share",           "median over 3 replicates", 2, {"variant", "group", "2030"},
                      {{"a|b", "China", "17 %"}}, {"Fingerprint 0."}};
    CHECK(markdown(table) == "## research_share\n\n"
                             "median over 3 replicates\n\n"
                             "| variant | group | 2030 |\n"
                             "| :--- | :--- | ---: |\n"
                             "| a\\|b | China | 17 % |\n\n"
                             "Fingerprint 0.  \n");
}

TEST_CASE("Terminal: labels once, numbers to the right, names of any alphabet") {
    const Table table{"shares",
                      "",
                      2,
                      {"variant", "group", "2020", "2030"},
                      {{"trend", "China", "17 %", "98 %"}, {"trend", "Türkiye", "1 %", "0 %"}, {"capped", "China", "17 %", "66 %"}},
                      {"note"}};
    CHECK(terminal(table, {}) == "shares\n\n"
                                 "group      2020  2030\n"
                                 "---------------------\n"
                                 "trend\n"
                                 "  China    17 %  98 %\n"
                                 "  Türkiye   1 %   0 %\n"
                                 "capped\n"
                                 "  China    17 %  66 %\n\n"
                                 "note\n");
    CHECK_THAT(terminal(table, {.width = 100, .bold = true}), StartsWith("\x1b[1mshares\x1b[0m\n"));
}

TEST_CASE("Terminal: a table that is too wide goes on below, with its labels") {
    const Table table{"t", "", 1, {"group", "2020", "2030"}, {{"China", "17 %", "98 %"}}, {}};
    CHECK(terminal(table, {.width = 12, .bold = false}) ==
          "t\n\ngroup  2020\n-----------\nChina  17 %\n\ngroup  2030\n-----------\nChina  98 %\n");
}

TEST_CASE("Terminal: the pieces of a wide table are about equally wide") {
    const Table table{"t", "", 1, {"g", "a", "b", "c", "d", "e"}, {{"x", "1", "2", "3", "4", "5"}}, {}};
    CHECK(terminal(table, {.width = 13, .bold = false}) == "t\n\ng  a  b  c\n----------\nx  1  2  3\n\ng  d  e\n-------\nx  4  5\n");
}

TEST_CASE("LaTeX: everything is said in type: what LaTeX would read as commands, signs, powers of ten, options") {
    std::vector<Table> tables{small_table()};
    const std::string text = latex(tables, "ranks");
    CHECK_THAT(text, Contains("\\caption{Who \\& what? Shares. 90 \\% interval}\\label{tab:ranks}"));
    CHECK_THAT(text, Contains("\\begin{tabular}{@{}llr@{}}") && Contains("\\toprule") && Contains("\\bottomrule"));
    CHECK_THAT(text, Contains("trend & a\\_b: China $\\ge$ US & 63 \\% [$-$1, 70] \\\\"));
    CHECK_THAT(text, Contains("\n & c & 1.2$\\times10^{21}$ $\\pm$ 0.1 \\\\")); // the label above is not said again
    CHECK_THAT(text, Contains("-{}-replicates 3"));
    CHECK(text.ends_with("\\simends\n"));
    CHECK(count_of(text, "\\begin{table}") == count_of(text, "\\end{table}"));
}

TEST_CASE("LaTeX: a table of more rows than a page has goes over pages") {
    Table table = small_table();
    table.rows.assign(41, {"trend", "x", "1"});
    std::vector<Table> tables{table};
    CHECK_THAT(latex(tables, "long"), Contains("\\begin{longtable}") && Contains("\\endhead"));
    tables[0].rows.pop_back();
    CHECK_THAT(latex(tables, "long"), !Contains("\\begin{longtable}"));
}

TEST_CASE("HTML: row heads, and nothing that ends early") {
    Table table = small_table();
    table.name = "ranks";
    table.rows[0][2] = "<b>\"1\" & 2</b>";
    const std::string text = html(table);
    CHECK_THAT(text, Contains("<table data-table=\"ranks\">") && Contains("<caption>shares<br>90 % interval</caption>"));
    CHECK_THAT(text, Contains("<td>&lt;b&gt;&quot;1&quot; &amp; 2&lt;/b&gt;</td>"));
    CHECK_THAT(text,
               Contains("<tr class=\"first\"><th scope=\"row\">trend</th>") && Contains("<tr><th scope=\"row\" class=\"same\">trend</th>"));
    CHECK(count_of(text, "<tr") == 3);
}

TEST_CASE("Forms: tables are written in every form of the list, together or a file each") {
    const Folder folder;
    ResultFiles files(folder / "");
    std::vector<Table> tables{small_table(), small_table()};
    tables[1].name = "second";
    write_tables(files, "pair", tables);
    CHECK(tables[0].name == "pair-1");
    CHECK(files.names() == std::set<std::string>{"tables/pair.md", "tables/pair.tex", "tables/pair-1.csv", "tables/second.csv"});
    CHECK(bytes_of(folder / "tables/pair.md") == markdown(tables[0]) + '\n' + markdown(tables[1]));
    CHECK(bytes_of(folder / "tables/pair.tex") == latex(tables, "pair"));
    CHECK(bytes_of(folder / "tables/second.csv") ==
          "variant,of,2030\r\ntrend,a_b: China >= US,\"63 % [-1, 70]\"\r\ntrend,c,1.2e21 +- 0.1\r\n");
    CHECK(files.listed().size() == 4);
    std::set<std::string_view> endings;
    for (const FileForm& form : file_forms()) CHECK(endings.insert(form.ending).second);
}

TEST_CASE("Forms: what is said below a table is in its Markdown, the lines behind the first as they stand") {
    const Folder folder;
    ResultFiles files(folder / "");
    Table table = small_table();
    table.name = "compare-other";
    const std::vector<Section> sections{{{table}, "Luck.\nThey part:\n  here\n"}, {{table}, "Luck.\nNever.\n"}};
    write_sections(files, "compare", sections);
    CHECK(bytes_of(folder / "tables/compare.md") ==
          markdown(table) + "\nLuck.\n\n```\nThey part:\n  here\n```\n\n" + markdown(table) + "\nLuck.\n\n```\nNever.\n```\n\n");
}
