// Who learns from whom, and how soon: the collaboration network, and the know-how that is on its way through it.
#pragma once

#include "engine/dice.hpp"
#include "model/patience.hpp"
#include "sim/scenario.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace sim {

/// A tie between two labs, and how long know-how takes on it, either way.
struct LabTie {
    LabId from, to;
    Span delay;
    friend bool operator==(const LabTie&, const LabTie&) = default;
};

/// A lab on the way of know-how, and how long after the advance it learns.
struct Stop {
    Span after;
    LabId lab;
    friend auto operator<=>(const Stop&, const Stop&) = default;
};

/// Labs and the ties between them. A value that never changes: copies share what they hold.
class CollaborationNetwork {
public:
    CollaborationNetwork() = default; ///< without labs: nobody asks it for a way
    CollaborationNetwork(std::size_t labs, std::span<const LabTie> ties);
    /// All ties, in the order in which they were given. REQUIRES: made of labs.
    [[nodiscard]] std::vector<LabTie> ties() const;
    /// All other labs, by the shortest way from this one (Dijkstra) and by lab; those that no way leads to, or one longer than `leak`,
    /// after `leak`. REQUIRES: one of its labs.
    [[nodiscard]] std::vector<Stop> way_from(LabId lab, Span leak) const;

private:
    struct Graph;
    std::shared_ptr<const Graph> graph_;
};

/// What the network is made of: a lab as it looks to those who seek a partner.
struct Partner {
    std::uint64_t key = 0; ///< its name for the dice
    CountryId country;
    KindId kind;
    double researchers = 0;
};

/// Each lab seeks `ties` partners among all others: with probability `home` in its own country, with probability `alike` of its own kind,
/// and there in proportion to researchers. Which ones it finds, and how long a tie takes, depends on the two labs alone: labs that are
/// added, left out or listed in another order change nothing between the others, but where one takes another's place.
[[nodiscard]] CollaborationNetwork connect(const Network& network, std::span<const Partner> labs, std::span<const LabTie> given,
                                           const Dice& dice, Patience patience = {});

/// An advance on its way.
struct Advance {
    LabId lab;
    DomainId domain;
    double doublings = 0;
    bool open = true;
    Instant made;
    std::uint32_t next = 0; ///< the first stop that has not learned of it
    AdvanceId next_free;    ///< in the list of free places
};

/// What labs know over what the scenario says that all know, and the advances on their way. Empty where nobody seeks efficiency.
struct LabKnowHow {
    bool sought = false; ///< there can be advances
    CollaborationNetwork network;
    std::vector<std::vector<Stop>> ways; ///< by lab, made when first needed
    std::vector<double> doublings;       ///< by lab, then domain
    std::vector<double> found;           ///< doublings that labs have found, by domain, whoever knows of them
    std::vector<double> factor;          ///< 2^doublings
    std::vector<Advance> advances;
    AdvanceId first_free;
};

} // namespace sim
