// Finds the numbers of a scenario that have a law, and sets each to the draw that its path names.
#include "model/inputs.hpp"

#include "model/walk.hpp"

#include <algorithm>
#include <type_traits>

namespace sim {

namespace {

/// The date as short as it can be written: "2017" for a new year.
std::string date_key(Instant at) {
    const int year_of = calendar_year(at);
    return at == new_year(year_of) ? std::to_string(year_of) : to_text(at);
}

} // namespace

Inputs::Inputs(Scenario& scenario) {
    each_leaf(scenario, [this](const Field& row, const std::string& path, auto& member) {
        using Member = std::remove_reference_t<decltype(member)>;
        if constexpr (std::is_same_v<Member, Number>)
            add(path, row.unit, scale_of(row.unit), member);
        else if constexpr (std::is_same_v<Member, Growth>)
            add(path, row.unit, member);
        else if constexpr (std::is_same_v<Member, std::optional<Number>>) {
            if (member) add(path, row.unit, scale_of(row.unit), *member);
        } else if constexpr (std::is_same_v<Member, std::optional<Growth>>) {
            if (member) add(path, row.unit, *member);
        }
    });
    if (scenario.correlations.empty()) return;
    std::vector<std::string> paths;
    for (const UncertainInput& input : list_) paths.push_back(input.path);
    const auto is_complete = [&](const Correlation& c) {
        return c.between.size() == 2 &&
               std::ranges::all_of(c.between, [&](const auto& path) { return std::ranges::find(paths, path) != paths.end(); });
    };
    if (std::ranges::all_of(scenario.correlations, is_complete)) sets_ = correlated_sets(paths, scenario.correlations);
}

void Inputs::add(const std::string& path, std::string_view unit, double per_unit, Number& number) {
    if (!number.law) return;
    list_.push_back({path, std::string{unit}, per_unit, *number.law});
    slots_.push_back({&number, key_of(path)});
}

void Inputs::add(const std::string& path, std::string_view unit, Growth& growth) {
    const double scale = scale_of(unit);
    add(path, unit, scale, growth.level);
    const std::string anchors = path_to(path, growth.fit ? "fit" : growth.anchors.size() == 1 ? "at" : "table");
    for (Anchor& anchor : growth.anchors) add(path_to(anchors, date_key(anchor.at)), unit, scale, anchor.value);
    const bool short_form = growth.regimes.size() == 1 && !growth.regimes.front().from;
    for (std::size_t i = 0; i < growth.regimes.size(); ++i) {
        if (growth.fit) {
            add(path_to(path, "fit.doublings"), "1/yr", 1.0, growth.regimes[i].rate);
            continue;
        }
        const bool doubling = growth.regimes[i].means == Regime::Rate::doubling_time;
        const std::string parent = short_form ? path : path_to_item(path_to(path, "growth"), "", i);
        add(path_to(parent, doubling ? "doubling" : "growth"), doubling ? "yr" : "1/yr", doubling ? scale_of("yr") : 1.0,
            growth.regimes[i].rate);
    }
    if (growth.ceiling) add(path_to(path, "ceiling"), unit, scale, *growth.ceiling);
    if (growth.cap) add(path_to(path, "cap"), unit, scale, *growth.cap);
}

void Inputs::draw(const Dice& dice) {
    const auto share_of = [&](const Slot& slot) { return dice.roll(Purpose::input, slot.key).uniform(); };
    for (const Slot& slot : slots_) slot.number->value = quantile(*slot.number->law, share_of(slot));
    for (const CorrelatedSet& set : sets_) {
        std::vector<double> shares;
        for (const std::size_t i : set.members) shares.push_back(share_of(slots_[i]));
        correlate(set, shares);
        for (std::size_t m = 1; m < shares.size(); ++m) {
            Number& number = *slots_[set.members[m]].number;
            number.value = quantile(*number.law, shares[m]);
        }
    }
}

void Inputs::set(std::span<const double> values) {
    for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i].number->value = values[i];
}

std::vector<double> Inputs::values() const {
    std::vector<double> values;
    values.reserve(slots_.size());
    for (const Slot& slot : slots_) values.push_back(slot.number->value);
    return values;
}

std::vector<UncertainInput> uncertain_inputs(const Scenario& scenario) {
    Scenario copy = scenario;
    return Inputs{copy}.list();
}

} // namespace sim
