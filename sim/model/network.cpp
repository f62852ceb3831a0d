// Ties are found by luck that belongs to two labs alone; shortest ways are Boost.Graph's, which no other source knows.
#include "model/network.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>

#include <algorithm>
#include <limits>

namespace sim {

/// Vertex = LabId::index; an edge is a tie, its weight the milliseconds that know-how takes.
struct CollaborationNetwork::Graph {
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                          boost::property<boost::edge_weight_t, std::int64_t>>
        ties;
};

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// A word of luck for two labs; splitmix64's finaliser over their names (Steele, Lea and Flood 2014).
std::uint64_t luck_of(std::uint64_t one, std::uint64_t other, std::uint64_t salt) {
    std::uint64_t z = one * 0x9e3779b97f4a7c15ULL + (other ^ salt);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
}

/// One of the labs that `fits`, with a probability in proportion to its researchers: the first to arrive if each came after an exponential
/// time with its researchers as rate. Another lab in the list is only one more that may arrive first.
template <class Fits> std::uint32_t first_to_arrive(std::span<const Partner> labs, std::uint32_t seeker, std::uint64_t salt, Fits&& fits) {
    std::uint32_t first = none;
    double earliest = std::numeric_limits<double>::infinity();
    for (std::uint32_t l = 0; l < labs.size(); ++l) {
        if (l == seeker || labs[l].researchers <= 0 || !fits(labs[l])) continue;
        const double time = -quick_log2(Roll::midpoint(luck_of(labs[seeker].key, labs[l].key, salt))) / labs[l].researchers;
        if (time < earliest) {
            earliest = time;
            first = l;
        }
    }
    return first;
}

std::uint32_t partner_of(const Network& network, std::span<const Partner> labs, std::uint32_t seeker, std::uint32_t tie, const Dice& dice) {
    const Partner& self = labs[seeker];
    Roll roll = dice.roll(Purpose::tie, self.key, tie);
    const bool home = roll.uniform() < network.home, alike = roll.uniform() < network.alike;
    const std::uint64_t salt = roll();
    const auto fits = [&](const Partner& other) { return (!home || other.country == self.country) && (!alike || other.kind == self.kind); };
    const std::uint32_t found = first_to_arrive(labs, seeker, salt, fits);
    return found != none ? found : first_to_arrive(labs, seeker, salt, [](const Partner&) { return true; });
}

Span delay_of(const Network& network, std::uint64_t one, std::uint64_t other, const Dice& dice) {
    Roll roll = dice.roll(Purpose::tie_delay, luck_of(std::min(one, other), std::max(one, other), 0));
    return from_seconds(draw(network.delay, roll));
}

} // namespace

CollaborationNetwork::CollaborationNetwork(std::size_t labs, std::span<const LabTie> ties) {
    auto graph = std::make_shared<Graph>(Graph{decltype(Graph::ties)(labs)});
    for (const LabTie& tie : ties) add_edge(tie.from.index, tie.to.index, tie.delay.count(), graph->ties);
    graph_ = std::move(graph);
}

std::vector<LabTie> CollaborationNetwork::ties() const {
    const auto& graph = graph_->ties;
    const auto lab = [](std::size_t vertex) { return LabId{static_cast<std::uint32_t>(vertex)}; };
    std::vector<LabTie> found;
    for (auto [edge, end] = edges(graph); edge != end; ++edge)
        found.push_back({lab(source(*edge, graph)), lab(target(*edge, graph)), Span{get(boost::edge_weight, graph, *edge)}});
    return found;
}

std::vector<Stop> CollaborationNetwork::way_from(LabId lab, Span leak) const {
    std::vector<std::int64_t> distance(num_vertices(graph_->ties));
    dijkstra_shortest_paths(graph_->ties, lab.index, boost::distance_map(distance.data()));
    std::vector<Stop> way;
    way.reserve(distance.size());
    for (std::uint32_t l = 0; l < distance.size(); ++l) {
        if (l != lab.index) way.push_back({std::min(Span{distance[l]}, leak), {l}});
    }
    std::ranges::sort(way);
    return way;
}

CollaborationNetwork connect(const Network& network, std::span<const Partner> labs, std::span<const LabTie> given, const Dice& dice,
                             Patience patience) {
    std::vector<LabTie> ties(given.begin(), given.end());
    for (std::uint32_t seeker = 0; seeker < labs.size(); ++seeker) {
        for (std::uint32_t tie = 0; tie < network.ties; ++tie) {
            patience.spend(labs.size());
            const std::uint32_t partner = partner_of(network, labs, seeker, tie, dice);
            if (partner != none) ties.push_back({{seeker}, {partner}, delay_of(network, labs[seeker].key, labs[partner].key, dice)});
        }
    }
    return {labs.size(), ties};
}

} // namespace sim
