#include "report/ledger.hpp"

#include "report/columns.hpp"
#include "report/forms/csv.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "study/choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
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

/// "1.23e9 (45 %)": GPU-hours, and the part of all that came.
std::string with_part(const Statistics& account, double all) {
    if (account.n == 0 || account.mean == 0) return "";
    const double part = 100 * account.mean / all;
    return fmt::format("{} ({})", mean_text(account), part < 0.1 ? "< 0.1 %" : fmt::format("{:.{}f} %", part, part < 10 ? 1 : 0));
}

/// The groups that the report names, as far as they are made of labs; else the world and each kind.
std::vector<std::uint32_t> groups_of_labs(const Scenario& scenario, const Layout& layout) {
    std::vector<std::uint32_t> chosen;
    const auto add_if = [&](const auto& wanted) {
        for (std::uint32_t g = 0; g < layout.groups.size(); ++g)
            if (layout.first(Metric::gpu_hours_owned, layout.groups[g].level) != Layout::absent && wanted(layout.groups[g]))
                chosen.push_back(g);
    };
    if (!scenario.report.groups.empty()) add_if([](const Group& group) { return group.level == Level::world; });
    for (const std::string& name : scenario.report.groups)
        add_if([&](const Group& group) { return group.name == name && group.level != Level::world; });
    if (scenario.report.groups.empty())
        add_if([](const Group& group) { return group.level == Level::world || group.level == Level::kind; });
    return chosen;
}

} // namespace

LedgerBook::Entry& LedgerBook::entry_of(const SummaryRow& row, std::uint32_t group) {
    const auto key = std::tuple(row.variant, row.point, row.date, group);
    const auto key_of = [](const Entry& e) { return std::tuple(e.variant, e.point, e.date, e.group); };
    const auto place = std::ranges::lower_bound(entries_, key, {}, key_of);
    if (place != entries_.end() && key_of(*place) == key) return *place;
    return *entries_.insert(place, {row.variant, row.point, row.date, group, row.failed, {}});
}

void LedgerBook::add(const SummaryRow& row) {
    const Column& column = run_.layouts[row.variant].columns[row.column];
    const std::size_t account = account_of(column.metric);
    if (account < account_count) entry_of(row, column.group).accounts[account] = row.of;
}

void LedgerBook::write(const std::filesystem::path& path) const {
    CsvFile file(path, csv_kind("ledger.csv").heads());
    for (const Entry& entry : entries_) {
        const Layout& layout = run_.layouts[entry.variant];
        file.cell(run_.variants[entry.variant].variant).cell(std::uint64_t{entry.point}).cell(to_text(layout.dates[entry.date]));
        file.cell(layout.groups[entry.group].name).cell(entry.accounts[0].n).cell(entry.failed);
        for (const Statistics& account : entry.accounts) file.cell(account.mean);
        file.end_row();
    }
    file.commit();
}

/// Each account as its mean over the points.
std::vector<LedgerBook::Entry> LedgerBook::over_points() const {
    if (run_.design.points == 1) return entries_;
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::pair<Entry, double>> sums; // and how many points
    for (const Entry& entry : entries_) {
        auto& [sum, points] = sums.try_emplace({entry.variant, entry.date, entry.group}, entry, 0).first->second;
        if (++points == 1) continue;
        for (std::size_t a = 0; a < account_count; ++a) {
            sum.accounts[a].n += entry.accounts[a].n;
            sum.accounts[a].mean += entry.accounts[a].mean;
            sum.accounts[a].mcse = std::hypot(sum.accounts[a].mcse, entry.accounts[a].mcse);
        }
    }
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

Table LedgerBook::where_it_went(const Inventory& inventory) const {
    Table table{"Where did the compute go?",
                "GPU-hours of the period up to the date; in brackets the part of all that came\nmean over replicates" +
                    std::string(run_.design.points > 1 ? " and points" : ""),
                2,
                {"variant", "group", "date", "came"},
                {},
                footnotes_of(run_, inventory)};
    for (const AccountRow& account : account_rows) table.heads.emplace_back(account.name);
    for (const Entry& entry : over_points()) {
        const Scenario& scenario = run_.variants[entry.variant];
        const Layout& layout = run_.layouts[entry.variant];
        const auto groups = groups_of_labs(scenario, layout);
        const Instant last = scenario.report.dates.empty() ? layout.dates.back() : scenario.report.dates.back();
        if (layout.dates[entry.date] != last || std::ranges::find(groups, entry.group) == groups.end()) continue;
        double came = 0;
        for (std::size_t a = 0; a < sources_of_gpu_time; ++a) came += entry.accounts[a].mean;
        std::vector<std::string> row{scenario.variant, label_of(scenario, layout.groups[entry.group].name), to_text(last),
                                     fmt::format("{:.3g}", came)};
        for (const Statistics& account : entry.accounts) row.push_back(with_part(account, came));
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace sim
