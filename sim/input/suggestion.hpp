// What was probably meant by a value that cannot be read: never a guess that would be wrong by a power of ten.
#pragma once

#include "model/fields.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sim {

/// What is said of a text that is no quantity.
struct Refusal {
    std::string message, hint;
};
/// Without a guess at the unit that measures something else than the field; with a better one, where there is one.
[[nodiscard]] Refusal refusal_of(std::string_view text, const ParsedQuantity& parsed, const Field& row, bool may_be_law);
/// "did you mean '331e6 person'?" for "331 Mperson" in a field of persons; empty where nothing is sure enough. What is suggested can be
/// read and measures what the field does.
[[nodiscard]] std::string suggested_number(std::string_view text, const Field& row);
/// "did you mean '{ci90: [60 %, 70 %]}'?" for "60-70 %"; empty where it is no range of such numbers.
[[nodiscard]] std::string suggested_law(std::string_view text, const Field& row);
/// "did you mean '2020-01'?" for "Jan 2020"; empty where it is no such date.
[[nodiscard]] std::string suggested_date(std::string_view text);
/// The id that was probably meant: the same but for case, that of the thing of this name, or a near one. `names` are those of the same
/// things, or none.
[[nodiscard]] std::optional<std::string_view> meant_id(std::string_view word, std::span<const std::string_view> ids,
                                                       std::span<const std::string_view> names);

} // namespace sim
