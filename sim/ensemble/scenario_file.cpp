// Opens the files that a scenario is read from.
#include "sim/scenario_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace sim {
namespace {

/// One byte more than the largest source is enough to know that it is too large.
std::variant<std::string, Unreadable> open_file(const std::string& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) return Unreadable{"is a directory"};
    std::ifstream file{path, std::ios::binary};
    if (!file) return Unreadable{fmt::format("cannot be read: {}", std::generic_category().message(errno))};
    std::string text(largest_source + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad()) return Unreadable{"cannot be read to its end"};
    return text;
}

} // namespace

Reading read_scenario_file(const std::filesystem::path& path, std::span<const std::string> sets, std::string_view only_variant) {
    return read_scenario(path.generic_string(), open_file, sets, only_variant);
}

} // namespace sim
