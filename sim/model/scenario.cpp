// What follows from a scenario beyond its fields: its canonical text, its sample dates, its labs by name, and which policies change
// anything.
#include "sim/scenario.hpp"

#include "model/walk.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace sim {

namespace {

std::string text(bool value) { return value ? "true" : "false"; }
std::string text(std::uint32_t value) { return std::to_string(value); }
std::string text(std::uint64_t value) { return std::to_string(value); }
std::string text(double value) { return to_text(value); }
std::string text(Instant value) { return std::to_string(value.time_since_epoch().count()); }
std::string text(const std::string& value) { return std::to_string(value.size()) + ':' + value; }

std::string parameters(const Constant& l) { return text(l.value); }
std::string parameters(const Uniform& l) { return "uniform " + text(l.least) + ' ' + text(l.most); }
std::string parameters(const LogUniform& l) { return "loguniform " + text(l.least) + ' ' + text(l.most); }
std::string parameters(const Triangular& l) { return "triangular " + text(l.least) + ' ' + text(l.mode) + ' ' + text(l.most); }
std::string parameters(const Normal& l) { return "normal " + text(l.mean) + ' ' + text(l.sd); }
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

/// What only decides how much is played and how it is shown.
bool changes_no_trial(const std::string& path) {
    return path == "title" || path == "replicates" || path.starts_with("report.") || path.starts_with("claims[") ||
           path.starts_with("observations[") || path.starts_with("hindcast.") || path.starts_with("expect") || path.starts_with("sweep.") ||
           path.starts_with("correlations[");
}

/// Whatever the order of the list and of the two.
std::set<std::string> lines_of(const std::vector<Correlation>& correlations) {
    std::set<std::string> lines;
    for (const Correlation& c : correlations) {
        if (c.between.size() != 2) continue; // which is a problem of its own
        const auto [first, second] = std::minmax(c.between[0], c.between[1]);
        lines.insert("correlation(" + text(first) + ',' + text(second) + ")=" + text(c.rank) + '\n');
    }
    return lines;
}

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

bool changes_anything(const Policy& p) {
    using enum Policy::What;
    const auto some = [](const std::optional<Growth>& money) { return money && (!money->anchors.empty() || money->level != 0); };
    switch (p.is) {
    case hardware_access:
        return p.delay != 0 || p.cap < std::numeric_limits<double>::infinity() || p.price_factor != 1 || !p.opens.empty();
    case public_cloud:
        return some(p.income) || some(p.of_gdp);
    case budget:
        return p.factor != 1 || p.grant != 0;
    case open_release:
        return true;
    case migration:
        return p.rate != 0;
    case efficiency_programme:
        return p.part != 0;
    case price_shock:
        return p.price_factor != 1 || p.electricity_factor != 1;
    }
    return true;
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
    std::set<std::string> lines{"variant=" + text(scenario.variant) + '\n'};
    each_leaf(copy, [&](const Field&, const std::string& path, const auto& member) {
        if (!changes_no_trial(path)) lines.insert(path + '=' + text(member) + '\n');
    });
    lines.merge(lines_of(scenario.correlations));
    std::string all;
    for (const std::string& line : lines) all += line;
    return all;
}

} // namespace sim
