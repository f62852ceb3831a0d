// What a page draws: the quantiles over time of every metric that a report chooses, and their distribution at its last date.
#pragma once

#include "report/histogram.hpp"
#include "report/swept.hpp"
#include "sim/run.hpp"
#include "sim/summary.hpp"
#include "study/paired.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// What one group's metric was at a date: what is drawn, and the words that tables have for it.
struct ChartValue {
    Statistics of;
    std::string text; ///< "26 % [14, 44]"; empty in a sweep of so many points that tables have no rows for each
};

/// One group's metric over time in one variant, at one point.
struct ChartLine {
    std::uint32_t variant = 0, group = 0, point = 0;
    std::map<Instant, ChartValue> at;
};

/// How replicates are spread at one date, in the metric's unit.
struct ChartHistogram {
    std::uint32_t variant = 0, group = 0;
    Instant date{};
    Histogram histogram;
};

/// What was observed of a group, beside what replicates give for it.
struct ObservedValue {
    std::uint32_t group = 0;
    Instant date{};
    double value = 0; ///< in the metric's unit
};

struct Chart {
    Metric metric{};
    bool parts = false;                ///< of one whole: values add up over countries
    std::vector<std::uint32_t> chosen; ///< groups that the report names, into ChartBook::groups
    std::vector<ChartLine> lines;
    std::vector<ChartHistogram> distributions;
    std::vector<ObservedValue> observed;
};

/// Collects what is to be drawn of one run, or of several side by side: then the variants of all are numbered through.
class ChartBook {
public:
    struct ChartGroup {
        std::string id, label, level;
    };

    /// Begins with another run; its variants are called by `prefix` and their name. The run must outlive the collecting.
    void open(const Run& run, const std::string& prefix = {});
    /// Begins with a comparison: its variants are the others, and what is drawn are mean differences from the base with their 95 %
    /// intervals.
    void open_pairs(const Run& run);
    /// Lines of the summary, in its order.
    void add(const SummaryRow& row);
    /// Lines of a comparison, after open_pairs.
    void add(const PairedRow& row);
    /// Reads the values at the report's last date, where there is no sweep. Throws IoError.
    void add_distributions(Store& store);

    /// Of the open run, the observations that are of one metric and group, on its sample dates.
    void add_observations();

    /// What they are called.
    [[nodiscard]] const std::vector<std::string>& variants() const { return variants_; }
    /// How files call them: their ids.
    [[nodiscard]] const std::vector<std::string>& variant_ids() const { return variant_ids_; }
    [[nodiscard]] const std::vector<ChartGroup>& groups() const { return groups_; }
    [[nodiscard]] const std::vector<Chart>& charts() const { return charts_; }
    [[nodiscard]] const std::vector<SweptColumn>& axes() const { return axes_; }
    /// True where differences are drawn.
    [[nodiscard]] bool paired() const { return paired_; }
    /// The last date of the variant's report.
    [[nodiscard]] Instant last_date(std::uint32_t variant) const { return last_dates_[variant]; }
    [[nodiscard]] std::uint64_t replicates() const { return replicates_; }
    /// Of several runs, of the one with the fewest.
    [[nodiscard]] std::uint64_t fewest_replicates() const { return fewest_; }
    [[nodiscard]] std::uint32_t points() const { return points_; }
    /// Of all lines, ascending.
    [[nodiscard]] std::vector<Instant> dates() const;

private:
    [[nodiscard]] std::uint32_t group_number(const Run& run, const Group& group);
    [[nodiscard]] Chart* find_chart(Metric metric);
    void open_variant(const Run& run, std::uint32_t variant, std::uint32_t named, const std::string& prefix);
    [[nodiscard]] bool has_texts() const;
    [[nodiscard]] ChartLine* find_line(Metric metric, std::uint32_t variant, std::uint32_t group, std::uint32_t point);
    void add_distributions_of(Store& store, std::uint32_t variant);
    std::vector<std::string> variants_, variant_ids_;
    std::vector<Instant> last_dates_;
    std::vector<ChartGroup> groups_;
    std::vector<Chart> charts_;
    std::vector<SweptColumn> axes_;
    std::uint64_t replicates_ = 0, fewest_ = 0;
    std::uint32_t points_ = 1;
    bool paired_ = false;
    const Run* run_ = nullptr;                        ///< the one that is open
    std::uint32_t first_variant_ = 0;                 ///< of the open run
    std::vector<std::vector<std::uint32_t>> numbers_; ///< of the open run, by variant and layout group; absent where none is drawn
};

} // namespace sim
