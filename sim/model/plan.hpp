// From events to appointments and back: how the model's vocabulary meets the agenda.
#pragma once

#include "engine/agenda.hpp"
#include "sim/event.hpp"

#include <array>
#include <cstdint>
#include <variant>

namespace sim {

/// Plans an event. REQUIRES: at >= agenda.now().
template <class E> void plan(Agenda& agenda, Instant at, E event) { agenda.add(at, event_order<E>, who_of(event)); }

/// True where the appointment stands for an event of this kind.
template <class E> [[nodiscard]] bool is(const Appointment& appointment) { return appointment.order == event_order<E>; }

namespace detail {
template <class On, class... All> constexpr auto calls_of(std::variant<All...>*) {
    using Result = std::common_type_t<std::invoke_result_t<On&, All>...>;
    return std::array<Result (*)(std::uint32_t, On&), sizeof...(All)>{
        +[](std::uint32_t who, On& on) -> Result { return on(event_of<All>(who)); }...};
}
} // namespace detail

/// Calls `on` with the event that an appointment stands for: one jump, by its place in the variant.
template <class On> decltype(auto) dispatch(const Appointment& appointment, On&& on) {
    static constexpr auto calls = detail::calls_of<std::remove_reference_t<On>>(static_cast<Event*>(nullptr));
    return calls[appointment.order](appointment.who, on);
}

} // namespace sim
