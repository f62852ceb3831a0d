// ledger.csv, and the table "Where did the compute go?".
#include "report/ledger.hpp"

#include "report/columns.hpp"
#include "report/forms/csv.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "study/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace sim {
namespace {

/// Which account a metric is; `account_count` where it is none.
std::size_t account_of(Metric metric) {
    return static_cast<std::size_t>(std::ranges::find(account_rows, metric, &AccountRow::metric) - account_rows.begin());
}

/// A claim may have asked for one account alone.
bool has_all_accounts(const Layout& layout, std::uint32_t group) {
    return std::ranges::all_of(account_rows, [&](const AccountRow& a) { return layout.column(a.metric, group) != Layout::absent; });
}

/// "1.23e9 (45 %)": GPU-hours, and the part of all that came.
std::string with_part(const Statistics& account, double all) {
    if (account.n == 0 || account.mean == 0) return "";
    return fmt::format("{} ({})", mean_text(account, As::number), part_text(account.mean / all));
}

} // namespace

LedgerBook::LedgerBook(const Run& run)
    : run_(run), rows_([&run](const Line& line) {
          const Layout& layout = run.layouts[line.variant];
          const Column& column = layout.columns[line.column];
          return account_of(column.metric) < account_count && has_all_accounts(layout, column.group);
      }) {}

void LedgerBook::for_each_entry(const std::function<void(const Entry&)>& visit) const {
    const auto rows = rows_.rows();
    for (auto first = rows.begin(); first != rows.end();) {
        std::map<std::uint32_t, Entry> entries; // of one date, by group
        const Line date{first->variant, first->point, first->date, 0};
        for (; first != rows.end() && Line{first->variant, first->point, first->date, 0} == date; ++first) {
            const Column& column = run_.layouts[first->variant].columns[first->column];
            const Entry none{date.variant, date.point, date.date, column.group, first->failed, {}};
            entries.try_emplace(column.group, none).first->second.accounts[account_of(column.metric)] = first->of;
        }
        for (const auto& [group, entry] : entries) visit(entry);
    }
}

void LedgerBook::write(const FilePlace& place) const {
    CsvFile file(place, csv_kind("ledger.csv").heads());
    for_each_entry([&](const Entry& entry) {
        const Layout& layout = run_.layouts[entry.variant];
        file.cell(run_.variants[entry.variant].variant).cell(std::uint64_t{entry.point}).cell(to_text(layout.dates[entry.date]));
        file.cell(layout.groups[entry.group].name).cell(entry.accounts[0].n).cell(entry.failed);
        for (const Statistics& account : entry.accounts) file.cell(account.mean);
        file.end_row();
    });
    file.commit();
}

/// Each account as its mean over the points.
std::vector<LedgerBook::Entry> LedgerBook::means_over_points() const {
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::pair<Entry, double>> sums; // and how many points
    for_each_entry([&](const Entry& entry) {
        auto& [sum, points] = sums.try_emplace({entry.variant, entry.date, entry.group}, entry, 0).first->second;
        if (++points == 1) return;
        for (std::size_t a = 0; a < account_count; ++a) {
            sum.accounts[a].n += entry.accounts[a].n;
            sum.accounts[a].mean += entry.accounts[a].mean;
            sum.accounts[a].mcse = std::hypot(sum.accounts[a].mcse, entry.accounts[a].mcse);
        }
    });
    std::vector<Entry> means;
    for (auto& [key, sum] : sums) {
        means.push_back(sum.first);
        for (Statistics& account : means.back().accounts) {
            account.mean /= sum.second;
            account.mcse /= sum.second;
        }
    }
    return means;
}

/// Nothing where it is not of one of these groups at the report's last date.
std::vector<std::string> LedgerBook::row_of_table(const Entry& entry, std::span<const std::uint32_t> groups) const {
    const Scenario& scenario = run_.variants[entry.variant];
    const Layout& layout = run_.layouts[entry.variant];
    const Instant last = scenario.report.dates.empty() ? layout.dates.back() : scenario.report.dates.back();
    if (layout.dates[entry.date] != last || std::ranges::find(groups, entry.group) == groups.end()) return {};
    double came = 0;
    for (std::size_t a = 0; a < sources_of_gpu_time; ++a) came += entry.accounts[a].mean;
    std::vector<std::string> row{label_of_variant(run_, entry.variant), label_of(scenario, layout.groups[entry.group].name), to_text(last),
                                 text_of(came)};
    for (const Statistics& account : entry.accounts) row.push_back(with_part(account, came));
    return row;
}

Table LedgerBook::table(const Inventory& inventory) const {
    Table table{"Where did the compute go?",
                "GPU-hours of the period up to the date; in brackets the part of all that came\nmean over replicates" +
                    std::string(run_.trials.points > 1 ? " and points" : ""),
                2,
                {"variant", "group", "date", "came"},
                {},
                footnotes_of(run_, inventory)};
    for (const AccountRow& account : account_rows) table.heads.emplace_back(account.name);
    std::vector<std::vector<std::uint32_t>> groups;
    for (std::uint32_t v = 0; v < run_.trials.variants; ++v) groups.push_back(groups_of_ledger(run_.variants[v], run_.layouts[v]));
    for (const Entry& entry : means_over_points())
        if (auto row = row_of_table(entry, groups[entry.variant]); !row.empty()) table.rows.push_back(std::move(row));
    return table;
}

} // namespace sim
