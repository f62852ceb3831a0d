// Measured: who publishes what, and the credit for it.
#include "model/measure/sheet.hpp"

namespace sim {
namespace {

std::vector<Weighed> labs_by_credit(Sheet& sheet) {
    return ascending(sheet.labs([](const Lab& l) { return l.weight > 0 ? l.tally.credit / l.weight : 0; }));
}

/// What the tallies count for as many real labs as the lab stood for when it happened.
std::vector<double> tallied(const Sheet& sheet, double Tally::*what) {
    return sheet.sum_weighted([&](const Lab& l) { return l.tally.*what; });
}

} // namespace

template <> Definition define<Metric::researchers>() {
    return Definition("researchers", "Researchers", "person", as_it_is, coarse, MetricForm::amount, "Researchers at work",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.researchers; }); });
}

template <> Definition define<Metric::gdp_per_head>() {
    return Definition("gdp_per_head", "GDP per head", "USD/yr/person", a_year, only(Level::country), MetricForm::amount,
                      "Gross domestic product per inhabitant at the date", [](Sheet& sheet) {
                          std::vector<double> found;
                          for (const CountryState& country : sheet.world().countries) {
                              const double heads = country.population.at(sheet.story().now());
                              found.push_back(heads > 0 ? country.gdp.at(sheet.story().now()) / heads : unmeasured);
                          }
                          return found;
                      });
}

template <> Definition define<Metric::papers>() {
    return Definition("papers", "Papers", "paper", as_it_is, fine, MetricForm::amount, "Papers published in the period",
                      [](Sheet& sheet) { return tallied(sheet, &Tally::papers); });
}

template <> Definition define<Metric::research_share>() {
    return Definition("research_share", "Share of research", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the papers published in the period",
                      [](Sheet& sheet) { return parts_of_world(sheet.values(Metric::papers)); });
}

template <> Definition define<Metric::credit>() {
    return Definition("credit", "Credit", "", as_it_is, coarse, MetricForm::amount, "Credit earned in the period",
                      [](Sheet& sheet) { return tallied(sheet, &Tally::credit); });
}

template <> Definition define<Metric::credit_share>() {
    return Definition("credit_share", "Share of credit", "", as_it_is, coarse, MetricForm::part_of_a_whole,
                      "Share of the credit earned in the period",
                      [](Sheet& sheet) { return parts_of_world(sheet.values(Metric::credit)); });
}

template <> Definition define<Metric::credit_gini>() {
    return Definition("credit_gini", "Credit, Gini coefficient", "", as_it_is, coarse, MetricForm::amount,
                      "Gini coefficient of the period's credit over labs",
                      [](Sheet& sheet) { return ginis(sheet.shared<labs_by_credit>(), sheet.world(), sheet.counts()); });
}

template <> Definition define<Metric::credit_top10>() {
    return Definition("credit_top10", "Credit in the top tenth of the labs", "", as_it_is, coarse, MetricForm::share,
                      "Share of the period's credit in the tenth of the labs with the most",
                      [](Sheet& sheet) { return top_parts(sheet.shared<labs_by_credit>(), 0.1, sheet.world(), sheet.counts()); });
}

template <> Definition define<Metric::reproductions>() {
    return Definition("reproductions", "Reproductions", "", as_it_is, coarse, MetricForm::amount, "Successful reproductions in the period",
                      [](Sheet& sheet) { return tallied(sheet, &Tally::reproductions); });
}

template <> Definition define<Metric::first_reproductions>() {
    return Definition("first_reproductions", "First reproductions", "", as_it_is, coarse, MetricForm::amount,
                      "Reproductions that were the first of their paper", [](Sheet& sheet) { return tallied(sheet, &Tally::firsts); });
}

template <> Definition define<Metric::failed_reproductions>() {
    return Definition("failed_reproductions", "Failed reproductions", "", as_it_is, coarse, MetricForm::amount,
                      "Reproductions that failed in the period", [](Sheet& sheet) { return tallied(sheet, &Tally::failed); });
}

template <> Definition define<Metric::abandoned>() {
    return Definition("abandoned", "Projects given up", "", as_it_is, coarse, MetricForm::amount,
                      "Projects given up in the period, because another lab was first or the GPUs were gone",
                      [](Sheet& sheet) { return tallied(sheet, &Tally::abandoned); });
}

template <> Definition define<Metric::passed_over>() {
    return Definition("passed_over", "Papers passed over", "", as_it_is, coarse, MetricForm::amount,
                      "Exogenous papers not attempted in the period: too large, or the queue was full",
                      [](Sheet& sheet) { return tallied(sheet, &Tally::passed_over); });
}

template <> Definition define<Metric::efficiency_papers>() {
    return Definition("efficiency_papers", "Efficiency papers", "paper", as_it_is, coarse, MetricForm::amount,
                      "Papers published in the period that reach the same result with less compute",
                      [](Sheet& sheet) { return tallied(sheet, &Tally::efficiency_papers); });
}

} // namespace sim
