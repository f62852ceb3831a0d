// How far a claim may be off: what nothing could be within is refused at its place.
#include "support/texts.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

std::string claiming(const std::string& rest) {
    return said_of("claims: [{id: c, says: s, metric: \"researchers[ONE]@2011\", " + rest + "}]\n");
}

} // namespace

TEST_CASE("Margins: a tolerance below 0 is refused, and 0 is one") {
    CHECK_THAT(claiming("published: 15 person, tolerance: -1 person"),
               Contains("over.yaml:3:") && Contains("claims[c].tolerance is below 0: no figure could be within it"));
    CHECK(claiming("published: 15 person, tolerance: 0 person").empty());
    CHECK(claiming("published: 15 person").empty());
}

TEST_CASE("Margins: no factor leads to 0 or below") {
    for (const char* const published : {"0 person", "-3 person"})
        CHECK_THAT(claiming(std::string("published: ") + published + ", within_factor: 2"),
                   Contains(std::string("claims[c].within_factor: nothing is within a factor of ") + published));
    CHECK(claiming("published: 15 person, within_factor: 2").empty());
    CHECK(claiming("published: 0 person").empty());
}
