// The CSV file of a sweep: its head names the paths, each row is a point.
#include "input/sweep/point_file.hpp"

#include "base/path.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace sim {
namespace {

using Type = Node::Type;

/// RFC 4180 with LF or CR LF; lines with nothing on them count for nothing.
class CsvReader {
public:
    CsvReader(const Source& source, std::uint32_t index, Problems& problems) : text_(source.text), index_(index), problems_(problems) {}

    std::vector<std::vector<Node>> rows() {
        std::vector<std::vector<Node>> rows;
        while (at_ < text_.size()) {
            if (skip_line_end()) continue;
            rows.emplace_back();
            do rows.back().push_back(cell());
            while (take(','));
            if (at_ < text_.size() && !skip_line_end()) {
                problems_.add(here(), "a cell goes on behind its closing quote", "double a quote within quotes");
                return {};
            }
        }
        return rows;
    }

private:
    [[nodiscard]] Place here() const { return {index_, line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)}; }
    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        if (c == '\n') {
            ++line_;
            line_start_ = at_;
        }
        return true;
    }
    bool skip_line_end() {
        const bool cr = text_.substr(at_).starts_with("\r\n") && take('\r');
        return take('\n') || cr;
    }
    Node cell() {
        Node node;
        node.type = Type::scalar;
        node.at = here();
        if (take('"')) return quoted(std::move(node));
        const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
        std::string_view text = text_.substr(at_, end - at_);
        const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
        node.at.column += static_cast<std::uint32_t>(first);
        text = text.substr(first);
        node.text = text.substr(0, text.find_last_not_of(" \t") + 1);
        at_ = end;
        return node;
    }
    Node quoted(Node node) {
        while (at_ < text_.size()) {
            if (take('"')) {
                if (!take('"')) return node;
                node.text += '"';
            } else {
                node.text += text_[at_];
                take(text_[at_]);
            }
        }
        problems_.add(node.at, "this quote is never closed");
        return node;
    }

    std::string_view text_;
    std::uint32_t index_;
    Problems& problems_;
    std::size_t at_ = 0, line_start_ = 0;
    std::uint32_t line_ = 1;
};

/// What could be read as other YAML than a plain text is put between quotes.
void quote_if_needed(Node& node) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._%/*+-";
    node.quoted = node.text.find_first_not_of(plain) != std::string::npos || node.text.starts_with("- ") || node.text == "-" ||
                  node.text.starts_with('%') || node.text.starts_with('*');
}

/// The head of the file as a map from paths to the values below them. Nothing, and problems, where it is none.
std::optional<Node> axes_of(std::vector<std::vector<Node>> rows, const Node& file, Problems& problems) {
    if (rows.size() < 2) {
        problems.at(file, fmt::format("{} has no points", in_quotes(file.text)),
                    "its first line names the paths, each other line is a point");
        return std::nullopt;
    }
    const std::size_t before = problems.size();
    Node over;
    over.type = Type::map;
    over.key = "over";
    over.at = over.key_at = rows[0][0].at;
    for (Node& head : rows[0]) {
        if (head.text.empty()) problems.at(head, "a path is missing in the head of the file");
        if (find(over, head.text) != nullptr) problems.at(head, fmt::format("{} is there twice", in_quotes(head.text)));
        Node axis;
        axis.type = Type::list;
        axis.key = head.text;
        axis.at = axis.key_at = head.at;
        over.items.push_back(std::move(axis));
    }
    for (std::size_t r = 1; r < rows.size(); ++r) {
        if (rows[r].size() != over.items.size()) {
            problems.add(rows[r][0].at, fmt::format("{} cells, but the head has {}", rows[r].size(), over.items.size()));
            continue;
        }
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            if (rows[r][c].text.empty()) problems.at(rows[r][c], fmt::format("{} has no value", over.items[c].key));
            quote_if_needed(rows[r][c]);
            over.items[c].items.push_back(std::move(rows[r][c]));
        }
    }
    return problems.size() == before ? std::optional{std::move(over)} : std::nullopt;
}

} // namespace

void read_sweep_file(Node& root, const OpenSource& open, std::vector<Source>& sources, Problems& problems) {
    Node* const sweep = find(root, "sweep");
    Node* const design = sweep == nullptr ? nullptr : find(*sweep, "design");
    if (design == nullptr || !design->is(Type::scalar) || design->text != "file") return;
    const Node* const named = find(*sweep, "file");
    if (named == nullptr || !named->is(Type::scalar))
        return problems.at_head(*design, "sweep of design file needs 'file'", "such as 'file: points.csv'");
    if (const Node* over = find(*sweep, "over")) return problems.at_head(*over, "sweep.over comes from the file; leave it out");
    const Node file = *named;
    const std::string& from = sources.at(file.at.source).name;
    const std::string path = path_beside(from.starts_with("--") ? "" : from, file.text);
    std::string error;
    auto text = read_text(path, open, error);
    if (!text) return problems.at(file, fmt::format("{} {}", in_quotes(path), error));
    sources.emplace_back(path, std::move(*text));
    const auto index = static_cast<std::uint32_t>(sources.size() - 1);
    const std::size_t before = problems.size();
    check_characters(sources.back(), index, problems);
    if (problems.size() > before) return;
    auto rows = CsvReader{sources.back(), index, problems}.rows();
    if (problems.size() > before) return;
    auto over = axes_of(std::move(rows), file, problems);
    if (!over) return;
    design->text = "list";
    std::erase_if(sweep->items, [](const Node& item) { return item.key == "file"; });
    sweep->items.push_back(std::move(*over));
}

} // namespace sim
