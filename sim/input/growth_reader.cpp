// The ways of writing a quantity that changes in time: a value at a date, a table, points to be fitted, and how it grows from there.
#include "engine/curve.hpp"
#include "input/law_reader.hpp"
#include "input/values.hpp"
#include "model/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sim {
namespace {

using Type = Node::Type;

constexpr const Field& growth_rate = growth_field("growth");
constexpr const Field& doubling_time = growth_field("doubling");
constexpr std::size_t least_points_of_fit = 3;
constexpr std::array<std::string_view, 3> growth_keys{"growth", "doubling", "then"};
constexpr auto path_keys = [] {
    std::array<std::string_view, std::size(growth_fields)> keys;
    std::ranges::transform(growth_fields, keys.begin(), &Field::key);
    return keys;
}();

class GrowthReader {
public:
    GrowthReader(const Node& node, const Field& row, const std::string& path, Problems& problems)
        : node_(node), row_(row), path_(path), problems_(problems) {}

    Growth read() {
        Growth growth;
        const Node* at = find(node_, "at");
        const Node* table = find(node_, "table");
        if (const Node* fit = find(node_, "fit")) return read_fit(*fit);
        if (at == nullptr && table == nullptr)
            read_level(growth);
        else
            read_anchors(at != nullptr ? *at : *table, growth);
        if (at != nullptr && table != nullptr) problems_.at_head(*table, fmt::format("{} has both 'at' and 'table'", path_), "keep one");
        read_regimes(node_, growth);
        if (const Node* then = find(node_, "then")) read_then(*then, growth);
        if (const Node* ceiling = find(node_, "ceiling")) read_limit(*ceiling, growth.ceiling);
        if (const Node* cap = find(node_, "cap")) read_limit(*cap, growth.cap);
        check_ceiling(growth);
        return growth;
    }

private:
    void read_level(Growth& growth) {
        for (const std::string_view key : growth_keys)
            if (const Node* rate = find(node_, key))
                return problems_.at_head(*rate, fmt::format("{} grows from no known value", path_),
                                         fmt::format("say when it was what, such as 'at: {{2017: {}}}'", example_number(row_)));
        if (const auto law = read_law(node_, Measure{row_}, path_, problems_, path_keys)) growth.level = number_of(*law);
    }

    void read_anchors(const Node& anchors, Growth& growth) {
        refuse_unknown_keys(node_, path_keys, path_, problems_);
        const std::string path = path_to(path_, anchors.key);
        if (!anchors.is(Type::map) || anchors.items.empty())
            return refuse_kind(anchors, path, fmt::format("values by date, such as '{{2017: {}}}'", example_number(row_)), problems_);
        for (const Node& item : anchors.items) read_anchor(item, path, growth);
        std::stable_sort(growth.anchors.begin(), growth.anchors.end(), [](const Anchor& a, const Anchor& b) { return a.at < b.at; });
        const auto same = [](const Anchor& a, const Anchor& b) { return a.at == b.at; };
        const auto twice = std::adjacent_find(growth.anchors.begin(), growth.anchors.end(), same);
        if (twice != growth.anchors.end()) problems_.at_head(anchors, fmt::format("{} has {} twice", path, to_text(twice->at)));
        if (anchors.key == "fit") return;
        const bool zero = std::any_of(growth.anchors.begin(), growth.anchors.end(), [](const Anchor& a) { return a.value <= 0; });
        if (growth.anchors.size() > 1 && zero)
            problems_.at_head(anchors, fmt::format("{} must have values above 0, as it is interpolated by ratios", path));
        if (anchors.key == "at" && anchors.items.size() > 1)
            problems_.at_head(anchors, fmt::format("{} has several dates", path), "write 'table'");
    }

    /// Points become the line through them: its value in their middle and its slope, each with its error as a law: Student's t with n - 2
    /// degrees of freedom, as the scatter of the points about the line is itself estimated from them. Two points have none.
    Growth read_fit(const Node& points) {
        Growth growth;
        for (const std::string_view key : {"at", "table", "growth", "doubling", "then"})
            if (const Node* other = find(node_, key))
                problems_.at_head(*other, fmt::format("{} has both 'fit' and '{}'", path_, key), "keep one");
        if (const Node* cap = find(node_, "cap")) read_limit(*cap, growth.cap);
        const std::size_t before = problems_.size();
        read_anchors(points, growth);
        if (problems_.size() > before) return growth;
        const bool certain = std::none_of(growth.anchors.begin(), growth.anchors.end(),
                                          [](const Anchor& a) { return a.value.law.has_value() || a.value <= 0; });
        if (growth.anchors.size() < least_points_of_fit || !certain) {
            problems_.at_head(points, fmt::format("{} needs three or more numbers above 0, by date", path_to(path_, "fit")),
                              "two points tell no error: write 'table' with 'growth' or 'doubling'");
            return growth;
        }
        const Fit fit = fit_exponential(growth.anchors);
        growth.fit = fit;
        const double freedom = static_cast<double>(fit.points) - 2;
        growth.anchors = {{fit.middle, with_error(fit.level, fit.level_error, LogStudent{fit.level, fit.level_error, freedom})}};
        growth.regimes = {{std::nullopt, Regime::Rate::doublings_per_year,
                           with_error(fit.doublings_per_year, fit.slope_error, Student{fit.doublings_per_year, fit.slope_error, freedom})}};
        return growth;
    }

    template <class Law> static Number with_error(double value, double error, const Law& law) {
        return error > 0 ? Number{value, Distribution{law}} : Number{value, {}};
    }

    void read_anchor(const Node& item, const std::string& path, Growth& growth) {
        const ParsedInstant date = parse_instant(item.key);
        if (!date.ok()) return problems_.at_head(item, fmt::format("{}: {}", path, date.error));
        Anchor anchor{date.instant, {}};
        const std::size_t before = problems_.size();
        read_value(item, row_, path_to(path, item.key), anchor.value, problems_);
        if (problems_.size() == before) growth.anchors.push_back(anchor);
    }

    void read_then(const Node& then, Growth& growth) {
        constexpr std::array<std::string_view, 2> known{"growth", "doubling"};
        if (find(node_, "growth") != nullptr || find(node_, "doubling") != nullptr)
            problems_.at_head(then, fmt::format("{} says twice how it grows", path_), "keep one of 'growth', 'doubling' and 'then'");
        else if (!then.is(Type::map))
            refuse_kind(then, path_to(path_, "then"), "a map such as '{growth: 4 %/yr}'", problems_);
        else {
            refuse_unknown_keys(then, known, path_to(path_, "then"), problems_);
            read_regimes(then, growth);
        }
    }

    /// `growth: 4 %/yr`, `growth: [...]` or `doubling: 2 yr` of this map.
    void read_regimes(const Node& map, Growth& growth) {
        const Node* list = find(map, "growth");
        if (list == nullptr || !list->is(Type::list)) return read_regime(map, path_, false, growth);
        const Node* doubling = find(map, "doubling");
        if (doubling != nullptr) problems_.at_head(*doubling, fmt::format("{} says twice how it grows", path_), "keep one");
        for (std::size_t i = 0; i < list->items.size(); ++i) read_listed_regime(list->items[i], i, growth);
        if (list->items.empty()) problems_.at(*list, fmt::format("{} is empty", path_to(path_, "growth")));
    }

    void read_listed_regime(const Node& item, std::size_t index, Growth& growth) {
        constexpr std::array<std::string_view, 3> known{regime_start.key, "growth", "doubling"};
        const std::string path = path_to_item(path_to(path_, "growth"), "", index);
        if (!item.is(Type::map)) return refuse_kind(item, path, "a map such as '{from: 2017, growth: 4 %/yr}'", problems_);
        refuse_unknown_keys(item, known, path, problems_);
        const std::size_t before = growth.regimes.size();
        read_regime(item, path, true, growth);
        if (growth.regimes.size() == before) return;
        Regime& regime = growth.regimes.back();
        if (const Node* from = find(item, "from"))
            read_value(*from, regime_start, path_to(path, "from"), regime.from.emplace(), problems_);
        else if (index > 0)
            problems_.at(item, fmt::format("{} needs 'from'", path), "only the first may hold from the beginning of time");
        if (index == 0 || !regime.from || before == 0) return;
        const auto& previous = growth.regimes[before - 1].from;
        if (previous && *previous >= *regime.from)
            problems_.at(*find(item, "from"), fmt::format("{} must come after the one before", path_to(path, "from")));
    }

    void read_regime(const Node& map, const std::string& path, bool needed, Growth& growth) {
        const Node* rate = find(map, "growth");
        const Node* doubling = find(map, "doubling");
        if (rate != nullptr && doubling != nullptr)
            problems_.at_head(*doubling, fmt::format("{} says twice how it grows", path), "keep one of 'growth' and 'doubling'");
        if (needed && rate == nullptr && doubling == nullptr)
            problems_.at(map, fmt::format("{} needs 'growth' or 'doubling'", path), "such as 'growth: 4 %/yr'");
        if (rate == nullptr && doubling == nullptr) return;
        Regime regime;
        regime.means = rate != nullptr ? Regime::Rate::growth_per_year : Regime::Rate::doubling_time;
        const Measure measure = rate != nullptr ? Measure{growth_rate, scale_of("1/yr")} : Measure{doubling_time};
        const Node& node = rate != nullptr ? *rate : *doubling;
        if (const auto law = read_law(node, measure, path_to(path, node.key), problems_)) regime.rate = number_of(*law);
        growth.regimes.push_back(regime);
    }

    void read_limit(const Node& node, std::optional<Number>& limit) {
        read_value(node, row_, path_to(path_, node.key), limit.emplace(), problems_);
    }

    void check_ceiling(const Growth& growth) {
        if (!growth.ceiling) return;
        const bool low =
            std::any_of(growth.anchors.begin(), growth.anchors.end(), [&](const Anchor& a) { return a.value >= *growth.ceiling; });
        if (low) problems_.at(*find(node_, "ceiling"), fmt::format("{} must be above every known value", path_to(path_, "ceiling")));
        if (growth.regimes.empty()) problems_.at_head(*find(node_, "ceiling"), fmt::format("{} has a ceiling, but does not grow", path_));
    }

    const Node& node_;
    const Field& row_;
    const std::string& path_;
    Problems& problems_;
};

} // namespace

void read_value(const Node& node, const Field& row, const std::string& path, Growth& value, Problems& problems) {
    value = GrowthReader{node, row, path, problems}.read();
}

} // namespace sim
