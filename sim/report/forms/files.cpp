// The list of forms; each form itself is a source beside this one.
#include "report/forms/files.hpp"

#include <array>
#include <vector>

namespace sim {
namespace {

std::string as_markdown(std::span<const Section> sections, std::string_view) {
    std::string text;
    for (const Section& section : sections) text += (text.empty() || text.ends_with("\n\n") ? "" : "\n") + markdown(section);
    return text;
}

std::string as_latex(std::span<const Section> sections, std::string_view name) {
    std::vector<Table> tables;
    for (const Section& section : sections) tables.insert(tables.end(), section.tables.begin(), section.tables.end());
    return latex(tables, name);
}

std::string as_csv(std::span<const Section> sections, std::string_view) { return csv(sections.front().tables.front()); }

constexpr std::array forms{
    FileForm{".md", true, as_markdown},
    FileForm{".tex", true, as_latex},
    FileForm{".csv", false, as_csv},
};

} // namespace

std::span<const FileForm> file_forms() { return forms; }

} // namespace sim
