// All that can happen, on one screen: the model's whole vocabulary. Each event says what it is; what it forgets to say does not compile.
#pragma once

#include "sim/quantity.hpp"

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <variant>

namespace sim {

// An event has a name, a sentence, and a number, which stands for it in fingerprints and is never used again for another: so a new event
// changes no fingerprint of a story in which it does not happen. The id of whom it concerns is its one member.

struct PolicyBegin {
    static constexpr std::string_view name = "PolicyBegin", sentence = "A policy is in force from now on";
    static constexpr std::uint8_t number = 0;
    PolicyId policy;
};
struct PolicyEnd {
    static constexpr std::string_view name = "PolicyEnd", sentence = "A policy is no longer in force";
    static constexpr std::uint8_t number = 1;
    PolicyId policy;
};
/// Concerns two, and packs them into 32 bits itself.
struct HardwareRelease {
    static constexpr std::string_view name = "HardwareRelease", sentence = "A GPU can be bought in a country";
    static constexpr std::uint8_t number = 2;
    static constexpr std::uint32_t most_countries = 1U << 12U, most_generations = 1U << 20U;
    GenerationId generation;
    CountryId country;
    [[nodiscard]] constexpr std::uint32_t pack() const { return generation.index * most_countries + country.index; }
    [[nodiscard]] static constexpr HardwareRelease unpack(std::uint32_t who) { return {{who / most_countries}, {who % most_countries}}; }
};
struct Review {
    static constexpr std::string_view name = "Review",
                                      sentence = "The year is looked back on: what is typical, what was within reach, who goes where";
    static constexpr std::uint8_t number = 13;
    std::uint32_t year; ///< that begins
};
struct Staffing {
    static constexpr std::string_view name = "Staffing", sentence = "The weights of a country's labs follow its researchers";
    static constexpr std::uint8_t number = 3;
    CountryId country;
};
struct Funding {
    static constexpr std::string_view name = "Funding", sentence = "A country's labs get their money for the year";
    static constexpr std::uint8_t number = 4;
    CountryId country;
};
struct Purchase {
    static constexpr std::string_view name = "Purchase", sentence = "A lab retires GPUs, pays for electricity, and buys";
    static constexpr std::uint8_t number = 5;
    LabId lab;
};
struct Arrival {
    static constexpr std::string_view name = "Arrival", sentence = "A paper appears from outside";
    static constexpr std::uint8_t number = 6;
    StreamId stream;
};
struct ProjectChoice {
    static constexpr std::string_view name = "ProjectChoice", sentence = "A free team looks for a paper to build on";
    static constexpr std::uint8_t number = 7;
    TeamId team;
};
struct ReproductionEnd {
    static constexpr std::string_view name = "ReproductionEnd", sentence = "A reproduction leaves its GPUs";
    static constexpr std::uint8_t number = 8;
    ProjectId project;
};
struct ExtensionReady {
    static constexpr std::string_view name = "ExtensionReady", sentence = "The own experiment is designed and asks for GPUs";
    static constexpr std::uint8_t number = 9;
    ProjectId project;
};
struct ExtensionEnd {
    static constexpr std::string_view name = "ExtensionEnd", sentence = "The own experiment is done: a paper is published";
    static constexpr std::uint8_t number = 10;
    ProjectId project;
};
struct Diffusion {
    static constexpr std::string_view name = "Diffusion", sentence = "Know-how reaches the next labs on its way";
    static constexpr std::uint8_t number = 11;
    AdvanceId advance;
};
struct Sample {
    static constexpr std::string_view name = "Sample", sentence = "Everything is measured";
    static constexpr std::uint8_t number = 12;
    std::uint32_t date; ///< into Layout::dates
};

/// Simultaneous events happen in this order.
using Event = std::variant<PolicyBegin, PolicyEnd, HardwareRelease, Review, Staffing, Funding, Purchase, Arrival, ProjectChoice,
                           ReproductionEnd, ExtensionReady, ExtensionEnd, Diffusion, Sample>;

// ---- what follows from the list ---------------------------------------------------------------------------------------

template <class E>
concept EventOfLab = requires(E event) {
    { event.lab } -> std::same_as<LabId&>;
};
template <class E>
concept EventOfTeam = requires(E event) {
    { event.team } -> std::same_as<TeamId&>;
};
template <class E>
concept EventOfProject = requires(E event) {
    { event.project } -> std::same_as<ProjectId&>;
};

/// What an event says of itself.
struct EventRow {
    std::string_view name, sentence;
    std::uint8_t number;
};

namespace detail {
template <class... All> constexpr std::array<EventRow, sizeof...(All)> rows_of(const std::variant<All...>*) {
    return {EventRow{All::name, All::sentence, All::number}...};
}
template <class E, class... All> constexpr std::uint8_t order_in(const std::variant<All...>*) {
    static_assert((std::is_same_v<E, All> + ...) == 1, "an event has its place in the variant");
    std::uint8_t order = 0;
    static_cast<void>(((std::is_same_v<E, All> ? true : (++order, false)) || ...));
    return order;
}
} // namespace detail

/// All events, in the order of simultaneous ones.
inline constexpr auto event_rows = detail::rows_of(static_cast<const Event*>(nullptr));

static_assert(
    [] {
        std::uint64_t seen = 0;
        for (const EventRow& row : event_rows) seen |= std::uint64_t{1} << row.number;
        return std::popcount(seen) == static_cast<int>(event_rows.size());
    }(),
    "no two events have one number");

/// The place of an event among simultaneous ones.
template <class E> inline constexpr std::uint8_t event_order = detail::order_in<E>(static_cast<const Event*>(nullptr));

/// Whom an event concerns, in 32 bits, and the event again.
template <class E> [[nodiscard]] constexpr std::uint32_t who_of(E event) {
    if constexpr (requires { event.pack(); })
        return event.pack();
    else
        return std::bit_cast<std::uint32_t>(event);
}
template <class E> [[nodiscard]] constexpr E event_of(std::uint32_t who) {
    if constexpr (requires { E::unpack(who); })
        return E::unpack(who);
    else
        return std::bit_cast<E>(who);
}

} // namespace sim
