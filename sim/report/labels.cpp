// Names of groups, dates and metrics, and the line that says where a table comes from.
#include "report/labels.hpp"

#include "base/text.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sim {

std::string label_of(const Scenario& scenario, std::string_view group) {
    std::string label;
    while (!group.empty()) {
        const auto part = group.substr(0, group.find('/'));
        group.remove_prefix(std::min(group.size(), part.size() + 1));
        std::string name(part.substr(part.find(':') + 1));
        if (part.starts_with("n:")) name = "n = " + name;
        if (part.starts_with("goal:")) name = "goal " + name;
        for (const Country& c : scenario.countries) {
            if (part == "country:" + c.id && !c.name.empty()) name = c.name;
        }
        for (const Kind& k : scenario.kinds) {
            if (part == "kind:" + k.id && !k.name.empty()) name = k.name;
        }
        if (part.starts_with("error:")) {
            const ParsedQuantity error = parse_quantity(part.substr(6));
            name = fmt::format("error {} %", setting_text(100 * error.quantity.value));
        }
        for (const Benchmark& b : scenario.benchmarks) {
            if (part == "benchmark:" + b.id) name = b.name;
        }
        label += (label.empty() ? "" : ", ") + name;
    }
    return label;
}

std::string head_of(Instant date, std::span<const Layout> layouts) {
    std::optional<Days> days;
    for (const Layout& layout : layouts) {
        const auto found = std::ranges::find(layout.dates, date);
        if (found == layout.dates.end()) continue;
        const Days period = layout.period(static_cast<std::size_t>(found - layout.dates.begin()));
        if (days && *days != period) return to_text(date);
        days = period;
    }
    return days ? to_text(*days) : to_text(date);
}

std::string with_unit(const MetricRow& metric) {
    return metric.unit.empty() ? std::string(metric.title) : fmt::format("{} ({})", metric.title, metric.unit);
}

As shown_as(const MetricRow& metric) { return is_share(metric) ? As::percent : As::number; }

std::string with_count(std::string cell, std::uint64_t n, std::uint64_t possible) {
    return n < possible ? fmt::format("{} (n = {})", cell, n) : cell;
}

std::string replicates_text(std::uint64_t fewest, std::uint64_t most) {
    return fewest == most ? std::to_string(most) : fmt::format("{} to {}", fewest, most);
}

std::string tails_text(std::uint64_t fewest, std::uint64_t most) {
    const std::string of_few = fewest < 2 ? "none" : tails_text(fewest), of_many = tails_text(most);
    return of_few == of_many ? of_many : fmt::format("{}, to {}", of_few, of_many);
}

std::string cell_of(const SummaryRow& row, std::uint64_t replicates, As as) {
    const std::string cell = cell_text(row.of, row.failed, as);
    if (row.of.n + row.failed >= replicates) return cell;
    if (row.of.n < 2 || row.of.n >= least_values_of_tails) return with_count(cell, row.of.n, replicates - row.failed);
    return fmt::format("{} (n = {}: {})", cell, row.of.n, tails_text(row.of.n));
}

std::string fingerprints_text(const Inventory& inventory) {
    return fmt::format("{}, of values {}", hexadecimal(inventory.fingerprint), hexadecimal(inventory.values_fingerprint));
}

std::string origin_of(const Run& run, const Inventory& inventory) {
    return fmt::format("Fingerprint {}; {}; sim {}.", fingerprints_text(inventory), run.command, program_version);
}

std::vector<std::string> footnotes_of(const Run& run, const Inventory& inventory) {
    std::vector<std::string> footnotes;
    if (inventory.played.failed > 0)
        footnotes.push_back(fmt::format("{} of {} trials failed and are left out; runs.csv has the reasons.", inventory.played.failed,
                                        inventory.played.trials));
    footnotes.push_back(origin_of(run, inventory));
    return footnotes;
}

void explain_braces(Table& table) {
    const auto has_braces = [&](const std::vector<std::string>& row) {
        return std::any_of(row.begin() + static_cast<std::ptrdiff_t>(std::min(table.labels, row.size())), row.end(),
                           [](const std::string& cell) { return cell.find(" {") != cell.npos; });
    };
    if (!std::ranges::any_of(table.rows, has_braces)) return;
    table.footnotes.insert(
        table.footnotes.end() - (table.footnotes.empty() ? 0 : 1), // the origin stays last
        "In braces: what the median would be at least and at most, whatever the trials that failed had given; where more "
        "than 5 % failed there is no interval.");
}

} // namespace sim
