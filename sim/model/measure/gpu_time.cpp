// Measured: where labs' GPU time came from and where it went, by the accounts of their ledgers.
#include "model/measure/sheet.hpp"

#include "model/rules.hpp"

namespace sim {
namespace {

template <Account account> std::vector<double> gpu_seconds(Sheet& sheet) {
    return sheet.sum([](const Lab& l) { return gpu_seconds_of(l.tally.ledger[account]); });
}

} // namespace

template <> Definition define<Metric::gpu_hours_owned>() {
    return Definition("gpu_hours_owned", "GPU time owned", "GPU*h", in_hours, coarse, MetricForm::amount, "Ledger, came from: GPUs owned",
                      gpu_seconds<Account::owned>);
}

template <> Definition define<Metric::gpu_hours_retired>() {
    return Definition("gpu_hours_retired", "GPU time of retired GPUs", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, came from: retired GPUs that still finish a job", gpu_seconds<Account::retired>);
}

template <> Definition define<Metric::gpu_hours_borrowed>() {
    return Definition("gpu_hours_borrowed", "GPU time borrowed", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, came from: a public cloud", gpu_seconds<Account::borrowed>);
}

template <> Definition define<Metric::gpu_hours_rented>() {
    return Definition("gpu_hours_rented", "GPU time rented", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, came from: a commercial cloud", gpu_seconds<Account::rented>);
}

template <> Definition define<Metric::gpu_hours_reproduction>() {
    return Definition("gpu_hours_reproduction", "GPU time for reproduction", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, went to: reproduction of papers", gpu_seconds<Account::reproduction>);
}

template <> Definition define<Metric::gpu_hours_exploration>() {
    return Definition("gpu_hours_exploration", "GPU time for exploration", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, went to: runs of own work that are not published", gpu_seconds<Account::exploration>);
}

template <> Definition define<Metric::gpu_hours_extension>() {
    return Definition("gpu_hours_extension", "GPU time for own experiments", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, went to: own experiments; where a project is a programme, their published runs",
                      gpu_seconds<Account::extension>);
}

template <> Definition define<Metric::gpu_hours_efficiency>() {
    return Definition("gpu_hours_efficiency", "GPU time for efficiency work", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, went to: own experiments that seek the same result for less", gpu_seconds<Account::efficiency>);
}

template <> Definition define<Metric::gpu_hours_lent>() {
    return Definition("gpu_hours_lent", "GPU time lent", "GPU*h", in_hours, coarse, MetricForm::amount,
                      "Ledger, went to: jobs of other labs", gpu_seconds<Account::lent>);
}

template <> Definition define<Metric::gpu_hours_idle>() {
    return Definition("gpu_hours_idle", "GPU time idle", "GPU*h", in_hours, coarse, MetricForm::amount, "Ledger, went to: nothing",
                      gpu_seconds<Account::idle>);
}

template <> Definition define<Metric::utilisation>() {
    return Definition("utilisation", "Utilisation of GPUs", "", as_it_is, coarse, MetricForm::share,
                      "Share of the GPU time owned in the period that jobs held", [](Sheet& sheet) {
                          std::vector<double> offered = sheet.values(Metric::gpu_hours_owned), held = offered;
                          for (std::size_t g = 0; g < offered.size(); ++g) {
                              offered[g] += sheet.values(Metric::gpu_hours_retired)[g];
                              if (shares_gpus(sheet.scenario()))
                                  offered[g] += sheet.values(Metric::gpu_hours_rented)[g] + sheet.values(Metric::gpu_hours_borrowed)[g];
                              held[g] = std::max(0.0, offered[g] - sheet.values(Metric::gpu_hours_idle)[g]);
                          }
                          return ratios(std::move(held), offered);
                      });
}

} // namespace sim
