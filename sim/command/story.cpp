// `sim story`: one lab's life.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "model/tell/chronicle.hpp"
#include "report/swept.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace sim {
namespace {

/// "  universities/1 to /20 in CHN, USA"
std::string line_of(const LabGroup& group, const Scenario& scenario) {
    std::string countries;
    for (const CountryId id : group.countries) countries += (countries.empty() ? "" : ", ") + scenario.countries[id.index].id;
    const std::string numbers = group.count == 1 ? "number 1" : fmt::format("numbers 1 to {}", group.count);
    return fmt::format("  {}, {}, in {}", group.id, numbers, countries);
}

/// The names that could have been meant: each crew's lab of the number that was typed, or its first.
std::string hint_for(const std::string& name, const World& world, const Scenario& scenario) {
    const std::string number = name.find('/') == std::string::npos ? "/1" : name.substr(name.rfind('/'));
    std::vector<std::string> names;
    for (const Crew& crew : world.crews) {
        if (crew.first == crew.last) continue;
        const std::string first = lab_name(world, scenario, {crew.first});
        const std::string same_number = first.substr(0, first.rfind('/')) + number;
        names.push_back(find_lab(world, scenario, same_number) ? same_number : first);
    }
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    return did_you_mean(name, candidates);
}

int refuse_lab(const std::string& name, const World& world, const Scenario& scenario) {
    const std::string hint = hint_for(name, world, scenario);
    std::string text =
        fmt::format("there is no lab {}{}{}\nlabs are GROUP@COUNTRY/NUMBER:", in_quotes(name), hint.empty() ? "" : "; ", hint);
    for (const LabGroup& group : scenario.labs) text += '\n' + line_of(group, scenario);
    return refuse(text);
}

/// The first variant at the point that is asked for: its values, as they are printed, and the scenario that they make.
struct Place {
    std::string text;
    Scenario scenario;
};
Place place_of(const Reading& reading, const Points& points, std::uint32_t point) {
    if (points.paths.empty()) return {"", reading.variants.front()};
    return {fmt::format(", point {} ({})", point, label_of(shown_columns(points), point)),
            scenario_at(*reading.documents.front(), points, point)};
}

int refuse_point(std::uint32_t point, const Points& points) {
    if (points.paths.empty()) return refuse(fmt::format("there is no point {}: the scenario has no sweep", point));
    return refuse(fmt::format("there is no point {}: the sweep has {} points, 0 to {}", point, points.count(), points.count() - 1));
}

int tell(const Request& request, std::uint64_t seed, const Place& place) {
    const Scenario& scenario = place.scenario;
    Replicate replicate(scenario);
    try {
        replicate.begin(Dice(seed, request.replicate));
        const auto lab = find_lab(replicate.story.world, scenario, request.lab);
        if (!lab) return refuse_lab(request.lab, replicate.story.world, scenario);
        const auto print = [](const std::string& line) { std::fputs((line + '\n').c_str(), stdout); };
        print(fmt::format("{}, variant {}{}, replicate {}, seed {}", scenario.name, scenario.variant, place.text, request.replicate, seed));
        tell_life(replicate, *lab, request.until, print);
    } catch (const StoryFailure& failure) {
        tell_error(fmt::format("the story failed: {}", failure.what()));
        return trials_failed;
    }
    return all_well;
}

} // namespace

int tell_story(const Request& request, Ranks&) {
    const Reading reading = open_scenario(request.files.front(), request.sets, request.variant);
    require_no_problems({&reading, 1}, request);
    const Points points = points_of(request, reading.variants.front());
    if (request.point >= points.count()) return refuse_point(request.point, points);
    try {
        return tell(request, seed_of(request, reading.variants.front()), place_of(reading, points, request.point));
    } catch (const BadPoint& bad) {
        tell_error(fmt::format("no story can be told: {}", bad.what()));
        return trials_failed;
    }
}

} // namespace sim
