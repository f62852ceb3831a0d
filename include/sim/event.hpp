// All that can happen, on one screen: the model's whole vocabulary. A forgotten case does not compile.
#pragma once

#include "engine/agenda.hpp"
#include "sim/quantity.hpp"

#include <variant>

namespace sim {

struct PolicyBegin {
    PolicyId policy;
}; ///< it is in force from now on
struct PolicyEnd {
    PolicyId policy;
}; ///< it is no longer in force
struct HardwareRelease {
    GenerationId generation;
    CountryId country;
}; ///< a GPU can be bought in a country
struct Staffing {
    CountryId country;
}; ///< its labs' weights follow its researchers
struct Funding {
    CountryId country;
}; ///< its labs get their money for the year
struct Purchase {
    LabId lab;
}; ///< a lab retires, pays electricity, buys
struct Arrival {
    StreamId stream;
}; ///< a paper appears from outside
struct ProjectChoice {
    LabId lab;
}; ///< a free team looks for a paper to build on
struct ReproductionEnd {
    ProjectId project;
}; ///< a reproduction leaves its GPUs
struct ExtensionReady {
    ProjectId project;
}; ///< the own experiment is designed and asks for GPUs
struct ExtensionEnd {
    ProjectId project;
}; ///< the own experiment is done: a paper is published
struct Diffusion {
    AdvanceId advance;
}; ///< know-how reaches the next labs on its way
struct Sample {
    std::uint32_t date;
}; ///< everything is measured

/// Simultaneous events happen in this order; the place in the list is the rank of the process.
using Event = std::variant<PolicyBegin, PolicyEnd, HardwareRelease, Staffing, Funding, Purchase, Arrival, ProjectChoice, ReproductionEnd,
                           ExtensionReady, ExtensionEnd, Diffusion, Sample>;

inline constexpr std::uint32_t most_countries = 1U << 12U; ///< so that a release fits in 32 bits
inline constexpr std::uint32_t most_generations = 1U << 20U;

namespace detail {
[[nodiscard]] constexpr std::uint32_t who(PolicyBegin e) { return e.policy.index; }
[[nodiscard]] constexpr std::uint32_t who(PolicyEnd e) { return e.policy.index; }
[[nodiscard]] constexpr std::uint32_t who(HardwareRelease e) { return e.generation.index * most_countries + e.country.index; }
[[nodiscard]] constexpr std::uint32_t who(Staffing e) { return e.country.index; }
[[nodiscard]] constexpr std::uint32_t who(Funding e) { return e.country.index; }
[[nodiscard]] constexpr std::uint32_t who(Purchase e) { return e.lab.index; }
[[nodiscard]] constexpr std::uint32_t who(Arrival e) { return e.stream.index; }
[[nodiscard]] constexpr std::uint32_t who(ProjectChoice e) { return e.lab.index; }
[[nodiscard]] constexpr std::uint32_t who(ReproductionEnd e) { return e.project.index; }
[[nodiscard]] constexpr std::uint32_t who(ExtensionReady e) { return e.project.index; }
[[nodiscard]] constexpr std::uint32_t who(ExtensionEnd e) { return e.project.index; }
[[nodiscard]] constexpr std::uint32_t who(Diffusion e) { return e.advance.index; }
[[nodiscard]] constexpr std::uint32_t who(Sample e) { return e.date; }

template <class E, class... All> constexpr std::uint8_t rank_in(const std::variant<All...>*) {
    std::uint8_t rank = 0;
    static_cast<void>(((std::is_same_v<E, All> ? true : (++rank, false)) || ...));
    return rank;
}
} // namespace detail

/// The place of an event in the order of processes.
template <class E> inline constexpr std::uint8_t process_rank = detail::rank_in<E>(static_cast<const Event*>(nullptr));

/// Plans an event. REQUIRES: at >= agenda.now().
template <class E> void plan(Agenda& agenda, Instant at, E event) { agenda.add(at, process_rank<E>, detail::who(event)); }

/// Calls `on` with the event that an appointment stands for.
template <class On> decltype(auto) dispatch(const Appointment& appointment, On&& on) {
    const std::uint32_t who = appointment.who;
    switch (appointment.rank) {
    case process_rank<PolicyBegin>:
        return on(PolicyBegin{{who}});
    case process_rank<PolicyEnd>:
        return on(PolicyEnd{{who}});
    case process_rank<HardwareRelease>:
        return on(HardwareRelease{{who / most_countries}, {who % most_countries}});
    case process_rank<Staffing>:
        return on(Staffing{{who}});
    case process_rank<Funding>:
        return on(Funding{{who}});
    case process_rank<Purchase>:
        return on(Purchase{{who}});
    case process_rank<Arrival>:
        return on(Arrival{{who}});
    case process_rank<ProjectChoice>:
        return on(ProjectChoice{{who}});
    case process_rank<ReproductionEnd>:
        return on(ReproductionEnd{{who}});
    case process_rank<ExtensionReady>:
        return on(ExtensionReady{{who}});
    case process_rank<ExtensionEnd>:
        return on(ExtensionEnd{{who}});
    case process_rank<Diffusion>:
        return on(Diffusion{{who}});
    default:
        return on(Sample{who});
    }
}
static_assert(std::variant_size_v<Event> == 13, "dispatch has one case per event");

} // namespace sim
