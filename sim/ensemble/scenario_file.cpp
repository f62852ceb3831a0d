// Opens the files that a scenario is read from.
#include "sim/scenario_file.hpp"

#include "ensemble/file.hpp"

#include <fmt/format.h>

#include <system_error>

namespace sim {
namespace {

/// What could keep a reader waiting, such as a pipe, is refused. One byte more than the largest source is enough to know that it is too
/// large.
std::variant<std::string, Unreadable> open_file(const std::string& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) return Unreadable{"is a directory"};
    try {
        return read_beginning(path, largest_source + 1);
    } catch (const IoError& error) {
        const std::string_view why = std::string_view(error.what()).substr(path.size() + 2);
        return Unreadable{fmt::format("cannot be read: {}", why)};
    }
}

} // namespace

Reading read_scenario_file(const std::filesystem::path& path, std::span<const std::string> sets, std::string_view only_variant) {
    return read_scenario(path.generic_string(), open_file, sets, only_variant);
}

} // namespace sim
