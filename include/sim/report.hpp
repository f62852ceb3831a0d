// What a run leaves behind for people and programs: CSV, Markdown, the terminal's tables, and the manifest.
#pragma once

#include "sim/claims.hpp"
#include "sim/columns.hpp"
#include "sim/ensemble.hpp"
#include "sim/file.hpp"
#include "sim/hindcast.hpp"
#include "sim/ledger.hpp"
#include "sim/payers.hpp"
#include "sim/precision.hpp"
#include "sim/reader.hpp"
#include "sim/shard.hpp"
#include "sim/summary.hpp"
#include "sim/table.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Which files a results folder has beside runs.csv: those of `sim run`, of `sim hindcast` or of `sim compare`.
enum class ResultsKind : std::uint8_t { run, hindcast, compare };
[[nodiscard]] std::string_view to_text(ResultsKind kind);

/// What every file of a results folder is about.
struct Run {
    std::vector<Scenario> variants;
    std::vector<Layout> layouts;                    ///< of each variant
    std::vector<VariantDocument> documents;         ///< of each variant, where points set something
    Points points;
    Design design;
    std::uint64_t seed = 0;
    std::string command;                            ///< that gives these results again; without options that cannot reach a result
    std::vector<std::string> arguments;             ///< as typed, without the program's name
    ResultsKind kind = ResultsKind::run;
    bool series = false;                            ///< series.csv is asked for
    std::vector<Precision> precision;               ///< figures for which replicates are added until they are known so well
    std::optional<Shard> shard;                     ///< the folder is for these trials alone, and is there to be merged: nothing is summarised

    [[nodiscard]] bool wants(std::uint64_t id) const { return !shard || shard->holds(id); }
    /// How many trials it wants.
    [[nodiscard]] std::uint64_t size() const { return shard ? shard->size(design.size()) : design.size(); }
};
/// "trial 17 (trend, point 0, replicate 8)"
[[nodiscard]] std::string name_of(const Run& run, const Trial& trial);

// ---- CSV (RFC 4180: CRLF, quotes only where needed; UTF-8; doubles by shortest round trip) ---------------------------

/// A number that is infinite or none has reached a cell; `what()` names the file, the column and the row.
class NotFinite : public IoError {
public:
    using IoError::IoError;
};

/// One CSV file, written cell by cell; it appears whole, in `commit()`, or not at all. Throws IoError.
class CsvFile {
public:
    CsvFile(std::filesystem::path path, std::vector<std::string_view> heads);
    CsvFile& cell(std::string_view text);
    CsvFile& cell(std::uint64_t number);
    /// Infinities and not-a-number are refused. Throws NotFinite.
    CsvFile& cell(double number);
    CsvFile& empty_cell() { return cell(std::string_view{}); }
    /// Each in a cell, not-a-number as an empty one. Throws NotFinite.
    CsvFile& cells_where_known(std::initializer_list<double> numbers);
    /// REQUIRES: as many cells as heads.
    void end_row();
    void commit();

private:
    void separate();
    WholeFile file_;
    std::vector<std::string_view> heads_;
    std::string buffer_;
    std::size_t column_ = 0;
    std::uint64_t row_ = 0;
};

/// runs.csv: one row per trial, by run_id.
void write_runs(const std::filesystem::path& path, const Run& run, Store& store);
/// design.csv: what each trial's point sets and then each of its drawn inputs, in long form.
void write_design(const std::filesystem::path& path, const Run& run, Store& store);
/// series.csv: every value of every trial.
void write_series(const std::filesystem::path& path, const Run& run, Store& store);
/// summary.csv, row by row.
class SummaryFile {
public:
    SummaryFile(std::filesystem::path path, const Run& run);
    void add(const SummaryRow& row);
    void commit() { file_.commit(); }

private:
    const Run& run_;
    CsvFile file_;
};

/// compare.csv, row by row: paired differences between the run's first variant and each of the others.
class PairsFile {
public:
    PairsFile(std::filesystem::path path, const Run& run);
    void add(const PairedRow& row);
    void commit() { file_.commit(); }

private:
    const Run& run_;
    CsvFile file_;
};

// ---- sweeps -------------------------------------------------------------------------------------------------------------

/// One swept value as tables and files show it.
struct SweptColumn {
    std::string path;
    std::string name;                               ///< the end of the path, as much as tells it from the others: "every"
    std::string unit;                               ///< of all numbers: that of the first point
    std::vector<std::string> texts;                 ///< by point, as set
    std::vector<double> numbers;                    ///< by point, in the unit; empty for dates and words
};
/// Of each path, in the order of the sweep.
[[nodiscard]] std::vector<SweptColumn> swept_columns(const Points& points);
/// The same without those that are at every point as one before them says already: zipped ones.
[[nodiscard]] std::vector<SweptColumn> shown_columns(const Points& points);
/// "every 2 yr, pue 1.2", numbers to four digits.
[[nodiscard]] std::string label_of(const std::vector<SweptColumn>& columns, std::uint32_t point);
/// So many points have rows of their own in tables; of more, tables show the median and the range.
inline constexpr std::uint32_t most_points_in_tables = 12;

/// Spearman's rank correlation of two lists of the same length, ties by their mean rank; not-a-number where one of them never varies.
[[nodiscard]] double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

// ---- tables ---------------------------------------------------------------------------------------------------------

/// What `report` in a scenario chooses for its tables, of what is measured.
struct ReportChoice {
    std::vector<Metric> metrics;
    std::vector<std::uint32_t> groups;              ///< into Layout::groups
    std::vector<std::uint32_t> dates;               ///< into Layout::dates, ascending
};
[[nodiscard]] ReportChoice choice_of(const Scenario& scenario, const Layout& layout);
/// The year, where no other column has the same one.
[[nodiscard]] std::string head_of(Instant date, const std::vector<Instant>& dates);
/// "queue_wait (h)"
[[nodiscard]] std::string with_unit(const MetricRow& metric);
/// True for metrics that are parts of a whole: their tables say "17 %" for 0.17.
[[nodiscard]] bool is_share(const MetricRow& metric);

/// What stands below every table: "Fingerprint 0123456789abcdef; sim run a.yaml; sim 0.2.0."
[[nodiscard]] std::string origin_of(const Run& run, const Inventory& inventory);
/// What stands below every table of a run: how many trials failed, the fingerprint, the command and the version.
[[nodiscard]] std::vector<std::string> footnotes_of(const Run& run, const Inventory& inventory);
/// "country:CHN/kind:academia" is "China, academia": each part by its name where the scenario gives one.
[[nodiscard]] std::string label_of(const Scenario& scenario, std::string_view group);

/// The word in `report.tables` that asks for the table "where did the compute go", which is no metric.
inline constexpr std::string_view ledger_table = "ledger";

/// Where GPU time came from and went, as the mean over replicates: the lines of the summary that are accounts of the ledger.
class LedgerBook {
public:
    explicit LedgerBook(const Run& run) : run_(run) {}
    /// Keeps the line if it is an account. Lines come in the order of the summary.
    void add(const SummaryRow& row);
    /// ledger.csv: a row for each variant, point, date and group, with the GPU-hours of each account.
    void write(const std::filesystem::path& path) const;
    /// One line for each of the report's groups of labs at its last date, for all variants.
    [[nodiscard]] Table where_it_went(const Inventory& inventory) const;

private:
    /// All accounts of one group at one date; they come and go in one order.
    struct Entry {
        std::uint32_t variant = 0, point = 0, date = 0, group = 0;
        std::uint64_t failed = 0;
        std::array<Statistics, account_count> accounts;
    };
    [[nodiscard]] Entry& entry_of(const SummaryRow& row, std::uint32_t group);
    [[nodiscard]] std::vector<Entry> over_points() const;
    const Run& run_;
    std::vector<Entry> entries_;                    // by variant, point, date and group
};

/// claims.csv: each claim in its variant, then in those that stand in for it.
void write_claims(const std::filesystem::path& path, const Run& run, std::span<const JudgedClaim> judged);
/// The claims of several runs in one table.
[[nodiscard]] Table claims_table(std::span<const Run> runs, std::span<const std::vector<JudgedClaim>> judged, std::vector<std::string> footnotes);

/// payers.csv: a row for each target and group of labs.
void write_payers(const std::filesystem::path& path, const Run& run, std::span<const Payer> payers);
/// One variant's dates at the first point, a row for each target and a column for each of the report's groups.
[[nodiscard]] Table payers_table(const Run& run, std::span<const Payer> payers, std::uint32_t variant, std::vector<std::string> footnotes);

/// hindcast.csv: a row for each observation that was scored.
void write_hindcast(const std::filesystem::path& path, const Run& run, std::span<const HindcastPoint> points);
/// One variant's coverage, bias, CRPS and skill, a row for each of its observations, and the verdict in words.
[[nodiscard]] Table hindcast_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant);
/// One variant's PIT histograms.
[[nodiscard]] Table pit_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant);

/// The lines of the summary that `report` in the scenario asks for, and the tables made of them.
class Headline {
public:
    explicit Headline(const Run& run);
    /// Keeps the line if a table wants it. Lines come in the order of the summary.
    void add(const SummaryRow& row);
    /// What stands below every table: how many trials failed, the fingerprint, the command and the version.
    void conclude(const Inventory& inventory);
    /// The metrics that have a table: all of `report.tables` that are measured, over all variants, in order.
    [[nodiscard]] const std::vector<Metric>& metrics() const { return metrics_; }
    /// All variants and groups, for one metric.
    [[nodiscard]] Table of_metric(Metric metric) const;
    /// All metrics and groups, for one variant.
    [[nodiscard]] Table of_variant(std::uint32_t variant) const;
    /// One metric at the last date: a row for each variant and point with what the point sets, and each group's mean with its 95 % interval.
    [[nodiscard]] Table of_points(Metric metric) const;
    /// Rank correlations over the points between each swept number and each metric and group at the last date, for all variants; no rows for
    /// fewer than eight points.
    [[nodiscard]] Table what_moves_it() const;

private:
    [[nodiscard]] std::vector<std::string> over_points(std::uint32_t variant, std::uint32_t column) const;
    [[nodiscard]] std::vector<std::string> groups_with(Metric metric) const;
    void add_points(Table& table, std::uint32_t variant, Metric metric, const std::vector<std::string>& groups) const;
    [[nodiscard]] std::vector<std::string> moves_of(std::uint32_t variant, Metric metric, std::uint32_t group) const;
    /// At the last of the variant's dates that tables show, point by point; nothing where nothing was measured.
    [[nodiscard]] std::vector<const SummaryRow*> last_of(std::uint32_t variant, Metric metric, std::uint32_t group) const;
    [[nodiscard]] const SummaryRow* find(std::uint32_t variant, std::uint32_t point, std::uint32_t date, std::uint32_t column) const;
    [[nodiscard]] std::vector<std::string> dates_of(std::uint32_t variant, std::uint32_t point, std::uint32_t column) const;
    void add_rows(Table& table, std::uint32_t variant, Metric metric, const std::string& first_label) const;
    [[nodiscard]] std::vector<std::string> heads(std::vector<std::string> labels) const;
    [[nodiscard]] std::string caption() const;
    const Run& run_;
    std::vector<SweptColumn> swept_;
    std::vector<ReportChoice> choices_;             // of each variant
    std::vector<Metric> metrics_;
    std::vector<Instant> dates_;                    // of all variants, ascending
    std::vector<SummaryRow> rows_;                  // in the order of the summary
    std::vector<std::string> footnotes_;
};

/// The paired differences that `report` in the base scenario asks for, and the tables made of them.
class PairTables {
public:
    explicit PairTables(const Run& run);
    /// Keeps the line if a table wants it. Lines come in the order of compare_pairs.
    void add(const PairedRow& row);
    /// All chosen metrics, groups and dates, for one other variant. REQUIRES: 0 < other < variants.
    [[nodiscard]] Table of_other(std::uint32_t other) const;
    /// Over the cells of that table; nothing where none of them has one.
    [[nodiscard]] std::optional<double> median_variance_reduction(std::uint32_t other) const;

private:
    [[nodiscard]] const PairedRow* find(std::uint32_t other, std::uint32_t point, std::uint32_t date, std::uint32_t column) const;
    void add_rows(Table& table, std::uint32_t other, std::uint32_t column) const;
    const Run& run_;
    ReportChoice choice_;
    std::vector<Instant> dates_;
    std::vector<PairedRow> rows_;                   // in the order of compare_pairs
};

/// datapackage.json (Frictionless Data, tabular): what each of these files holds, column by column, and what the metrics mean.
[[nodiscard]] std::string datapackage(const Run& run, const Inventory& inventory, const std::set<std::string>& files);

// ---- manifest -------------------------------------------------------------------------------------------------------

/// What depends on the machine and the day; the only such part of a results folder.
struct WallClock {
    std::string started, finished;                  ///< ISO 8601, UTC
    double seconds = 0;
    unsigned threads = 1;                           ///< of each rank
    int ranks = 1;
    Played played;                                  ///< in this command; the rest was there before
};
/// One file of a results folder.
struct ListedFile {
    std::string name;                               ///< within the folder: "tables/headline.md"
    std::uint64_t bytes = 0;
    std::string sha256;
};
/// manifest.json: who made this folder, from what, and what is in it. Its presence says that the folder is complete.
[[nodiscard]] std::string manifest(const Run& run, const Inventory& inventory, const WallClock& clock, std::span<const ListedFile> files);

/// What a manifest says, read back.
struct Manifest {
    struct Variant {
        std::string name;
        std::uint64_t hash = 0;
        friend bool operator==(const Variant&, const Variant&) = default;
    };
    std::string version, model_version;
    ResultsKind kind = ResultsKind::run;
    std::string command, scenario, title;
    std::vector<std::string> arguments;
    std::uint64_t seed = 0;
    std::vector<Variant> variants;
    std::uint64_t points = 1, replicates = 1;
    bool series = false;
    std::optional<Shard> shard;
    Inventory inventory;
    std::vector<ListedFile> files;                  ///< by name
};
/// Throws IoError where the file cannot be read or is no manifest of this program's kind.
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& file);
/// The text of a manifest with another list of files. Throws IoError likewise.
[[nodiscard]] std::string manifest_with(const std::filesystem::path& file, std::span<const ListedFile> files);

}  // namespace sim
