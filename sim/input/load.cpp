// One YAML document as a tree, or what is wrong with its text.
#include "input/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace sim {

namespace {

constexpr std::size_t deepest = 64; // levels

/// Ends the parse after the first problem that leaves no sensible tree.
struct Refused {};

/// Finds the bytes that must not reach the YAML parser, at most one of them a line.
class ByteCheck {
public:
    ByteCheck(const Source& source, std::uint32_t index, Problems& problems) : source_(source), index_(index), problems_(problems) {}

    [[nodiscard]] bool passes() {
        const std::size_t before = problems_.size();
        for (std::uint32_t line = 1; line <= source_.line_starts.size(); ++line) check(line);
        return problems_.size() == before;
    }

private:
    void check(std::uint32_t number) {
        const std::string_view line = source_.line(number);
        if (const auto at = unprintable(line)) {
            const auto [message, hint] = complaint_about_character(line, *at);
            return refuse(number, *at, message, hint);
        }
        const std::size_t content = line.find_first_not_of(" \t");
        const std::size_t tab = line.find('\t');
        if (content != line.npos && line[content] != '#' && tab < content) refuse(number, tab, "tab in the indentation", "use spaces");
    }

    void refuse(std::uint32_t line, std::size_t byte, std::string message, std::string hint) {
        problems_.add({index_, line, static_cast<std::uint32_t>(byte) + 1}, std::move(message), std::move(hint));
    }

    const Source& source_;
    std::uint32_t index_;
    Problems& problems_;
};

/// Builds the tree from the parser's events.
class Builder : public YAML::EventHandler {
public:
    Builder(const Source& source, std::uint32_t index, Problems& problems) : source_(source), index_(index), problems_(problems) {}

    std::optional<Node> root;
    bool spoilt = false; ///< the tree is not what was meant: its contents are not worth checking

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ == 0) return;
        problems_.add(place(mark), "here begins a second YAML document; a file holds one",
                      "did a bracket close too early, or is '---' too much?");
        throw Refused{};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        Node node = made(Node::Type::null, mark);
        node.written = says_null(node.at);
        if (!node.written && !open_.empty() && open_.back().key) node.at = open_.back().key->at;
        add(std::move(node));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        add(made(Node::Type::scalar, mark));
        spoil(place(mark), "aliases are not understood here", "repeat the value, or use 'extends'");
    }
    void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
        problems_.add(place(mark), "anchors are not understood here", "repeat the value, or use 'extends'", name.size() + 1);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
        check_tag(mark, tag);
        Node node = made(Node::Type::scalar, mark);
        node.text = value;
        node.quoted = tag == "!";
        if (node.quoted) check_quotes(node.at);
        if (const auto at = unprintable(value))
            spoil(place_of_escape(node.at), complaint_about_character(value, *at).first, "write no such escape", 2);
        add(std::move(node));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
        begin(mark, tag, Node::Type::list);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
        begin(mark, tag, Node::Type::map);
    }
    void OnMapEnd() override { end(); }

private:
    /// A list or map that is not closed yet, and the key that waits for its value.
    struct Open {
        Node node;
        std::optional<Node> key{};
        std::set<std::string> keys{};
    };

    [[nodiscard]] Place place(const YAML::Mark& mark) const {
        return {index_, static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
    }
    void spoil(Place at, std::string message, std::string hint = {}, std::size_t bytes = 1) {
        problems_.add(at, std::move(message), std::move(hint), bytes);
        spoilt = true;
    }
    [[nodiscard]] Node made(Node::Type type, const YAML::Mark& mark) const {
        Node node;
        node.type = type;
        node.at = place(mark);
        return node;
    }
    [[nodiscard]] std::string_view text_at(Place at) const {
        const std::size_t begin =
            at.line == 0 || at.line > source_.line_starts.size() ? source_.text.size() : source_.line_starts[at.line - 1];
        return std::string_view{source_.text}.substr(std::min(begin + at.column - 1, source_.text.size()));
    }
    /// A null that somebody wrote; for an empty value the parser's mark is wherever the next token begins.
    [[nodiscard]] bool says_null(Place at) const {
        const std::string_view rest = text_at(at);
        const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n,]}#"));
        return word == "~" || word == "null" || word == "Null" || word == "NULL";
    }
    void check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == "?" || tag == "!") return;
        problems_.add(place(mark), "tags are not understood here", "the fields know their types");
    }
    /// Where the first escape of a quoted text stands for what no reader sees; where the text begins, should there be none.
    [[nodiscard]] Place place_of_escape(Place at) const {
        const std::string_view text = text_at(at);
        Place here = at;
        for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
            ++here.column;
            if (text[i] == '\n') here = {at.source, here.line + 1, 0};
            if (text[i] != '\\' || i + 1 == text.size()) continue;
            if (std::string_view("xuU0abvfreNLP").find(text[i + 1]) != text.npos && stands_for_unprintable(text.substr(i + 1))) return here;
            ++i;
            ++here.column;
        }
        return at;
    }
    /// "x1b...", the escape behind its backslash.
    static bool stands_for_unprintable(std::string_view escape) {
        const std::size_t digits = escape[0] == 'x' ? 2 : escape[0] == 'u' ? 4 : escape[0] == 'U' ? 8 : 0;
        if (digits == 0) return true; // all others that were asked for are controls
        const auto code = from_hexadecimal(escape.substr(1, digits));
        return code && is_unprintable(static_cast<char32_t>(*code));
    }
    /// The parser takes a text whose closing quote is missing.
    void check_quotes(Place at) {
        const std::string_view text = text_at(at);
        if (text.empty() || (text.front() != '"' && text.front() != '\'')) return;
        const char quote = text.front();
        for (std::size_t i = 1; i < text.size(); ++i) {
            if (text[i] == '\\' && quote == '"')
                ++i;
            else if (text[i] == quote && !(quote == '\'' && text.substr(i + 1).starts_with('\'')))
                return;
            else if (text[i] == quote)
                ++i;
        }
        spoil(at, "this quote is never closed");
    }

    void begin(const YAML::Mark& mark, const std::string& tag, Node::Type type) {
        check_tag(mark, tag);
        if (open_.size() == deepest) {
            problems_.add(place(mark), fmt::format("nested more than {} levels deep", deepest));
            throw Refused{};
        }
        open_.push_back({made(type, mark)});
    }
    void end() {
        Node node = std::move(open_.back().node);
        open_.pop_back();
        add(std::move(node));
    }
    void add(Node node) {
        if (open_.empty()) {
            root = std::move(node);
        } else if (open_.back().node.is(Node::Type::list)) {
            open_.back().node.items.push_back(std::move(node));
        } else if (!open_.back().key) {
            check_key(node);
            open_.back().key = std::move(node);
        } else {
            node.key = std::move(open_.back().key->text);
            node.key_at = open_.back().key->at;
            open_.back().key.reset();
            if (open_.back().keys.insert(node.key).second) open_.back().node.items.push_back(std::move(node));
        }
    }
    void check_key(const Node& key) {
        const auto& siblings = open_.back().node.items;
        if (!key.is(Node::Type::scalar))
            spoil(key.at, "a key must be a word");
        else if (key.text == "<<" && !key.quoted)
            spoil(key.at, "merge keys are not understood here", "use 'extends'", 2);
        else if (open_.back().keys.contains(key.text)) {
            const auto first = std::find_if(siblings.begin(), siblings.end(), [&](const Node& n) { return n.key == key.text; });
            problems_.add(key.at, fmt::format("key {} is there twice", in_quotes(key.text)),
                          fmt::format("first in line {}", first->key_at.line), key.text.size());
        }
    }

    const Source& source_;
    std::uint32_t index_;
    Problems& problems_;
    std::vector<Open> open_;
    std::size_t documents_ = 0;
};

/// The parser's own complaint, at a line that exists.
void add_syntax_error(const Source& source, std::uint32_t index, std::size_t skip, const YAML::Exception& error, Problems& problems) {
    const bool somewhere = error.mark.line >= 0;
    const auto lines = static_cast<std::uint32_t>(source.line_starts.size());
    const std::uint32_t line = somewhere ? std::min(static_cast<std::uint32_t>(error.mark.line) + 1, lines) : 0;
    const auto first = static_cast<std::uint32_t>(line == 1 ? skip : 0);
    const std::uint32_t column = somewhere ? std::max(static_cast<std::uint32_t>(std::max(error.mark.column, 0)), first) + 1 : 0;
    const bool open_end = error.msg.starts_with("end of");
    problems.add({index, line, column}, fmt::format("not valid YAML: {}", error.msg),
                 open_end ? "is a bracket still open, or the indentation uneven?" : "");
}

} // namespace

std::optional<Node> parse_yaml(const std::vector<Source>& sources, std::uint32_t index, Problems& problems, std::size_t skip) {
    const Source& source = sources.at(index);
    if (!ByteCheck{source, index, problems}.passes()) return std::nullopt;
    Builder builder{source, index, problems};
    try {
        std::istringstream text{std::string(skip, ' ') + source.text.substr(skip)};
        YAML::Parser parser{text};
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Refused&) {
        return std::nullopt;
    } catch (const YAML::Exception& error) {
        add_syntax_error(source, index, skip, error, problems);
        return std::nullopt;
    }
    if (!builder.root) problems.add({index, 0, 0}, "there is nothing in it", "'sim new NAME' writes a scenario to begin with");
    return builder.spoilt ? std::nullopt : std::move(builder.root);
}

} // namespace sim
