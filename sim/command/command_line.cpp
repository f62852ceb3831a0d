// Commands as text: what gives these results again, and what goes on with them.
#include "sim/cli.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace sim {
namespace {

/// As the shell would need it: bare where nothing can be misread, in single quotes elsewhere.
std::string shell_word(const std::string& word) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    return in_shell_quotes(word);
}

} // namespace

std::string shell_line(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
    return line;
}

std::string canonical_command(const Request& request, const std::string& command, std::span<const std::string> files) {
    std::vector<std::string> words{"sim", command};
    words.insert(words.end(), files.begin(), files.end());
    const auto add = [&](const char* option, const std::string& value) { words.insert(words.end(), {option, value}); };
    if (request.replicates) add("--replicates", std::to_string(*request.replicates));
    if (request.seed) add("--seed", std::to_string(*request.seed));
    if (!request.variant.empty()) add("--variant", request.variant);
    for (const std::string& set : request.sets) add("--set", set);
    for (const std::string& keep : request.keep) add("--keep", keep);
    if (!request.series.empty()) add("--series", fmt::format("{}", fmt::join(request.series, ",")));
    for (const std::string& precision : request.precision) add("--precision", precision);
    return shell_line(words);
}

std::string resuming_command(const Request& request) {
    std::vector<std::string> words{request.program};
    std::copy_if(request.arguments.begin(), request.arguments.end(), std::back_inserter(words),
                 [](const std::string& word) { return word != "--fresh" && word != "--retry-failed"; });
    return shell_line(words);
}

} // namespace sim
