// Two outcomes of a trial side by side.
#include "ensemble/discrepancy.hpp"

#include "base/text.hpp"
#include "sim/ensemble.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <optional>

namespace sim {
namespace {

/// Every not-a-number means that there is nothing to measure.
bool same(double one, double other) {
    return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other) || (std::isnan(one) && std::isnan(other));
}

std::string value_text(double value) { return std::isnan(value) ? "nothing" : fmt::format("{}", value); }

std::string status_text(const Outcome& head) { return head.status == Outcome::Status::ok ? "ok" : "failed: " + head.reason; }

/// The first place at which they differ, and how many there are. `name` says what is at a place.
template <class Name>
std::optional<Discrepancy> compare(const std::vector<double>& one, const std::vector<double>& other, const char* kind, const Name& name) {
    if (one.size() != other.size())
        return Discrepancy{fmt::format("number of {}", kind), std::to_string(one.size()), std::to_string(other.size())};
    std::optional<Discrepancy> found;
    std::size_t more = 0;
    for (std::size_t place = 0; place < one.size(); ++place) {
        if (same(one[place], other[place])) continue;
        if (found)
            ++more;
        else
            found = {name(place), value_text(one[place]), value_text(other[place])};
    }
    if (more > 0) found->what += fmt::format(" and {} more of {} {}", more, one.size(), kind);
    return found;
}

} // namespace

std::vector<Discrepancy> discrepancies(Store& one, Store& other, const Trial& trial, const Layout& layout) {
    const StoredTrial a = one.find(trial).value(), b = other.find(trial).value();
    std::vector<Discrepancy> found;
    const auto text = [&](std::string_view what, const std::string& here, const std::string& there) {
        if (here != there) found.push_back({std::string(what), here, there});
    };
    text("status", status_text(a.head), status_text(b.head));
    text("events", std::to_string(a.head.events), std::to_string(b.head.events));
    text(events_discrepancy, hexadecimal(a.head.fingerprint), hexadecimal(b.head.fingerprint));
    text(values_discrepancy, hexadecimal(a.head.values_fingerprint), hexadecimal(b.head.values_fingerprint));
    const auto numbered = [](std::size_t place) { return fmt::format("drawn input {}", place + 1); };
    if (auto inputs = compare(a.head.inputs, b.head.inputs, "drawn inputs", numbered)) found.push_back(*inputs);
    const auto measured = [&](std::size_t place) {
        return place < layout.size() ? name_of(layout, place) : fmt::format("value {}", place + 1);
    };
    if (auto values = compare(one.values(a.row), other.values(b.row), "values", measured)) found.push_back(*values);
    return found;
}

} // namespace sim
