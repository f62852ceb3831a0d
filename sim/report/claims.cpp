// claims.csv, and the table of published figures played back.
#include "report/claims.hpp"

#include "base/units.hpp"
#include "report/columns.hpp"
#include "report/forms/csv.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace sim {
namespace {

std::string with_unit(const std::string& number, const std::string& unit) { return unit.empty() ? number : number + ' ' + unit; }

/// "2025.1 [2024.8, 2025.9]" for dates; else to the digits that the error supports.
std::string simulated_text(const JudgedClaim& judged, const std::string& unit) {
    if (judged.of.n == 0) return "";
    if (!judged.is_date) return with_unit(cell_text(judged.of, judged.failed, As::number), unit);
    return years_text(judged.of);
}

/// "inside", "undecided at n = 20"
std::string verdict_text(const JudgedClaim& judged) {
    return std::string(to_text(judged.verdict)) + (judged.verdict == Verdict::undecided ? fmt::format(" at n = {}", judged.of.n) : "");
}

double if_finite(double value) { return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN(); }

} // namespace

void write_claims(const FilePlace& place, const Run& run, std::span<const JudgedClaim> judged) {
    CsvFile file(place, csv_kind("claims.csv").heads());
    for (const JudgedClaim& row : judged) {
        const Claim& claim = run.variants.front().claims[row.claim];
        file.cell(claim.id)
            .cell(run.variants[row.variant].variant)
            .cell(claim.metric)
            .cell(std::string(unit_in(claim.published)))
            .cell(row.published);
        file.cells_where_known({if_finite(row.of.p50), if_finite(row.of.p05), if_finite(row.of.p95)});
        file.cell(row.of.n).cell(to_text(row.verdict)).cells_where_known({row.percentile});
        file.cell(row.instead ? "yes" : "no").cell(claim.says).cell(claim.source).end_row();
    }
    file.commit();
}

Table claims_table(std::span<const Run> runs, std::span<const std::vector<JudgedClaim>> judged, std::vector<std::string> footnotes) {
    Table table{
        "Published figures played back",
        "median [90 % interval] over n replicates (below 19 their range, which holds less); below a claim, the variants in which it is "
        "tried under other assumptions\n"
        "inside or outside: the whole 95 % interval of the median is within what is tolerated, or nothing of it; percentile: the part "
        "of the forecast below the published figure",
        2,
        {"claim", "variant", "published", "simulated", "n", "percentile", "verdict"},
        {},
        std::move(footnotes)};
    for (std::size_t r = 0; r < runs.size(); ++r) {
        for (const JudgedClaim& row : judged[r]) {
            const Claim& claim = runs[r].variants.front().claims[row.claim];
            const std::string unit(unit_in(claim.published));
            const std::string& variant = label_of_variant(runs[r], row.variant);
            table.rows.push_back({fmt::format("{}: {} ({})", claim.id, claim.says, runs[r].variants.front().name),
                                  row.instead ? "instead " + variant : variant, claim.published, simulated_text(row, unit),
                                  std::to_string(row.of.n), row.of.n > 0 ? percent_text(row.percentile) : "", verdict_text(row)});
        }
    }
    explain_braces(table);
    return table;
}

} // namespace sim
