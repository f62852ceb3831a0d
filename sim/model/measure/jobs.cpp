// Measured: how large projects are, and who waits for GPUs.
#include "base/extended.hpp"
#include "model/log_sums.hpp"
#include "model/measure/sheet.hpp"

#include <cmath>

namespace sim {
namespace {

/// The period's finished projects by their GPU-seconds.
std::vector<Weighed> projects_by_size(Sheet& sheet) {
    std::vector<Weighed> sizes;
    for (const FinishedProject& project : sheet.world().finished) sizes.push_back({project.lab.index, project.gpu_seconds, project.weight});
    return ascending(std::move(sizes));
}

/// Standard deviation of the decimal logarithm, by group.
std::vector<double> log_spread(const std::vector<Weighed>& values, const World& world, const GroupCounts& counts) {
    struct Moments {
        double weight = 0, sum = 0, squares = 0;
    };
    std::vector<Moments> moments(counts.total());
    for (const Weighed& v : values) {
        if (v.value <= 0) continue;
        const double log = clamped_log2(v.value) * log10_2.high;
        for (const std::uint32_t g : groups_of(world.labs[v.lab], counts)) {
            moments[g].weight += v.weight;
            moments[g].sum += v.weight * log;
            moments[g].squares += v.weight * (log * log);
        }
    }
    std::vector<double> spread;
    for (const auto& [n, sum, squares] : moments) {
        spread.push_back(n > 0 ? std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n))) : unmeasured);
    }
    return spread;
}

/// A count of the tallies, for all the real labs.
std::vector<double> jobs(const Sheet& sheet, std::uint32_t Tally::*what) {
    return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*what); });
}

/// A time integral of the tallies, which is in milliseconds.
std::vector<double> job_seconds(const Sheet& sheet, std::int64_t Tally::*what) {
    return sheet.sum([&](const Lab& l) { return static_cast<double>(l.tally.*what) / 1000; });
}

} // namespace

template <> Definition define<Metric::project_gpu_hours>() {
    return Definition("project_gpu_hours", "Project size", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "GPU-hours of a finished project; median",
                      [](Sheet& sheet) { return quantiles(sheet.shared<projects_by_size>(), 0.5, sheet.world(), sheet.counts()); });
}

template <> Definition define<Metric::project_gpu_hours_spread>() {
    return Definition("project_gpu_hours_spread", "Spread of project sizes", "", as_it_is, coarse, MetricForm::amount,
                      "Standard deviation of the decimal logarithm of a project's GPU-hours",
                      [](Sheet& sheet) { return log_spread(sheet.shared<projects_by_size>(), sheet.world(), sheet.counts()); });
}

template <> Definition define<Metric::jobs_done>() {
    return Definition("jobs_done", "Jobs done", "", as_it_is, coarse, MetricForm::amount,
                      "Jobs ended in the period, for the simulated labs",
                      [](Sheet& sheet) { return sheet.sum_weighted([](const Lab& l) { return static_cast<double>(l.tally.finished); }); });
}

template <> Definition define<Metric::queue_wait>() {
    return Definition("queue_wait", "Wait in the queue", "h", in_hours, coarse, MetricForm::amount,
                      "Mean time that the jobs started in the period had waited",
                      [](Sheet& sheet) { return ratios(job_seconds(sheet, &Tally::waited), jobs(sheet, &Tally::started)); });
}

template <> Definition define<Metric::sojourn>() {
    return Definition("sojourn", "Time from request to end of a job", "h", in_hours, coarse, MetricForm::amount,
                      "Mean time from request to end of the jobs ended in the period",
                      [](Sheet& sheet) { return ratios(job_seconds(sheet, &Tally::stayed), jobs(sheet, &Tally::finished)); });
}

template <> Definition define<Metric::jobs_in_system>() {
    return Definition("jobs_in_system", "Jobs waiting or running", "", as_it_is, coarse, MetricForm::amount,
                      "Mean number of jobs waiting or running in a lab over the period", [](Sheet& sheet) {
                          // A public cloud is no lab that there is one more of: its jobs are its clients'.
                          const double period = in_seconds(sheet.period());
                          return ratios(job_seconds(sheet, &Tally::in_system),
                                        sheet.sum([&](const Lab& l) { return l.teams > 0 ? period : 0; }));
                      });
}

} // namespace sim
