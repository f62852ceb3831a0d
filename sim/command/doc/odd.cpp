// The model description: docs/odd.md with the tables between its markers made anew.
#include "command/doc/manual.hpp"
#include "report/embedded.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sim {
namespace {

struct TableOfCode {
    std::string_view name;
    std::string (*make)();
};
constexpr std::array tables_of_code{TableOfCode{"events", events_table}};

} // namespace

// A table stands between the lines `<!-- table: NAME -->` and `<!-- end of table -->`.
std::string model_description() {
    constexpr std::string_view begin = "<!-- table: ", end = "<!-- end of table -->";
    std::string text;
    std::string_view rest = embedded::odd_md;
    for (std::size_t at = 0; (at = rest.find(begin)) != rest.npos;) {
        const std::size_t line_end = rest.find('\n', at), close = rest.find(end, at);
        const std::string_view name = rest.substr(at + begin.size(), rest.find(' ', at + begin.size()) - at - begin.size());
        const auto table = std::ranges::find(tables_of_code, name, &TableOfCode::name);
        if (close == rest.npos || table == tables_of_code.end()) throw std::logic_error("docs/odd.md: no table " + std::string(name));
        text += std::string(rest.substr(0, line_end + 1)) + table->make();
        rest.remove_prefix(close);
    }
    return text + std::string(rest);
}

} // namespace sim
