// What a scenario knows about itself: names of labs, sample dates, and the text that its hash is made from.
#include "sim/scenario.hpp"

#include "model/walk.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace sim {

namespace {

std::string text(bool value) { return value ? "true" : "false"; }
std::string text(std::uint32_t value) { return std::to_string(value); }
std::string text(std::uint64_t value) { return std::to_string(value); }
std::string text(double value) { return to_text(value); }
std::string text(Instant value) { return std::to_string(value.time_since_epoch().count()); }
std::string text(std::string_view value) { return std::to_string(value.size()) + ':' + std::string(value); }
template <Worded E> std::string text(E value) { return text(word_of(value)); }

std::string parameters(const Constant& l) { return text(l.value); }
std::string parameters(const Uniform& l) { return "uniform " + text(l.least) + ' ' + text(l.most); }
std::string parameters(const LogUniform& l) { return "loguniform " + text(l.least) + ' ' + text(l.most); }
std::string parameters(const Triangular& l) { return "triangular " + text(l.least) + ' ' + text(l.mode) + ' ' + text(l.most); }
std::string parameters(const Normal& l) { return "normal " + text(l.mean) + ' ' + text(l.sd); }
std::string parameters(const Student& l) { return "student " + text(l.middle) + ' ' + text(l.scale) + ' ' + text(l.freedom); }
std::string parameters(const LogStudent& l) { return "logstudent " + text(l.median) + ' ' + text(l.scale) + ' ' + text(l.freedom); }
std::string parameters(const LogNormal& l) { return "lognormal " + text(l.median) + ' ' + text(l.sigma); }
std::string parameters(const Exponential& l) { return "exponential " + text(l.mean); }
std::string parameters(const Gamma& l) { return "gamma " + text(l.mean) + ' ' + text(l.shape); }
std::string parameters(const Beta& l) { return "beta " + text(l.alpha) + ' ' + text(l.beta); }
std::string text(const Distribution& value) {
    return std::visit([](const auto& law) { return parameters(law); }, value.law);
}
std::string text(const Number& value) { return value.law ? text(*value.law) : text(value.value); }
std::string text(const Series& value) { return std::to_string(value.points.size()) + " points"; } // no trial depends on them
std::string text(const Axes& value) { return std::to_string(value.list.size()) + " axes"; }       // nor on these
std::string text(const Anchor& value) { return text(value.at) + ' ' + text(value.value); }

template <class T> std::string text(const std::optional<T>& value);
template <class T> std::string text(const std::vector<T>& values);

std::string text(const Regime& value) {
    return text(value.from) +
           (value.means == Regime::Rate::doubling_time     ? " doubling "
            : value.means == Regime::Rate::growth_per_year ? " growth "
                                                           : " doublings ") +
           text(value.rate);
}
std::string text(const Growth& value) {
    return text(value.level) + text(value.anchors) + text(value.regimes) + text(value.ceiling) + text(value.cap);
}
template <class T> std::string text(const std::optional<T>& value) { return value ? '<' + text(*value) + '>' : "<>"; }
template <class T> std::string text(const std::vector<T>& values) {
    std::string all = "[";
    for (const T& value : values) all += text(value) + ';';
    return all + ']';
}

using Lines = std::map<std::string, std::string>; // by what stands before the value: "hardware.pue="

/// Correlations without the order of the list and of the two, in place of the list.
void say_correlations(const std::vector<Correlation>& correlations, Lines& lines) {
    std::erase_if(lines, [](const auto& line) { return line.first.starts_with("correlations["); });
    for (const Correlation& c : correlations) {
        if (c.between.size() != 2) continue; // which is a problem of its own
        const auto [first, second] = std::minmax(c.between[0], c.between[1]);
        lines.emplace("correlation(" + text(first) + ',' + text(second) + ")=", text(c.rank));
    }
}

/// What the policy at this path would say if it were of another kind: nothing.
void add_other_kinds(const std::string& path, Lines& lines) {
    const auto add = [&](const Field&, const std::string& leaf, const auto& member) { lines.try_emplace(leaf + '=', text(member)); };
    Walk walk{add, path, Part::world};
    each_kind<Policy::Action>([&](auto other) { fields(walk, other); });
}

/// The visitor that finds the part of one section.
struct PartFinder {
    std::string_view key;
    std::optional<Part> part = {};
    template <class T> void field(const Field& row, const T&) {
        if (row.key == key) part = row.part;
    }
};

} // namespace

Scenario::Scenario() = default;
Scenario::Scenario(const Scenario&) = default;
Scenario::Scenario(Scenario&&) noexcept = default;
Scenario& Scenario::operator=(const Scenario&) = default;
Scenario& Scenario::operator=(Scenario&&) noexcept = default;
Scenario::~Scenario() = default;

bool Whom::holds(CountryId c, KindId k) const {
    return std::ranges::find(countries, c) != countries.end() && std::ranges::find(kinds, k) != kinds.end();
}

bool changes_anything(const Policy& policy) {
    return std::visit([](const auto& action) { return action.changes_anything(); }, policy.what);
}

bool follows_the_field(const Scenario& scenario, const Country& country) {
    const Growth& researchers = country.researchers;
    const bool some = researchers.level.law || researchers.level != 0 || !researchers.anchors.empty();
    return scenario.people.field_growth && researchers.regimes.empty() && some;
}

std::optional<Part> part_of_section(std::string_view key) {
    Scenario empty;
    PartFinder finder{key};
    fields(finder, empty);
    return finder.part;
}

std::optional<LabName> lab_of_name(const Scenario& scenario, std::string_view text) {
    const std::size_t at = text.find('@'), slash = text.find('/', at);
    if (at == text.npos || slash == text.npos) return std::nullopt;
    const auto place = [](const auto& things, std::string_view id) {
        return static_cast<std::size_t>(std::ranges::find(things, id, [](const auto& thing) -> std::string_view { return thing.id; }) -
                                        things.begin());
    };
    const std::size_t group = place(scenario.labs, text.substr(0, at)),
                      country = place(scenario.countries, text.substr(at + 1, slash - at - 1));
    const std::string_view digits = text.substr(slash + 1);
    std::uint32_t number = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (group == scenario.labs.size() || country == scenario.countries.size() || error != std::errc{} ||
        stop != digits.data() + digits.size())
        return std::nullopt;
    const LabGroup& labs = scenario.labs[group];
    const CountryId id{static_cast<std::uint32_t>(country)};
    if (number < 1 || number > labs.count || std::ranges::find(labs.countries, id) == labs.countries.end()) return std::nullopt;
    return LabName{static_cast<std::uint32_t>(group), id, number - 1};
}

std::string to_text(const Scenario& scenario, const LabName& name) {
    return scenario.labs[name.group].id + '@' + scenario.countries[name.country.index].id + '/' + std::to_string(name.number + 1);
}

std::vector<std::string> income_groups(const Scenario& scenario) {
    std::set<std::string> words;
    for (const Country& country : scenario.countries) {
        if (!country.income.empty()) words.insert(country.income);
    }
    return {words.begin(), words.end()};
}

std::vector<Instant> sample_dates(const Clock& clock) {
    using namespace std::chrono;
    const auto day = floor<days>(clock.end);
    const year_month_day end{day};
    std::vector<Instant> dates;
    for (std::uint32_t back = 0;; back += clock.sample_months) {
        const year_month month = year_month{end.year(), end.month()} - months{back};
        const auto last = year_month_day_last{month.year(), month_day_last{month.month()}}.day();
        const Instant at = sys_days{month / std::min(end.day(), last)} + (clock.end - day);
        if (back > 0 && at <= clock.start) break;
        dates.push_back(at);
    }
    std::reverse(dates.begin(), dates.end());
    return dates;
}

std::string canonical_text(const Scenario& scenario) {
    Scenario copy = scenario;
    Lines lines{{"scenario=", text(scenario.name)}, {"variant=", text(scenario.variant)}, {"seed=", text(scenario.seed)}};
    each_leaf(copy, [&](const Field& row, const std::string& path, const auto& member) {
        if (row.part == Part::world) lines.emplace(path + '=', text(member));
    });
    for (std::size_t i = 0; i < scenario.policies.size(); ++i) add_other_kinds(path_to_item("policies", scenario.policies[i].id, i), lines);
    say_correlations(scenario.correlations, lines);
    std::string all;
    for (const auto& [before, value] : lines) all += before + value + '\n';
    return all;
}

} // namespace sim
