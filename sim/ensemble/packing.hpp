// Values as the store keeps them: packed without any loss, and read back.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

[[nodiscard]] std::string pack(std::span<const double> values);
/// Nothing where the bytes are not so many packed values.
[[nodiscard]] std::optional<std::vector<double>> unpack(std::string_view bytes, std::size_t count);

} // namespace sim
