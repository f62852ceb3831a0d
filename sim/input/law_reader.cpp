// The reader of laws and numbers with units.
#include "input/law_reader.hpp"

#include "base/extended.hpp"
#include "input/suggestion.hpp"
#include "input/values.hpp"
#include "model/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace sim {

namespace {

using Type = Node::Type;

constexpr double negligible = 1e-9; // share of the draws of an unbounded law that may leave the range at each end

using Values = const std::vector<double>&;
// clang-format off
const std::array<LawForm, 14> forms{{
    {"value", "This number", 1},
    {"ci50", "The interval in which half of the draws lie; with `law`, else lognormal where it is above 0, and normal", 2},
    {"ci80", "The interval in which 80 % of the draws lie", 2},
    {"ci90", "The interval in which 90 % of the draws lie", 2},
    {"ci95", "The interval in which 95 % of the draws lie", 2},
    {"uniform", "Uniform between two bounds", 2},
    {"loguniform", "Uniform in the logarithm between two bounds above 0", 2},
    {"triangular", "Triangular: least, mode, most", 3},
    {"normal", "Normal by its mean and standard deviation", 0, {{"mean", true, false}, {"sd"}}, [](Values v) { return Distribution{Normal{v[0], v[1]}}; }},
    {"lognormal", "Lognormal by its median and the standard deviation of the natural logarithm", 0, {{"median"}, {"sigma", false}},
     [](Values v) { return Distribution{LogNormal{v[0], v[1]}}; }},
    {"lognormal", "The same by its mean", 0, {{"mean"}, {"sigma", false}},
     [](Values v) { return Distribution{LogNormal{v[0] * exp_of(-v[1] * v[1] / 2), v[1]}}; }},
    {"exponential", "Exponential by its mean", 0, {{"mean"}}, [](Values v) { return Distribution{Exponential{v[0]}}; }},
    {"gamma", "Gamma by its mean and shape", 0, {{"mean"}, {"shape", false}}, [](Values v) { return Distribution{Gamma{v[0], v[1]}}; }},
    {"beta", "Beta on [0, 1] by its two shape parameters", 0, {{"alpha", false}, {"beta", false}}, [](Values v) { return Distribution{Beta{v[0], v[1]}}; }},
}};
// clang-format on

bool is_form(std::string_view key) { return std::ranges::find(forms, key, &LawForm::key) != forms.end(); }

/// Rounded to so many decimal digits; 15 undo the last bits that a change of units costs.
double tidy(double number, int count = 15) {
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::scientific, count - 1).ptr;
    std::from_chars(digits.data(), end, number);
    return number;
}

/// Reads one law from one node.
class LawReader {
public:
    LawReader(const Node& node, const Measure& measure, const std::string& path, Problems& problems)
        : node_(node), measure_(measure), path_(path), problems_(problems) {}
    [[nodiscard]] std::optional<Distribution> read(std::span<const std::string_view> others);

private:
    [[nodiscard]] std::optional<Distribution> read_form(const Node& form);
    [[nodiscard]] std::optional<Distribution> read_interval(const Node& form);
    [[nodiscard]] std::optional<Distribution> read_bounded(const Node& form);
    [[nodiscard]] std::optional<Distribution> read_parametric(const Node& form);
    [[nodiscard]] std::optional<IntervalShape> read_shape(const Node& law);
    [[nodiscard]] std::optional<std::vector<double>> read_bounds(const Node& form, std::size_t count);
    [[nodiscard]] std::optional<double> read_parameter(const Node& form, const LawParameter& parameter);
    [[nodiscard]] bool has_parameters(const Node& form, std::span<const LawParameter> parameters);
    [[nodiscard]] std::optional<Distribution> checked(const Node& form, const Distribution& law);

    const Node& node_;
    const Measure& measure_;
    const std::string& path_;
    Problems& problems_;
};

std::optional<Distribution> LawReader::read(std::span<const std::string_view> others) {
    if (node_.is(Type::scalar)) {
        const auto number = Measure{measure_.row, measure_.kept, true}.read(node_, path_, problems_);
        return number ? std::optional{Distribution{Constant{*number}}} : std::nullopt;
    }
    if (!node_.is(Type::map)) {
        refuse_kind(node_, path_, fmt::format("a number such as '{}', or a law", example_number(measure_.row)), problems_);
        return std::nullopt;
    }
    for (const std::string_view key : {"at", "table", "growth", "doubling"}) {
        const Node* changing = others.empty() ? find(node_, key) : nullptr;
        if (changing == nullptr) continue;
        problems_.at_head(*changing, fmt::format("{} is one number that does not change in time", path_),
                          fmt::format("such as '{}'", example_number(measure_.row)));
        return std::nullopt;
    }
    std::vector<std::string_view> known;
    for (const LawForm& form : forms) known.push_back(form.key);
    known.push_back("law");
    known.insert(known.end(), others.begin(), others.end());
    refuse_unknown_keys(node_, known, path_, problems_);
    const Node* form = nullptr;
    for (const Node& item : node_.items) {
        if (!is_form(item.key)) continue;
        if (form != nullptr)
            problems_.at_head(item, fmt::format("{} has both '{}' and '{}'", path_, form->key, item.key), "keep one");
        else
            form = &item;
    }
    if (form != nullptr) return read_form(*form);
    problems_.at_head(node_, fmt::format("{} has no value", path_), fmt::format("such as 'value: {}'", example_number(measure_.row)));
    return std::nullopt;
}

std::optional<Distribution> LawReader::read_form(const Node& form) {
    const std::string_view name = form.key;
    if (name.starts_with("ci")) return read_interval(form);
    if (const Node* law = find(node_, "law")) problems_.at_head(*law, fmt::format("{}: 'law' belongs to an interval such as ci90", path_));
    if (name == "uniform" || name == "loguniform" || name == "triangular") return read_bounded(form);
    if (name != "value") return read_parametric(form);
    const auto number = measure_.read(form, path_, problems_);
    return number ? std::optional{Distribution{Constant{*number}}} : std::nullopt;
}

std::optional<Distribution> LawReader::read_bounded(const Node& form) {
    const auto bounds = read_bounds(form, form.key == "triangular" ? 3 : 2);
    if (!bounds) return std::nullopt;
    const auto& b = *bounds;
    if (form.key == "triangular") return checked(form, {Triangular{b[0], b[1], b[2]}});
    if (form.key == "uniform") return checked(form, {Uniform{b[0], b[1]}});
    if (b[0] > 0) return checked(form, {LogUniform{b[0], b[1]}});
    problems_.at_head(form, fmt::format("{} needs bounds above 0", path_to(path_, form.key)));
    return std::nullopt;
}

std::optional<Distribution> LawReader::read_parametric(const Node& form) {
    auto law = std::ranges::find(forms, form.key, &LawForm::key);
    const auto is_other_way = [&](const LawForm& f) { return f.key == form.key && find(form, f.parameters.front().key) != nullptr; };
    if (const auto other = std::find_if(law + 1, forms.end(), is_other_way);
        find(form, law->parameters.front().key) == nullptr && other != forms.end())
        law = other;
    if (!has_parameters(form, law->parameters)) return std::nullopt;
    std::vector<double> values;
    for (const LawParameter& parameter : law->parameters)
        if (const auto value = read_parameter(form, parameter)) values.push_back(*value);
    return values.size() == law->parameters.size() ? checked(form, law->make(values)) : std::nullopt;
}

std::optional<Distribution> LawReader::read_interval(const Node& form) {
    const auto bounds = read_bounds(form, 2);
    if (!bounds) return std::nullopt;
    const double low = (*bounds)[0], high = (*bounds)[1];
    std::optional<IntervalShape> shape = low > 0 ? IntervalShape::lognormal : IntervalShape::normal;
    if (const Node* law = find(node_, "law")) shape = read_shape(*law);
    if (!shape) return std::nullopt;
    double percent = 0;
    std::from_chars(form.key.data() + 2, form.key.data() + form.key.size(), percent);
    const FittedInterval fitted = fit_interval(*shape, percent / 100, low, high);
    if (fitted.ok()) return checked(form, fitted.distribution);
    problems_.at_head(form, fmt::format("{}: {}", path_to(path_, form.key), fitted.error));
    return std::nullopt;
}

std::optional<IntervalShape> LawReader::read_shape(const Node& law) {
    const auto found = std::ranges::find(interval_laws, law.text);
    if (law.is(Type::scalar) && found != interval_laws.end()) return static_cast<IntervalShape>(found - interval_laws.begin());
    problems_.at(law, fmt::format("{} must be one of {}", path_to(path_, "law"), fmt::join(interval_laws, ", ")),
                 did_you_mean(law.text, interval_laws));
    return std::nullopt;
}

std::optional<std::vector<double>> LawReader::read_bounds(const Node& form, std::size_t count) {
    const std::string path = path_to(path_, form.key);
    if (!form.is(Type::list) || form.items.size() != count) {
        problems_.at(form, fmt::format("{} takes {} numbers in brackets", path, count),
                     fmt::format("such as '[{}, ...]'", example_number(measure_.row)));
        return std::nullopt;
    }
    std::vector<double> bounds;
    for (const Node& item : form.items) {
        const Field& row = measure_.row; // a bound of a continuous law is never drawn itself
        const Field bound{.key = row.key, .doc = row.doc, .unit = row.unit, .least = row.least, .most = row.most};
        if (const auto number = Measure{bound, measure_.kept}.read(item, path, problems_)) bounds.push_back(*number);
    }
    if (bounds.size() != count) return std::nullopt;
    if (std::is_sorted(bounds.begin(), bounds.end()) && bounds.front() < bounds.back()) return bounds;
    problems_.at(form, fmt::format("{} must ascend", path), "the smaller number first");
    return std::nullopt;
}

/// Only the law as a whole must keep to the field's range.
std::optional<double> LawReader::read_parameter(const Node& form, const LawParameter& parameter) {
    const Field row{.key = parameter.key,
                    .doc = "",
                    .unit = parameter.measured ? measure_.row.unit : "",
                    .least = parameter.positive ? 0 : -no_limit,
                    .above_least = parameter.positive};
    const Measure measure{row, parameter.measured ? measure_.kept : 1};
    return measure.read(*find(form, parameter.key), path_to(path_to(path_, form.key), parameter.key), problems_);
}

bool LawReader::has_parameters(const Node& form, std::span<const LawParameter> parameters) {
    const std::string path = path_to(path_, form.key);
    std::vector<std::string_view> keys;
    for (const LawParameter& parameter : parameters) keys.push_back(parameter.key);
    if (!form.is(Type::map)) {
        refuse_kind(form, path, fmt::format("a map with {}", fmt::join(keys, " and ")), problems_);
        return false;
    }
    refuse_unknown_keys(form, keys, path, problems_);
    const auto missing = std::find_if(keys.begin(), keys.end(), [&](std::string_view key) { return find(form, key) == nullptr; });
    if (missing != keys.end()) problems_.at_head(form, fmt::format("{} needs '{}'", path, *missing));
    return missing == keys.end();
}

std::optional<Distribution> LawReader::checked(const Node& form, const Distribution& law) {
    if (std::holds_alternative<Beta>(law.law) && dimension_of(measure_.row.unit) != Dimension{}) {
        problems_.at_head(form, fmt::format("{}: a beta law is for pure numbers between 0 and 1", path_));
        return std::nullopt;
    }
    const Extent extent = extent_of(law);
    const double least = measure_.in_unit(extent.least), most = measure_.in_unit(extent.most);
    if (least >= measure_.row.least && most <= measure_.row.most) return law;
    const double outside = tidy(least < measure_.row.least ? least : most, 3);
    problems_.at_head(form,
                      fmt::format("{} must be {}, but this law reaches {}", path_, measure_.range(), with_unit(outside, measure_.row.unit)),
                      "lognormal, gamma and exponential stay above 0, beta between 0 and 1; triangular and uniform have bounds");
    return std::nullopt;
}

} // namespace

std::string with_unit(double number, std::string_view unit) {
    if (unit == "1/yr") return to_text(tidy(number * 100)) + " %/yr";
    return to_text(number) + (unit.empty() ? "" : " ") + std::string{unit};
}

Extent extent_of(const Distribution& distribution) {
    if (const auto* law = std::get_if<Uniform>(&distribution.law)) return {law->least, law->most};
    if (const auto* law = std::get_if<LogUniform>(&distribution.law)) return {law->least, law->most};
    if (const auto* law = std::get_if<Triangular>(&distribution.law)) return {law->least, law->most};
    if (std::holds_alternative<Beta>(distribution.law)) return {0, 1};
    return {quantile(distribution, negligible), quantile(distribution, 1 - negligible)};
}

std::span<const LawForm> law_forms() { return forms; }

double Measure::in_unit(double number) const { return tidy(number * kept / scale_of(row.unit)); }

bool Measure::holds(double number) const {
    const double units = in_unit(number);
    return units >= row.least && units <= row.most && !(row.above_least && units == row.least);
}

std::string Measure::range() const {
    const std::string least = with_unit(row.least, row.unit);
    const std::string most = with_unit(row.most, row.unit);
    if (row.most == no_limit) return (row.above_least ? "more than " : "at least ") + least;
    if (row.least == -no_limit) return "at most " + most;
    return row.above_least ? fmt::format("more than {} and at most {}", least, most) : fmt::format("between {} and {}", least, most);
}

std::optional<double> Measure::read(const Node& node, const std::string& path, Problems& problems) const {
    if (!node.is(Type::scalar)) {
        refuse_kind(node, path, fmt::format("a number such as '{}'", example_number(row)), problems);
        return std::nullopt;
    }
    const auto refuse = [&](std::string message, std::string hint = {}) {
        problems.at(node, std::move(message), std::move(hint));
        return std::nullopt;
    };
    const ParsedQuantity parsed = parse_quantity(node.text);
    if (!parsed.ok()) {
        Refusal refusal = refusal_of(node.text, parsed, row, may_be_law);
        return refuse(fmt::format("{}: {}", path, refusal.message), std::move(refusal.hint));
    }
    const Dimension dimension = parsed.quantity.dimension;
    if (dimension != dimension_of(row.unit)) {
        if (dimension == Dimension{}) return refuse(fmt::format("{} needs a unit, such as '{}'", path, example_number(row)));
        if (row.unit.empty()) return refuse(fmt::format("{} is a number without a unit, not {}", path, in_quotes(node.text)));
        return refuse(fmt::format("{} must be in a unit such as '{}', not {}", path, row.unit, in_quotes(node.text)));
    }
    const bool rate = row.unit == "1/yr" && kept != 1;
    if (rate && node.text.find("/yr") == std::string::npos)
        return refuse(fmt::format("{} must be growth per year, not {}", path, in_quotes(node.text)), "it is compounded yearly");
    const double number = kept == 1 ? parsed.quantity.value : tidy(parsed.quantity.value / kept);
    if (!holds(number)) return refuse(fmt::format("{} must be {}, not {}", path, range(), in_quotes(node.text)));
    return number;
}

std::optional<Distribution> read_law(const Node& node, const Measure& measure, const std::string& path, Problems& problems,
                                     std::span<const std::string_view> others) {
    return LawReader{node, measure, path, problems}.read(others);
}

Number number_of(const Distribution& law) {
    if (const auto* constant = std::get_if<Constant>(&law.law)) return {constant->value, {}};
    return {quantile(law, 0.5), law};
}

} // namespace sim
