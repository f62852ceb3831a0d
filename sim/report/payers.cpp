// payers.csv, and the table "Who could pay, and when".
#include "report/payers.hpp"

#include "report/columns.hpp"
#include "report/forms/csv.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

/// "2031 [2029, 2036]": years of sample dates; "after 2045" where the story ends first.
std::string years_of(const Payer& payer, const Layout& layout) {
    const auto year = [&](const std::optional<std::uint32_t>& date) {
        return date ? std::to_string(calendar_year(layout.dates[*date])) : fmt::format("after {}", calendar_year(layout.dates.back()));
    };
    if (payer.p05 == payer.p95) return year(payer.p50);
    return fmt::format("{} [{}, {}]", year(payer.p50), year(payer.p05), year(payer.p95));
}

} // namespace

void write_payers(const FilePlace& place, const Run& run, std::span<const Payer> payers) {
    CsvFile file(place, csv_kind("payers.csv").heads());
    for (const Payer& payer : payers) {
        const Layout& layout = run.layouts[payer.variant];
        file.cell(run.variants[payer.variant].variant)
            .cell(std::uint64_t{payer.point})
            .cell(layout.groups[payer.target].name)
            .cell(layout.groups[payer.group].name);
        file.cell(payer.n).cell(payer.reached);
        for (const auto& date : {payer.p05, payer.p50, payer.p95}) {
            if (date)
                file.cell(to_text(layout.dates[*date]));
            else
                file.empty_cell();
        }
        file.end_row();
    }
    file.commit();
}

Table payers_table(const Run& run, std::span<const Payer> payers, std::uint32_t variant, std::vector<std::string> footnotes) {
    const Layout& layout = run.layouts[variant];
    const Scenario& scenario = run.variants[variant];
    const std::vector<std::uint32_t> groups = groups_of_payers(scenario, layout);
    Table table{fmt::format("Who could pay, and when ({})", label_of_variant(run, variant)),
                fmt::format("year in which the job first fits the labs' GPUs and patience, for half of a group's researchers: median over "
                            "replicates [{}]",
                            tails_text(run.trials.replicates)),
                1,
                {"target"},
                {},
                std::move(footnotes)};
    for (const std::uint32_t group : groups) table.heads.push_back(label_of(scenario, layout.groups[group].name));
    for (const Payer& payer : payers) {
        if (payer.variant != variant || payer.point != 0) continue;
        const auto column = std::ranges::find(groups, payer.group);
        if (column == groups.end()) continue;
        const std::string target = label_of(scenario, layout.groups[payer.target].name);
        if (table.rows.empty() || table.rows.back().front() != target) {
            table.rows.emplace_back(table.heads.size());
            table.rows.back().front() = target;
        }
        table.rows.back()[static_cast<std::size_t>(column - groups.begin()) + 1] = years_of(payer, layout);
    }
    return table;
}

} // namespace sim
