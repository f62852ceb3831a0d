// The paper graph: papers as vertices in order of publication, builds-on edges from child to parent; always acyclic.
#pragma once

#include "sim/quantity.hpp"

#include <boost/container/small_vector.hpp>
#include <boost/graph/adjacency_list.hpp>
#include <boost/pending/container_traits.hpp>

namespace sim {

inline constexpr std::uint32_t nobody = 0xffffffff; ///< the index of no lab, no project

struct Paper {
    // What a team looks at when it chooses.
    double compute = 0;     ///< W: FLOP at the base year's efficiency, the level of performance
    double freshness = 1;   ///< 2^(published / half-life) from the start: the part of credit that age takes
    double performance = 1; ///< (W / 1e18 FLOP)^b: the part of credit that the level of performance gives
    DomainId domain;
    std::uint32_t children = 0; ///< papers that build on it
    // The rest.
    Instant published;
    double flop = 0;                 ///< FLOP that its authors spent
    double line_flop = 0;            ///< FLOP spent on it and on all that it builds on, back to the first
    std::uint32_t depth = 1;         ///< papers on that line
    double memory = 0;               ///< bytes that a job needs where the scenario says so; 0: see Research
    double weight = 1;               ///< real papers that it stands for
    LabId lab{nobody};               ///< nobody for papers from outside
    std::uint32_t reproductions = 0; ///< labs that reproduced it, its authors not counted
    ProjectId racers{nobody};        ///< first of the projects that are reproducing it now
};

/// Selects edge lists that hold up to two parents inside the vertex: no allocation for a paper.
struct few_parentsS {};

} // namespace sim

// What Boost.Graph asks of an edge container: its category, found beside the container by argument-dependent lookup.
namespace boost::container {
template <class T> graph_detail::vector_tag container_category(const small_vector<T, 2>&) { return {}; }
template <class T> graph_detail::unstable_tag iterator_stability(const small_vector<T, 2>&) { return {}; }
} // namespace boost::container
namespace boost {
template <class Value> struct container_gen<sim::few_parentsS, Value> { using type = container::small_vector<Value, 2>; };
template <> struct parallel_edge_traits<sim::few_parentsS> { using type = allow_parallel_edge_tag; };
} // namespace boost

namespace sim {

/// Vertex = PaperId::index. An edge goes from a paper to one that it builds on, which is older: so the graph has no cycle.
using PaperGraph = boost::adjacency_list<few_parentsS, boost::vecS, boost::directedS, Paper>;

} // namespace sim
