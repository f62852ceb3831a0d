// Where GPU time came from and where it went, in a file and a table.
#pragma once

#include "ensemble/file.hpp"
#include "model/ledger.hpp"
#include "report/chosen.hpp"
#include "sim/ensemble.hpp"
#include "sim/table.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace sim {

/// Where GPU time came from and went, as the mean over replicates: the lines of the summary that are accounts of the ledger.
class LedgerBook {
public:
    explicit LedgerBook(const Run& run);
    /// Keeps the line if it is an account. Lines come in the order of the summary.
    void add(const SummaryRow& row) { rows_.add(row); }
    /// True where no account is kept: of a sweep whose report does not name the table.
    [[nodiscard]] bool empty() const { return rows_.rows().empty(); }
    /// ledger.csv: a row for each variant, point, date and group, with the GPU-hours of each account.
    void write(const FilePlace& place) const;
    /// One line for each of the report's groups of labs at its last date, for all variants.
    [[nodiscard]] Table table(const Inventory& inventory) const;

private:
    /// All accounts of one group at one date; they come and go in one order.
    struct Entry {
        std::uint32_t variant = 0, point = 0, date = 0, group = 0;
        std::uint64_t failed = 0;
        std::array<Statistics, account_count> accounts;
    };
    /// By variant, point, date and group.
    void for_each_entry(const std::function<void(const Entry&)>& visit) const;
    [[nodiscard]] std::vector<Entry> means_over_points() const;
    [[nodiscard]] std::vector<std::string> row_of_table(const Entry& entry, std::span<const std::uint32_t> groups) const;
    const Run& run_;
    Chosen<SummaryRow> rows_;
};

} // namespace sim
