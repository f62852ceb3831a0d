// The page says what the model can tell, with the drawing of the way from money to people.
#include "support/outcomes.hpp"

#include "report/charts.hpp"
#include "report/embedded.hpp"
#include "report/page/page.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

std::string page_of(Research::Work work) {
    Run run = small_run(2);
    for (Scenario& variant : run.variants) variant.research.work = work;
    const Origin origin{&run, {}, {{4, 0, 100}, 0xabc}};
    return page({&origin, 1}, ChartBook{}, {});
}

std::size_t times(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
    return count;
}

} // namespace

TEST_CASE("Page: what the model can tell is there once, linked, with the drawing where teams plan programmes of runs") {
    const std::string programmes = page_of(Research::Work::programme), jobs = page_of(Research::Work::jobs);
    for (const std::string& text : {programmes, jobs}) {
        CHECK(times(text, "<section id=\"limits\"><h2>What this model can tell</h2>") == 1);
        CHECK_THAT(text, Contains("<a href=\"#limits\">") && Contains("docs/limits.md of the project"));
        CHECK(text.find("id=\"limits\"") < text.find("id=\"origin\""));
    }
    CHECK(times(programmes, embedded::page_flow) == 1);
    CHECK_THAT(programmes, Contains("is the exponent b"));
    CHECK_THAT(jobs, !Contains("<svg xmlns") && !Contains("exponent b"));
}

TEST_CASE("Page: the drawing has a text beside it, and refers to nothing outside itself") {
    const std::string drawing(embedded::page_flow);
    CHECK_THAT(drawing, Contains("role=\"img\" aria-label=\"From money to people"));
    CHECK(times(drawing, "http") == 1); // the name of its language
    for (const char* outside : {"href", "url(", "@import", "<script", "<image", "id=\""}) CHECK_THAT(drawing, !Contains(outside));
}
