// Finding values in a document, and collecting what is wrong with it.
#include "input/document.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {

namespace {

constexpr std::size_t most_problems = 1000;

/// Bytes that a scalar takes on its first line.
std::size_t length_of(const Node& node, std::string_view line) {
    if (!node.is(Node::Type::scalar) || node.at.column == 0 || node.at.column > line.size()) return 1;
    const std::string_view rest = line.substr(node.at.column - 1);
    if (!node.quoted) return node.text.starts_with(rest.front()) ? node.text.size() : 1; // it may stand for what is written there
    const auto end = rest.size() > 1 ? rest.find(rest.front(), 1) : rest.npos;
    return end == rest.npos ? 1 : end + 1;
}

/// An empty one for places in sources that are no longer there.
const Source& source_of(const std::vector<Source>& sources, Place at) {
    static const Source nowhere{"", ""};
    return at.source < sources.size() ? sources[at.source] : nowhere;
}

} // namespace

Source::Source(std::string name_, std::string text_) : name(std::move(name_)), text(std::move(text_)), line_starts{0} {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') line_starts.push_back(i + 1);
}

std::string_view Source::line(std::uint32_t number) const {
    if (number == 0 || number > line_starts.size()) return {};
    const std::size_t begin = line_starts[number - 1];
    const std::size_t end = number < line_starts.size() ? line_starts[number] - 1 : text.size();
    std::string_view line = std::string_view{text}.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

const Node* find(const Node& map, std::string_view key) {
    if (!map.is(Node::Type::map)) return nullptr;
    const auto found = std::find_if(map.items.begin(), map.items.end(), [&](const Node& item) { return item.key == key; });
    return found == map.items.end() ? nullptr : &*found;
}

Node* find(Node& map, std::string_view key) { return const_cast<Node*>(find(static_cast<const Node&>(map), key)); }

std::string_view id_of(const Node& map) {
    const Node* id = find(map, "id");
    return id != nullptr && id->is(Node::Type::scalar) ? std::string_view{id->text} : std::string_view{};
}

std::vector<std::string_view> keys_of(const Node& map) {
    std::vector<std::string_view> keys;
    for (const Node& item : map.items) keys.emplace_back(item.key);
    return keys;
}

std::vector<std::string_view> ids_of(const Node& list) {
    std::vector<std::string_view> ids;
    for (const Node& item : list.items)
        if (!id_of(item).empty()) ids.push_back(id_of(item));
    return ids;
}

void Problems::add(Place at, std::string message, std::string hint, std::size_t bytes) {
    std::replace_if(
        message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (all_.size() >= most_problems || !known_.emplace(at.source, at.line, at.column, message).second) return;
    const Source& source = source_of(sources_, at);
    Problem problem = problem_at(source.name, at.line, source.line(at.line), at.column > 0 ? at.column - 1 : 0, bytes);
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    problem.severity = severity_;
    errors_ += severity_ == Severity::error ? 1 : 0;
    all_.push_back({at, std::move(problem)});
}

void Problems::warn(const Node& node, std::string message, std::string hint) {
    severity_ = Severity::warning;
    at(node, std::move(message), std::move(hint));
    severity_ = Severity::error;
}

void Problems::warn_head(const Node& node, std::string message, std::string hint) {
    severity_ = Severity::warning;
    at_head(node, std::move(message), std::move(hint));
    severity_ = Severity::error;
}

void Problems::at(const Node& node, std::string message, std::string hint) {
    if (node.is(Node::Type::null) && !node.written) return at_head(node, std::move(message), std::move(hint));
    add(node.at, std::move(message), std::move(hint), length_of(node, source_of(sources_, node.at).line(node.at.line)));
}

void Problems::at_head(const Node& node, std::string message, std::string hint) {
    add(node.head(), std::move(message), std::move(hint), node.key_at.line > 0 ? std::max<std::size_t>(node.key.size(), 1) : 1);
}

Place Problems::behind_quote(Place at) const {
    const std::string_view line = source_of(sources_, at).line(at.line);
    const bool quoted = at.column > 0 && at.column <= line.size() && (line[at.column - 1] == '"' || line[at.column - 1] == '\'');
    return {at.source, at.line, at.column + (quoted ? 1U : 0U)};
}

std::vector<Problem> Problems::sorted(Severity severity) const {
    std::vector<Entry> entries = all_;
    std::erase_if(entries, [&](const Entry& e) { return e.problem.severity != severity; });
    const auto order = [](const Entry& e) { return std::tie(e.at.source, e.at.line, e.at.column, e.problem.message); };
    std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) { return order(a) < order(b); });
    std::vector<Problem> problems;
    for (Entry& entry : entries) problems.push_back(std::move(entry.problem));
    return problems;
}

void check_characters(const Source& source, std::uint32_t index, Problems& problems) {
    for (std::uint32_t number = 1; number <= source.line_starts.size(); ++number) {
        const std::string_view line = source.line(number);
        const auto at = unprintable(line);
        if (!at) continue;
        const auto [message, hint] = complaint_about_character(line, *at);
        problems.add({index, number, static_cast<std::uint32_t>(*at) + 1}, message, hint);
    }
}

std::optional<std::string> read_text(const std::string& path, const OpenSource& open, std::string& error) {
    auto opened = open(path);
    if (const auto* const refused = std::get_if<Unreadable>(&opened)) {
        error = refused->why;
        return std::nullopt;
    }
    std::string text = std::move(std::get<std::string>(opened));
    if (text.size() > largest_source) {
        error = fmt::format("is larger than {} MB; scenarios are small", largest_source / 1'000'000);
        return std::nullopt;
    }
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
    return text;
}

} // namespace sim
