#include "input/sweep/sweep_reader.hpp"

#include "base/path.hpp"
#include "base/units.hpp"
#include "input/law_reader.hpp"
#include "input/resolve/resolve_parts.hpp"
#include "input/values.hpp"
#include "model/walk.hpp"
#include "sim/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace sim {
namespace {

using Type = Node::Type;
using Design = Sweep::Design;

constexpr std::size_t most_paths = 1000;
constexpr double most_points = 1e6;

// ---- CSV ------------------------------------------------------------------------------------------------------------

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

// ---- checks ---------------------------------------------------------------------------------------------------------

/// The unit in which a law is written: that of its first number with one.
std::string unit_of(const Node& law) {
    if (law.is(Type::scalar)) return std::string(unit_in(law.text));
    for (const Node& item : law.items)
        if (std::string unit = unit_of(item); !unit.empty()) return unit;
    return {};
}

/// Nothing, and problems, where the node is no law.
void read_axis_law(const Node& node, const std::string& path, Axis& axis, Problems& problems) {
    axis.unit = unit_of(node);
    const Field row{.key = "over", .doc = "", .unit = axis.unit};
    axis.law = read_law(node, Measure{row}, path, problems);
}

class SweepResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        const Node* const node = find(root_, "sweep");
        if (node == nullptr || !node->is(Type::map) || sweep_.design.empty()) return;
        resolve_design();
        if (!check_axes()) return;
        resolve_points();
        for (std::size_t i = 0; i < sweep_.zip.size(); ++i) check_zip(i);
        if (problems_.size() == 0) check_constraint();
        if (problems_.size() == 0) check_points();
    }

private:
    [[nodiscard]] const Node& part(std::string_view key) const { return within(within(root_, "sweep"), key); }
    [[nodiscard]] const Node& axis_node(const Axis& axis) const { return within(part("over"), axis.path); }
    [[nodiscard]] bool is_drawn() const { return sweep_.is >= Design::monte_carlo; }
    [[nodiscard]] bool has(std::string_view key) const { return find(within(root_, "sweep"), key) != nullptr; }

    void resolve_design() {
        static const Words names{std::begin(sweep_designs), std::end(sweep_designs)};
        const std::uint32_t place =
            find_in(names, sweep_.design, "design", part("design"), fmt::format("there are {}", fmt::join(names, ", ")));
        if (place < 5 && sweep_.design == names[place]) sweep_.is = static_cast<Design>(place + 1);
        if (has("file") && sweep_.design != "file")
            problems_.at_head(part("file"), fmt::format("sweep.file belongs to design file, not {}", sweep_.design));
    }

    bool check_axes() {
        const Node& over = part("over");
        if (sweep_.is == Design::none) return false;
        if (!has("over") || (over.is(Type::map) && over.items.empty()))
            problems_.at_head(over, "sweep.over names nothing that is set at the points",
                              "such as 'over: {hardware.utilisation: [0.2, 0.4]}'");
        if (sweep_.over.list.size() > most_paths) problems_.at_head(over, fmt::format("sweep.over has more than {} paths", most_paths));
        for (const Axis& axis : sweep_.over.list) refuse_idle(axis);
        for (Axis& axis : sweep_.over.list) resolve_axis(axis);
        return !sweep_.over.list.empty() && over.items.size() == sweep_.over.list.size();
    }
    /// No trial depends on these: all points would be the same.
    void refuse_idle(const Axis& axis) {
        static constexpr std::string_view idle[] = {"scenario", "title",  "seed",  "replicates", "claims",  "observations",
                                                    "hindcast", "report", "sweep", "extends",    "variants"};
        const std::string_view part = std::string_view(axis.path).substr(0, axis.path.find_first_of(".["));
        if (std::ranges::find(idle, part) != std::end(idle))
            problems_.at_head(axis_node(axis), fmt::format("'{}' cannot be swept: no trial depends on it", part));
    }
    void resolve_axis(Axis& axis) {
        const Node& node = axis_node(axis);
        const std::string path = "sweep.over: " + axis.path;
        if (!is_drawn()) {
            if (axis.law)
                problems_.at(node, fmt::format("{} has a law, but design {} takes values", path, sweep_.design), "write them in brackets");
            return;
        }
        if (axis.law || !node.is(Type::list)) return;
        if (axis.values.size() != 2)
            return problems_.at(node, fmt::format("{} needs a law, or two numbers between which it is uniform", path),
                                "such as '{ci90: [2 yr, 4 yr]}' or '[2 yr, 4 yr]'");
        Node uniform = node, law;
        uniform.key = "uniform";
        law.type = Type::map;
        law.at = node.at;
        law.key_at = node.key_at;
        law.key = node.key;
        law.items.push_back(std::move(uniform));
        read_axis_law(law, path, axis, problems_);
        axis.values.clear();
    }

    void resolve_points() {
        if (is_drawn() && sweep_.points == 0 && !has("points"))
            problems_.at_head(within(root_, "sweep"), fmt::format("sweep of design {} needs 'points'", sweep_.design),
                              "such as 'points: 64'");
        if (!is_drawn() && has("points"))
            problems_.at_head(part("points"), fmt::format("sweep.points is for drawn designs; design {} counts its own", sweep_.design));
        if (sweep_.is == Design::list) check_lengths(sweep_.over.list, "a list takes the k-th value of each");
        if (sweep_.is != Design::grid) return;
        double product = 1;
        for (const Axis& axis : sweep_.over.list) {
            if (!is_follower(axis.path)) product *= static_cast<double>(axis.values.size());
        }
        if (product > most_points)
            problems_.at_head(part("over"), fmt::format("this grid has {:.3g} points; a million are allowed", product),
                              "sobol and lhs need fewer");
    }
    /// True for all but the first of paths that move together.
    [[nodiscard]] bool is_follower(const std::string& path) const {
        return std::ranges::any_of(sweep_.zip, [&](const auto& zipped) {
            return std::ranges::find(zipped, path) > zipped.begin() && std::ranges::find(zipped, path) != zipped.end();
        });
    }
    void check_lengths(const std::vector<Axis>& axes, std::string_view why) {
        for (const Axis& axis : axes) {
            if (axis.values.size() == axes.front().values.size()) continue;
            problems_.at(axis_node(axis), fmt::format("sweep.over: {} has {} values, but {} has {}: {}", axis.path, axis.values.size(),
                                                      axes.front().path, axes.front().values.size(), why));
        }
    }

    void check_zip(std::size_t i) {
        const std::vector<std::string>& zipped = sweep_.zip[i];
        const Node& node = item(part("zip"), i);
        if (sweep_.is == Design::list) return problems_.at_head(part("zip"), "sweep.zip: all paths of a list move together already");
        if (zipped.size() < 2) return problems_.at(node, "sweep.zip takes lists of two or more paths", "such as '[[a.b, c.d]]'");
        Words known;
        for (const Axis& axis : sweep_.over.list) known.emplace_back(axis.path);
        std::vector<Axis> axes;
        for (std::size_t j = 0; j < zipped.size(); ++j) {
            if (!zipped_paths_.insert(zipped[j]).second)
                problems_.at(item(node, j), fmt::format("sweep.zip names {} twice", in_quotes(zipped[j])));
            const std::uint32_t place = find_in(known, zipped[j], "path in sweep.over:", item(node, j));
            if (known[place] == zipped[j]) axes.push_back(sweep_.over.list[place]);
        }
        if (sweep_.is == Design::grid && !axes.empty()) check_lengths(axes, "zipped paths have as many values");
    }

    void check_constraint() {
        if (sweep_.constraint.empty()) return;
        const Node& node = part("constraint");
        const ParsedConstraint parsed = Constraint::parse(sweep_.constraint, constraint_terms(sweep_));
        if (parsed.ok()) return;
        const std::size_t at = std::min(parsed.at, sweep_.constraint.size());
        problems_.at(
            node, fmt::format("sweep.constraint{}: {}",
                              at < sweep_.constraint.size() ? fmt::format(", at '{}'", sweep_.constraint.substr(at, 30)) : ", at its end",
                              parsed.error));
    }
    /// With the scenario's own seed: with another one a drawn design can only come near to this.
    void check_points() {
        if (sweep_.constraint.empty()) return;
        const Points points = points_of(sweep_, scenario_.seed);
        if (!points.error.empty()) problems_.at(part("constraint"), fmt::format("sweep.constraint: {}", points.error));
    }

    Sweep& sweep_ = scenario_.sweep;
    std::set<std::string> zipped_paths_;
};

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
    auto rows = CsvReader{sources.back(), index, problems}.rows();
    if (problems.size() > before) return;
    auto over = axes_of(std::move(rows), file, problems);
    if (!over) return;
    design->text = "list";
    std::erase_if(sweep->items, [](const Node& item) { return item.key == "file"; });
    sweep->items.push_back(std::move(*over));
}

void read_value(const Node& node, const Field&, const std::string& path, Axes& value, Problems& problems) {
    if (!node.is(Type::map))
        return refuse_kind(node, path, "a map from paths to values, such as '{hardware.utilisation: [0.2, 0.4]}'", problems);
    value.list.clear();
    for (const Node& entry : node.items) {
        Axis axis{entry.key, {}, {}, {}};
        const std::string name = fmt::format("{}: {}", path, entry.key);
        const std::size_t before = problems.size();
        if (entry.is(Type::map))
            read_axis_law(entry, name, axis, problems);
        else if (!entry.is(Type::list))
            refuse_kind(entry, name, "values in brackets, or a law", problems);
        else if (entry.items.empty())
            problems.at(entry, fmt::format("{} has no values", name));
        for (const Node& item : entry.is(Type::list) ? entry.items : std::vector<Node>{}) {
            if (!item.is(Type::scalar) || item.text.empty())
                refuse_kind(item, name, "numbers, dates or words; what else differs takes variants", problems);
            else
                axis.values.push_back(item.text);
        }
        if (problems.size() == before) value.list.push_back(std::move(axis));
    }
}

void resolve_sweep(Scenario& scenario, const Node& root, Problems& problems) { SweepResolver{scenario, root, problems}.run(); }

std::vector<std::string> samples_of(const Axis& axis) {
    constexpr double negligible = 1e-9;
    std::vector<std::string> samples;
    if (!axis.law) {
        std::set<std::string> known;
        for (const std::string& text : axis.values)
            if (known.insert(text).second) samples.push_back(text);
        return samples;
    }
    for (const double share : {negligible, 1 - negligible, 0.381966}) samples.push_back(written(axis, share));
    return samples;
}

} // namespace sim
