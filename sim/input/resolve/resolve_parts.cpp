// What the checks share: places in the document, and words looked up in lists.
#include "input/resolve/resolve_parts.hpp"

#include "input/figure.hpp"
#include "input/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {

const Node& within(const Node& node, std::string_view key) {
    const Node* found = find(node, key);
    return found != nullptr ? *found : node;
}

const Node& item(const Node& list, std::size_t index) {
    return list.is(Node::Type::list) && index < list.items.size() ? list.items[index] : list;
}

bool is_date(const Node* node) { return node != nullptr && node->is(Node::Type::scalar) && parse_instant(node->text).ok(); }

Resolving::Resolving(Scenario& scenario, const Node& root, Problems& problems) : scenario_(scenario), root_(root), problems_(problems) {
    const Node& clock = within(root, "clock");
    clock_runs_ = is_date(find(clock, "start")) && is_date(find(clock, "end")) && scenario.clock.start < scenario.clock.end;
}

std::optional<std::uint32_t> Resolving::find_in(const Words& words, std::string_view word, std::string_view what, const Node& node,
                                                const Words& names) {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) return static_cast<std::uint32_t>(found - words.begin());
    if (word.empty() || words.empty()) return std::nullopt; // an empty list has been reported itself
    const auto meant = meant_id(word, words, names);
    problems_.at(node, fmt::format("there is no {} {}", what, in_quotes(word)), meant ? fmt::format("did you mean '{}'?", *meant) : "");
    return std::nullopt;
}

bool Resolving::check_beside(const Figure& figure, const std::string& text, const Node& node, const std::string& path) {
    const PrintedFigure printed = printed_beside(figure, text);
    if (!printed.ok()) problems_.at(node, fmt::format("{}: {}", path, printed.error));
    return printed.ok();
}

void Resolving::resolve_market(const std::string& market, const Node& node) {
    Words markets;
    for (const Generation& generation : scenario_.hardware.generations) markets.emplace_back(generation.market);
    find_in(markets, market, "market", node);
}

void Resolving::need_of_countries(const std::vector<CountryId>& countries, std::string_view key, const std::string& why) {
    for (const CountryId country : countries) {
        const Node& node = item(within(root_, "countries"), country.index);
        if (!node.is(Type::map) || find(node, key) != nullptr) continue;
        problems_.at_head(node, fmt::format("countries[{}] needs '{}'", scenario_.countries[country.index].id, key), why);
    }
}

} // namespace sim
