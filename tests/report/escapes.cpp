// Text from outside in each output form: it is shown as it stands, and never obeyed.
#include "support/child.hpp"

#include "report/forms/csv.hpp"
#include "sim/table.hpp"

#include <filesystem>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

Table table_of(const std::string& name) {
    return {"Title of " + name, name, 1, {"group", "2030"}, {{name, "1e3"}, {"[x]", "-1.2 pp [-3, 0]"}}, {name}, {}};
}

std::string in_csv(const std::string& text) {
    const std::string table = csv(Table{"", "", 1, {"g", "v"}, {{text, "1"}}, {}, {}});
    return table.substr(5, table.size() - 5 - 4);
}

std::string in_markdown(const std::string& text) {
    const std::string table = markdown(Table{"t", "", 1, {"g", "v"}, {{text, "1"}}, {}, {}});
    const std::size_t begin = table.rfind("\n| ") + 3;
    return table.substr(begin, table.rfind(" | 1 |") - begin);
}

} // namespace

TEST_CASE("Escapes: in CSV what a spreadsheet would work out is a text; numbers stay numbers") {
    for (const std::string formula :
         {"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "-1+cmd|x", "--", "-", "+", "=", "-a", "+49 (0) 30=1"})
        CHECK_THAT(in_csv(formula), Contains("'" + formula));
    CHECK(in_csv("\t=1") == "'\t=1");
    for (const std::string hidden : {" =1", "\xef\xbc\x9d"
                                            "1+1"})
        CHECK(in_csv(hidden) == "'" + hidden);
    CHECK(in_csv("\n=1") == "\"'\n=1\"");
    CHECK(in_csv("=a,\"b\"") == "\"'=a,\"\"b\"\"\"");
    for (const std::string plain :
         {"-1", "-1.5e-3", "+2", "-.5", "-1,451 [-2,692, -211]", "-1.2 pp", "1=1", "a-b", "Côte d'Ivoire", "", "-12 %"})
        CHECK_THAT(in_csv(plain), Contains(plain) && !Contains("'-") && !Contains("'+"));
}

TEST_CASE("Escapes: in Markdown marks are shown, and what is none stays as it is") {
    CHECK(in_markdown("_under_ **b** `c` <i>") == "\\_under\\_ \\*\\*b\\*\\* \\`c\\` \\<i>");
    CHECK(in_markdown("a|b [x](http://y) &lt; &#35; ~~s~~") == "a\\|b [x\\](http://y) \\&lt; \\&#35; \\~\\~s\\~\\~");
    CHECK(in_markdown("![i][r] \\_ <!-- --> </td>") == "![i\\][r] \\\\\\_ \\<!-- --> \\</td>");
    for (const std::string plain : {"research_share", "3 < 4 <= 5", "[0.2, 0.5]", "2 * 3", "a -> b", "R&D", "Pipe and 50% \"q\"", "~ 5"})
        CHECK(in_markdown(plain) == plain);
    const std::string text = markdown(Table{"# a\nb", "- x\n> y\n1 <b>", 1, {"g", "v"}, {{"a\nb", "1"}}, {"=1"}, {}});
    CHECK_THAT(text, Contains("## # a b\n\n\\- x  \n\\> y  \n1 \\<b>\n\n") && Contains("| a b | 1 |") && Contains("\\=1  \n"));
}

TEST_CASE("Escapes: in LaTeX a name is no number, a row no option, and other scripts are named where no font has them") {
    std::vector<Table> tables{table_of("1e3")};
    const std::string numbers = latex(tables, "t");
    CHECK_THAT(numbers, Contains("\n1e3 & 1$\\times10^{3}$ \\\\") && Contains("\n{}[x] & $-$1.2 pp [$-$3, 0] \\\\"));
    CHECK_THAT(numbers, !Contains("simtext"));
    tables = {table_of("中国 and العربية, Åland")};
    const std::string scripts = latex(tables, "t");
    CHECK_THAT(scripts,
               Contains("\\simtext{4E2D}{中国}{U+4E2D U+56FD}{Noto Serif CJK SC} and \\simtext{0627}{العربية}") && Contains(", Åland"));
    CHECK_THAT(scripts, Contains("\\protected\\def\\simtext"));
}

TEST_CASE("Escapes: LaTeX compiles whatever countries are called, alone and in a document") {
    if (!fs::exists("/usr/bin/pdflatex")) {
        WARN("pdflatex is not there: not tested");
        return;
    }
    const Folder folder;
    const std::string names[] = {"中国",
                                 "العربية السعودية",
                                 "Côte d'Ivoire",
                                 "R&D_costs in $ for #1 | {x} ~ ^ \\ <b>",
                                 "=1+1",
                                 "1e3",
                                 "[b]",
                                 "ħ Ŀ ſ",
                                 "😀",
                                 "日本語 and हिन्दी",
                                 "ὦ Ж",
                                 "−1 … “q”",
                                 "\\input{/etc/passwd}",
                                 "``''",
                                 "\\\\[1cm]",
                                 "*",
                                 "%",
                                 "\\simtext"};
    Table table{"Names", "", 1, {"group", "2030"}, {}, {}, {}};
    for (const std::string& name : names) {
        table.rows.push_back({name, name});
        table.caption += name + '\n';
        table.footnotes.push_back(name);
    }
    std::vector<Table> tables{table, table};
    tables[1].name = "long";
    tables[1].rows.resize(60, {"中国", "1"});
    write_file(folder / "names.tex", latex(tables, "names"));
    write_file(folder / "all.tex", "\\documentclass{article}\\usepackage{booktabs,longtable}\\usepackage[T1]{fontenc}\\begin{document}\n"
                                   "\\input{names}\\input{names}\n\\listoftables\\end{document}\n");
    for (const char* const file : {"names.tex", "all.tex", "all.tex"}) {
        const int exit = exit_of_program(folder, {"/usr/bin/pdflatex", "-interaction=nonstopmode", "-halt-on-error", file});
        INFO(file << ": " << bytes_of(folder / "stdout"));
        REQUIRE(exit == 0);
    }
    CHECK_THAT(bytes_of(folder / "all.log"),
               Contains("sim: font Noto Serif CJK SC is missing") && Contains("sim: font Noto Naskh Arabic is missing"));
}

TEST_CASE("Escapes: names of every kind go through all files, and what is no letter is refused on entry") {
    const Folder folder;
    write_file(folder / "names.yaml", "scenario: names\nextends: " + std::string(SIM_SOURCE_DIR) + R"(/tests/scenarios/tiny.yaml
title: "100 % of R&D_costs in $ for #1 | {x} ~ ^ \\ <b>"
countries:
  - {id: ONE, name: "=1+1", researchers: 15 person}
  - {id: CHN, name: "中国", researchers: 15 person}
  - {id: PIP, name: "Pipe | and _under_ 50% \"q\" <i>", researchers: 15 person}
  - {id: "1e3", name: "1e3", researchers: 15 person}
  - {id: END, name: "</script><script>alert(1)</script>", researchers: 15 person}
labs: [{id: only, of: ["*"]}]
report: {tables: [papers], dates: [2010-02-01]}
)");
    const int exit = exit_of(folder, {"names.yaml", "-n", "2", "-q", "-o", "out"});
    INFO(bytes_of(folder / "stderr"));
    REQUIRE(exit == 0);
    std::string tables, pages = bytes_of(folder / "out/report.html");
    for (const auto& file : fs::directory_iterator(folder / "out/tables")) tables += bytes_of(file.path());
    CHECK_THAT(tables, Contains("'=1+1") && Contains("Pipe \\| and \\_under\\_") && Contains("\\simtext{4E2D}{中国}"));
    CHECK_THAT(tables, !Contains("1$\\times10^{3}$ &"));
    CHECK_THAT(pages, !Contains("<script>alert") && !Contains("<i>") && Contains("&lt;i&gt;"));
    CHECK(exit_of(folder, {"verify", "out", "-q"}) == 0);
    CHECK(exit_of(folder, {"check", "no\x1b[31m.yaml"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("no<U+001B>[31m.yaml") && !Contains("\x1b"));
}
