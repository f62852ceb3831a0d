// The checks of the ties that a scenario gives: from one lab to another.
#include "input/resolve/resolve_parts.hpp"

#include <fmt/format.h>

namespace sim {
namespace {

class TieResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        for (std::size_t i = 0; i < scenario_.network.list.size(); ++i) resolve_tie(i);
    }

private:
    /// Which labs a group has in a country, for a name that gives these two; how labs are called, for any other.
    std::string labs_hint(std::string_view name) const {
        for (const LabGroup& group : scenario_.labs) {
            for (const CountryId country : group.countries) {
                const std::string start = fmt::format("{}@{}/", group.id, scenario_.countries[country.index].id);
                if (name.starts_with(start)) return fmt::format("there are {}1 to {}{}", start, start, group.count);
            }
        }
        return "labs are called group@COUNTRY/number, numbers from 1";
    }

    void resolve_tie(std::size_t i) {
        Tie& tie = scenario_.network.list[i];
        const Node& node = item(within(within(root_, "network"), "list"), i);
        const auto resolve_end = [&](const std::string& text, std::string_view key, LabName& lab) {
            if (text.empty()) return;
            if (const auto found = lab_of_name(scenario_, text))
                lab = *found;
            else
                problems_.at(within(node, key), fmt::format("there is no lab {}", in_quotes(text)), labs_hint(text));
        };
        resolve_end(tie.from, "from", tie.from_lab);
        resolve_end(tie.to, "to", tie.to_lab);
        if (!tie.from.empty() && tie.from == tie.to)
            problems_.at(within(node, "to"), fmt::format("a tie of {} with itself", in_quotes(tie.to)));
    }
};

} // namespace

void resolve_ties(Scenario& scenario, const Node& root, Problems& problems) { TieResolver{scenario, root, problems}.run(); }

} // namespace sim
