// What is wrong with a scenario, said with file, line, column, the line itself, and where possible the remedy.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// An error stops everything; a warning is of what is allowed and probably not meant.
enum class Severity : std::uint8_t { error, warning };

struct Problem {
    std::string file;
    std::uint32_t line = 0;   ///< from 1; 0: the file as a whole
    std::uint32_t column = 0; ///< from 1, in characters
    std::string message;
    std::string excerpt;     ///< the line as a terminal can show it; of a long one the part around the place
    std::uint32_t caret = 0; ///< where in the excerpt the place is, in characters
    std::uint32_t width = 1; ///< characters to underline
    std::string hint;        ///< "did you mean 'doubling'?"
    Severity severity = Severity::error;
    friend auto operator<=>(const Problem&, const Problem&) = default;
};

/// A problem at a byte of a line, with as many bytes underlined as still belong to the line.
[[nodiscard]] Problem problem_at(std::string file, std::uint32_t line_number, std::string_view line, std::size_t byte, std::size_t bytes);

/// All problems as a user reads them, closed by "2 errors; nothing was run." where one is an error, else by "1 warning"; empty where there
/// are none.
[[nodiscard]] std::string to_text(const std::vector<Problem>& problems);

/// Something went wrong with a file; `what()` begins with its path.
class IoError : public std::runtime_error {
public:
    IoError(const std::string& path, std::string_view why);
};

/// What is on disk contradicts itself: it was damaged, or does not belong together.
class Mismatch : public IoError {
public:
    using IoError::IoError;
};

} // namespace sim
