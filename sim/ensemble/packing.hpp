// Values as the store keeps them: packed without any loss, and read back.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Values of one part, unpacked; returns how many there were, nothing where the bytes are damaged. See `pack`.
[[nodiscard]] std::optional<std::size_t> unpack(std::string_view bytes, std::span<double> values);

/// A few values as they lie in memory.
[[nodiscard]] std::string to_bytes(std::span<const double> values);
[[nodiscard]] std::vector<double> to_values(std::string_view bytes);

} // namespace sim
