// Measured: the money that GPUs cost, and the energy that they take.
#include "model/measure/sheet.hpp"

namespace sim {

template <> Definition define<Metric::spend>() {
    return Definition("spend", "Spending", "USD", as_it_is, fine, MetricForm::amount,
                      "Money spent on GPUs, rent and electricity in the period, and on researchers whom a policy pays",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.tally.spend; }); });
}

template <> Definition define<Metric::policy_money>() {
    return Definition("policy_money", "Money of policies", "USD", as_it_is, fine, MetricForm::amount,
                      "Money that policies gave in the period: grants, what factors add to incomes or take from them, public clouds, posts",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.tally.policy_money; }); });
}

template <> Definition define<Metric::energy>() {
    return Definition("energy", "Energy", "kWh", in_kwh, coarse, MetricForm::amount,
                      "Energy used in the period, by GPUs owned and rented, with their buildings",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.tally.energy; }); });
}

template <> Definition define<Metric::energy_cost>() {
    return Definition("energy_cost", "Cost of energy", "USD", as_it_is, coarse, MetricForm::amount,
                      "What the energy of the GPUs owned costs",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.tally.energy_cost; }); });
}

template <> Definition define<Metric::emissions>() {
    return Definition("emissions", "Emissions", "tCO2e", in_tonnes, coarse, MetricForm::amount,
                      "Emissions of the energy used in the period, at the country's carbon intensity",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.tally.emissions; }); });
}

} // namespace sim
