// What a page draws: the quantiles over time of every measure that a report chooses, and their distribution at its last date.
#pragma once

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

/// One group's figure over time in one world.
struct ChartLine {
    std::uint32_t world = 0, group = 0, point = 0;
    std::map<Instant, Statistics> at;
};

/// How often replicates fall into bins of equal width, at one date.
struct Histogram {
    std::uint32_t world = 0, group = 0;
    Instant date{};
    double from = 0, width = 0; ///< in the metric's unit
    std::vector<std::uint64_t> counts;
};
/// Between the lowest and the highest value, as many bins as Freedman and Diaconis (1981) would take, from 1 to 40. Not-a-number counts as
/// absent.
[[nodiscard]] Histogram histogram(std::span<double> values);

/// What was observed of a group, beside what replicates give for it.
struct ObservedValue {
    std::uint32_t group = 0;
    Instant date{};
    double value = 0; ///< in the metric's unit
};

struct Chart {
    Metric metric{};
    std::vector<std::uint32_t> chosen; ///< groups that the report names, into ChartBook::groups
    std::vector<ChartLine> lines;
    std::vector<Histogram> distributions;
    std::vector<ObservedValue> observed;
};

/// Collects what is to be drawn of one run, or of several side by side: their variants are worlds.
class ChartBook {
public:
    struct ChartGroup {
        std::string id, label, level;
    };

    /// Begins with another run; its worlds are called by `prefix` and the variant. The run must outlive the collecting.
    void open(const Run& run, const std::string& prefix = {});
    /// Begins with a comparison: its worlds are the others, and what is drawn are mean differences from the base with their 95 % intervals.
    void open_pairs(const Run& run);
    /// Lines of the summary, in its order.
    void add(const SummaryRow& row);
    /// Lines of a comparison, after open_pairs.
    void add(const PairedRow& row);
    /// Reads the values at the report's last date, where there is no sweep. Throws IoError.
    void add_distributions(Store& store);

    /// Of the open run, the observations that are of one metric and group, on its sample dates.
    void add_observations();

    [[nodiscard]] const std::vector<std::string>& worlds() const { return worlds_; }
    [[nodiscard]] const std::vector<ChartGroup>& groups() const { return groups_; }
    [[nodiscard]] const std::vector<Chart>& charts() const { return charts_; }
    [[nodiscard]] const std::vector<SweptColumn>& axes() const { return axes_; }
    /// True where differences are drawn.
    [[nodiscard]] bool paired() const { return paired_; }
    /// The last date of the world's report.
    [[nodiscard]] Instant last_date(std::uint32_t world) const { return last_dates_[world]; }
    [[nodiscard]] std::uint64_t replicates() const { return replicates_; }
    [[nodiscard]] std::uint32_t points() const { return points_; }
    /// Of all lines, ascending.
    [[nodiscard]] std::vector<Instant> dates() const;
    /// What a page's script reads; "<" is written in a way that cannot end a script element. Numbers to six digits, in big sweeps to five.
    [[nodiscard]] std::string json() const;

private:
    [[nodiscard]] std::uint32_t group_number(const Run& run, const Group& group);
    [[nodiscard]] Chart* find_chart(Metric metric);
    void open_variant(const Run& run, std::uint32_t variant, const std::string& name);
    void add_to(Metric metric, std::uint32_t world, std::uint32_t group, std::uint32_t point, Instant date, const Statistics& of);
    std::vector<std::string> worlds_;
    std::vector<Instant> last_dates_;
    std::vector<ChartGroup> groups_;
    std::vector<Chart> charts_;
    std::vector<SweptColumn> axes_;
    std::uint64_t replicates_ = 0;
    std::uint32_t points_ = 1;
    bool paired_ = false;
    const Run* run_ = nullptr; ///< the one that is open
    std::uint32_t first_world_ = 0;
    std::vector<std::vector<std::uint32_t>> numbers_; ///< of the open run, by variant and layout group; absent where none is drawn
};

} // namespace sim
