// Measured: what the learners of the regression experiment get out of their samples; at the last date only.
#include "model/measure/sheet.hpp"

#include "model/experiment/experiment.hpp"

namespace sim {
namespace {

/// Learner by learner, number by number of samples.
std::vector<Learned> learned(Sheet& sheet) { return run_experiment(sheet.scenario().experiment, sheet.story().dice); }

std::vector<double> by_samples(Sheet& sheet, double Learned::*what) {
    std::vector<double> found(std::size(learners) * sheet.scenario().experiment.samples.size(), unmeasured);
    if (sheet.is_last()) std::ranges::transform(sheet.shared<learned>(), found.begin(), what);
    return found;
}

std::vector<double> by_goals(Sheet& sheet) {
    const Experiment& experiment = sheet.scenario().experiment;
    const std::size_t samples = experiment.samples.size();
    if (!sheet.is_last() || samples == 0) return std::vector<double>(std::size(learners) * experiment.goals.size(), unmeasured);
    const std::span<const Learned> all = sheet.shared<learned>();
    std::vector<double> found;
    for (std::size_t from = 0; from < all.size(); from += samples) {
        for (const double goal : experiment.goals) found.push_back(computation_needed(all.subspan(from, samples), goal));
    }
    return found;
}

} // namespace

template <> Definition define<Metric::performance>() {
    return Definition("performance", "Performance of a learner", "", as_it_is, only(Level::learner), MetricForm::amount,
                      "Decades by which a learner's normalised error |b_hat - b| / |b| is below 1; at the last date only",
                      [](Sheet& sheet) { return by_samples(sheet, &Learned::performance); });
}

template <> Definition define<Metric::computation>() {
    return Definition("computation", "Computation of a learner", "FLOP", as_it_is, only(Level::learner), MetricForm::amount,
                      "Computation of a learner; at the last date only",
                      [](Sheet& sheet) { return by_samples(sheet, &Learned::computation); });
}

template <> Definition define<Metric::computation_needed>() {
    return Definition("computation_needed", "Computation for a performance", "FLOP", as_it_is, only(Level::goal), MetricForm::amount,
                      "Computation with which a learner gets to a performance; at the last date only", by_goals);
}

} // namespace sim
