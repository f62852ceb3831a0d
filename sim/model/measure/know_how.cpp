// Measured: how efficient algorithms are, by what all know and by what labs know besides.
#include "model/measure/sheet.hpp"

#include "base/quick.hpp"
#include "model/rules.hpp"

namespace sim {
namespace {

/// By domain: doublings of efficiency that labs know beyond what all know.
struct Lead {
    double doublings = 0, researchers = 0; ///< sums, weighted by researchers
    double best = 0;
};

std::vector<Lead> leads(Sheet& sheet) {
    const World& world = sheet.world();
    std::vector<Lead> found(world.domains.size());
    for (std::uint32_t d = 0; d < world.domains.size(); ++d) {
        for (std::uint32_t l = 0; l < world.research_labs && !world.know_how.doublings.empty(); ++l) {
            const double weight = world.labs[l].weight * world.labs[l].researchers,
                         lead = world.know_how.doublings[l * world.domains.size() + d];
            found[d].doublings += weight * lead;
            found[d].researchers += weight;
            found[d].best = std::max(found[d].best, lead);
        }
    }
    return found;
}

} // namespace

template <> Definition define<Metric::efficiency>() {
    return Definition("efficiency", "Algorithmic efficiency", "", as_it_is, only(Level::domain), MetricForm::amount,
                      "How many times less compute than in the base year a given performance needs; geometric mean over researchers",
                      [](Sheet& sheet) {
                          std::vector<double> found;
                          for (const Lead& lead : sheet.shared<leads>()) {
                              const double common = common_efficiency(sheet.story(), {static_cast<std::uint32_t>(found.size())});
                              found.push_back(lead.researchers > 0 ? common * quick_exp2(lead.doublings / lead.researchers) : common);
                          }
                          return found;
                      });
}

template <> Definition define<Metric::efficiency_best>() {
    return Definition("efficiency_best", "Algorithmic efficiency, best lab", "", as_it_is, only(Level::domain), MetricForm::amount,
                      "The same for the lab that knows best", [](Sheet& sheet) {
                          std::vector<double> found;
                          for (const Lead& lead : sheet.shared<leads>())
                              found.push_back(common_efficiency(sheet.story(), {static_cast<std::uint32_t>(found.size())}) *
                                              quick_exp2(lead.best));
                          return found;
                      });
}

} // namespace sim
