// The checks of correlations: between uncertain inputs, each pair once, and possible all at once.
#include "input/resolve/resolve_parts.hpp"

#include "model/inputs.hpp"
#include "model/walk.hpp"

#include <algorithm>

namespace sim {
namespace {

class CorrelationResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        if (scenario_.correlations.empty() || problems_.size() > 0) return;
        for (const UncertainInput& input : uncertain_inputs(scenario_)) paths_.push_back(input.path);
        for (std::size_t i = 0; i < scenario_.correlations.size(); ++i) check(i);
        if (problems_.size() > 0) return;
        for (const CorrelatedSet& set : correlated_sets(paths_, scenario_.correlations)) check_possible(set);
    }

private:
    void check(std::size_t i) {
        const Correlation& correlation = scenario_.correlations[i];
        const Node& between = within(item(within(root_, "correlations"), i), "between");
        if (correlation.between.size() != 2)
            return problems_.at(between, "correlations: 'between' takes two paths", "such as '[hardware.pue, hardware.lifetime]'");
        for (std::size_t j = 0; j < 2; ++j) check_path(correlation.between[j], item(between, j));
        const auto [first, second] = std::minmax(correlation.between[0], correlation.between[1]);
        if (first == second) return problems_.at(item(between, 1), fmt::format("correlations: {} is named twice", in_quotes(first)));
        if (!pairs_.insert({first, second}).second)
            problems_.at(between, fmt::format("correlations: the pair {} and {} is there twice", in_quotes(first), in_quotes(second)),
                         "keep one");
    }
    void check_path(const std::string& path, const Node& node) {
        if (std::ranges::find(paths_, path) != paths_.end()) return;
        const Words words(paths_.begin(), paths_.end());
        const std::string hint = did_you_mean(path, words);
        bool is_field = false;
        Scenario copy = scenario_;
        each_leaf(copy, [&](const Field&, const std::string& leaf, const auto&) { is_field = is_field || leaf == path; });
        problems_.at(node, fmt::format("correlations: {} is not an uncertain input", in_quotes(path)),
                     is_field ? "it is drawn for each lab or project, or has one value; design.csv of a run lists the uncertain inputs"
                     : !hint.empty() ? hint
                                     : "design.csv of a run lists them");
    }
    void check_possible(const CorrelatedSet& set) {
        if (set.possible()) return;
        std::string names;
        for (const std::size_t member : set.members) names += (names.empty() ? "" : ", ") + paths_[member];
        const auto concerns = [&](const Correlation& c) {
            return std::ranges::any_of(set.members, [&](std::size_t m) { return paths_[m] == c.between[0]; });
        };
        const auto first = std::ranges::find_if(scenario_.correlations, concerns) - scenario_.correlations.begin();
        problems_.at(within(item(within(root_, "correlations"), static_cast<std::size_t>(first)), "rank"),
                     fmt::format("the correlations between {} cannot all hold at once: their matrix is not positive definite", names),
                     "weaken one of them");
    }

    std::vector<std::string> paths_; // of the uncertain inputs
    std::set<std::pair<std::string, std::string>> pairs_;
};

} // namespace

void resolve_correlations(Scenario& scenario, const Node& root, Problems& problems) { CorrelationResolver{scenario, root, problems}.run(); }

} // namespace sim
