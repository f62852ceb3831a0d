// Measured: how unequally the speed that researchers may use is spread among them.
#include "model/measure/sheet.hpp"

#include "base/quick.hpp"
#include "model/rules.hpp"

#include <algorithm>
#include <numbers>

namespace sim {
namespace {

double speed_per_head(const Sheet& sheet, const Lab& lab) {
    return lab.researchers > 0 ? usable_speed(lab.fleet, sheet.scenario()) / lab.researchers : 0;
}

std::vector<Weighed> speeds(Sheet& sheet) {
    return ascending(sheet.researchers([&](const Lab& lab) { return speed_per_head(sheet, lab); }));
}

/// By group, per researcher.
std::vector<double> mean_speeds(Sheet& sheet) {
    return ratios(sums(sheet.shared<speeds>(), sheet.world(), sheet.counts()), sheet.values(Metric::researchers));
}

/// x ln x, 0 at 0.
double part_of_theil(double x) { return x > 0 ? x * quick_log2(x) / std::numbers::log2e : 0; }

/// Theil's T index of speed per researcher: the mean over researchers of (x / mean) ln(x / mean) (Theil 1967).
std::vector<double> theils(Sheet& sheet) {
    const std::vector<double>& mean = sheet.shared<mean_speeds>();
    std::vector<double> sum(sheet.counts().total(), 0.0);
    for (const Weighed& v : sheet.shared<speeds>()) {
        for (const std::uint32_t g : groups_of(sheet.world().labs[v.lab], sheet.counts()))
            sum[g] += mean[g] > 0 ? v.weight * part_of_theil(v.value / mean[g]) : 0;
    }
    std::vector<double> index = ratios(std::move(sum), sheet.values(Metric::researchers));
    for (std::size_t g = 0; g < index.size(); ++g) index[g] = mean[g] > 0 ? std::max(0.0, index[g]) : unmeasured; // rounding
    return index;
}

/// The same where each researcher had the mean of his country: of all labs, or of those of a kind.
std::vector<double> theils_between(Sheet& sheet) {
    const std::vector<double>&mean = sheet.shared<mean_speeds>(), &researchers = sheet.values(Metric::researchers);
    const GroupCounts& n = sheet.counts();
    std::vector<double> index = sheet.nothing();
    const auto between = [&](std::uint32_t all, auto&& group_in) {
        double sum = 0;
        for (std::uint32_t c = 0; c < n.countries; ++c) {
            const std::uint32_t g = group_in(c);
            sum += mean[g] > 0 ? researchers[g] * part_of_theil(mean[g] / mean[all]) : 0;
        }
        if (mean[all] > 0) index[all] = std::max(0.0, sum / researchers[all]);
    };
    between(0, [](std::uint32_t c) { return 1 + c; });
    for (std::uint32_t k = 0; k < n.kinds; ++k)
        between(1 + n.countries + k, [&](std::uint32_t c) { return 1 + n.countries + n.kinds + c * n.kinds + k; });
    return index;
}

/// The 90th over the 10th percentile; unmeasured where a tenth has next to nothing.
std::vector<double> divides(Sheet& sheet) {
    constexpr double most = 1e6;
    std::vector<double> ratio = ratios(quantiles(sheet.shared<speeds>(), 0.9, sheet.world(), sheet.counts()),
                                       quantiles(sheet.shared<speeds>(), 0.1, sheet.world(), sheet.counts()));
    for (double& r : ratio) r = r < most ? r : unmeasured;
    return ratio;
}

} // namespace

template <> Definition define<Metric::usable_flops_per_researcher>() {
    return Definition("usable_flops_per_researcher", "Usable speed per researcher", "FLOP/s/person", as_it_is, fine, MetricForm::amount,
                      "Useful speed of the GPUs that labs own, rent or have borrowed, per researcher; mean",
                      [](Sheet& sheet) { return sheet.shared<mean_speeds>(); });
}

template <> Definition define<Metric::divide>() {
    return Definition("divide", "Compute divide", "", as_it_is, coarse, MetricForm::amount,
                      "Usable speed per researcher, the 90th over the 10th percentile over researchers; where a tenth has less than a "
                      "millionth there is none",
                      divides);
}

template <> Definition define<Metric::theil>() {
    return Definition("theil", "Compute inequality (Theil)", "", as_it_is, Level::world | Level::kind, MetricForm::amount,
                      "Theil's T index of usable speed per researcher: 0 where all have the same", theils);
}

template <> Definition define<Metric::theil_between>() {
    return Definition("theil_between", "Compute inequality between countries", "", as_it_is, Level::world | Level::kind, MetricForm::amount,
                      "The part of theil that would be left if each researcher had the mean of his country", theils_between);
}

} // namespace sim
