// The model's vocabulary: numbers that fingerprints rest on, and the way from an event to an appointment and back.
#include "model/plan.hpp"

#include "support/catch.hpp"

#include <map>
#include <string>

using namespace sim;

namespace {

const Instant start = std::chrono::sys_days{std::chrono::January / 1 / 2012};

/// The appointment that an event makes.
template <class E> Appointment made(E event) {
    Agenda agenda{start, start + year};
    plan(agenda, start + year, event);
    return agenda.next();
}

template <class... All> std::vector<std::string_view> names_dispatched(const std::variant<All...>*) {
    return {dispatch(made(All{}), [](auto event) { return decltype(event)::name; })...};
}

} // namespace

TEST_CASE("Events: numbers are for ever, as fingerprints rest on them; a new event takes a new one") {
    const std::map<std::string_view, int> numbers = {
        {"PolicyBegin", 0},   {"PolicyEnd", 1},  {"HardwareRelease", 2}, {"Staffing", 3},        {"Funding", 4},
        {"Purchase", 5},      {"Arrival", 6},    {"ProjectChoice", 7},   {"ReproductionEnd", 8}, {"ExtensionReady", 9},
        {"ExtensionEnd", 10}, {"Diffusion", 11}, {"Sample", 12},         {"Review", 13}};
    CHECK(event_rows.size() == numbers.size());
    for (const EventRow& row : event_rows) {
        INFO(row.name);
        REQUIRE(numbers.count(row.name) == 1);
        CHECK(int{row.number} == numbers.at(row.name));
        CHECK(row.sentence.size() > 10);
    }
}

TEST_CASE("Events: each is dispatched as itself") {
    const auto names = names_dispatched(static_cast<const Event*>(nullptr));
    REQUIRE(names.size() == event_rows.size());
    for (std::size_t i = 0; i < names.size(); ++i) CHECK(names[i] == event_rows[i].name);
}

TEST_CASE("Events: whom they concern comes back out of 32 bits") {
    for (const std::uint32_t index : {0U, 1U, 4'095U, 0xfffffffeU}) {
        CHECK(who_of(ProjectChoice{{index}}) == index);
        CHECK(event_of<ProjectChoice>(index).team == TeamId{index});
        CHECK(event_of<Sample>(who_of(Sample{index})).date == index);
    }
    for (const std::uint32_t generation : {0U, 7U, HardwareRelease::most_generations - 1}) {
        for (const std::uint32_t country : {0U, 3U, HardwareRelease::most_countries - 1}) {
            const auto back = event_of<HardwareRelease>(who_of(HardwareRelease{{generation}, {country}}));
            CHECK(back.generation.index == generation);
            CHECK(back.country.index == country);
        }
    }
}
