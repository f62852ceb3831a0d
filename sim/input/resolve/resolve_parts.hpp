// What the checks of a scenario share: places in the document, references by id, and who needs what.
#pragma once

#include "input/document.hpp"
#include "input/resolve/resolve.hpp"
#include "sim/problem.hpp"
#include "sim/scenario.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

class Figure;

/// The value of a key, or the node itself: always somewhere to point to.
[[nodiscard]] const Node& within(const Node& node, std::string_view key);
[[nodiscard]] const Node& item(const Node& list, std::size_t index);
/// A date that was understood: others have been reported already.
[[nodiscard]] bool is_date(const Node* node);

using Words = std::vector<std::string_view>;
template <class Things> Words ids(const Things& things) {
    Words words;
    for (const auto& thing : things) words.emplace_back(thing.id);
    return words;
}

/// In the same order, for those who write a thing's name in place of its id.
template <class Things> Words names(const Things& things) {
    Words words;
    for (const auto& thing : things) words.emplace_back(thing.name);
    return words;
}

/// A scenario that is being resolved, the document it was read from, and what is wrong with it so far. The checks of one part of it
/// are a class that is one of these.
class Resolving {
public:
    Resolving(Scenario& scenario, const Node& root, Problems& problems);

protected:
    using Type = Node::Type;
    /// The place of a word in a list; nothing, and a problem, where it is not there: what is not found is no index.
    std::optional<std::uint32_t> find_in(const Words& words, std::string_view word, std::string_view what, const Node& node,
                                         const Words& names = {});
    /// The same as an id, which is left alone where there is no such word.
    template <class Thing> bool resolve_id(Id<Thing>& id, const Words& words, std::string_view word, std::string_view what,
                                           const Node& node, const Words& names = {}) {
        const auto found = find_in(words, word, what, node, names);
        if (found) id.index = *found;
        return found.has_value();
    }
    /// Reports ids that could not stand in paths, and those that are there twice.
    template <class Things> void check_ids_of(const Things& things, const Node& list, std::string_view what) {
        std::set<std::string_view> known;
        for (std::size_t i = 0; i < things.size(); ++i) {
            const std::string_view id = things[i].id;
            const Node& node = within(item(list, i), "id");
            if (id.empty()) continue;
            check_id(node, id, problems_);
            if (!known.insert(id).second) problems_.at(node, fmt::format("{}: the id {} is there twice", what, in_quotes(id)));
        }
    }
    /// True where the number measures what the figure does.
    bool check_beside(const Figure& figure, const std::string& text, const Node& node, const std::string& path);
    void resolve_market(const std::string& market, const Node& node);
    /// Reports each of these countries that does not say something, and why it must.
    void need_of_countries(const std::vector<CountryId>& countries, std::string_view key, const std::string& why);

    Scenario& scenario_;
    const Node& root_;
    Problems& problems_;
    bool clock_runs_ = false; // its dates were understood, and are in order
};

/// The ties that are given: which labs they name.
void resolve_ties(Scenario& scenario, const Node& root, Problems& problems);
/// What compute is measured against: corpora and benchmarks.
void resolve_yardsticks(Scenario& scenario, const Node& root, Problems& problems);
void resolve_policies(Scenario& scenario, const Node& root, Problems& problems);
/// What is shown and claimed: report, claims, expectations. REQUIRES: everything else is resolved.
void resolve_report(Scenario& scenario, const Node& root, Problems& problems);
/// What is scored. REQUIRES: everything else is resolved.
void resolve_hindcast(Scenario& scenario, const Node& root, Problems& problems);
/// What `report.tables` can name.
[[nodiscard]] Words table_names();
/// That correlations are between uncertain inputs and can all hold at once. REQUIRES: everything else is resolved.
void resolve_correlations(Scenario& scenario, const Node& root, Problems& problems);
/// Gives each path of a drawn one its law, and reports what does not fit together. Whether a path leads to a field
/// that takes the values is checked in the reader. `root` is the document that the scenario was read from.
void resolve_sweep(Scenario& scenario, const Node& root, Problems& problems);
/// What is in order and probably not meant. Looks only where nothing is wrong.
void resolve_warnings(Scenario& scenario, const Node& root, Problems& problems);

} // namespace sim
