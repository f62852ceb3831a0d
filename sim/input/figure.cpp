#include "input/figure.hpp"

#include "base/arithmetic.hpp"
#include "sim/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace sim {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

} // namespace

/// Recursive descent; the grammar is in the header.
class FigureReader {
public:
    FigureReader(std::string_view text, const Layout& layout) : text_(text), layout_(layout) {}

    Figure read() {
        figure_.dates_ = layout_.dates;
        figure_.columns_ = layout_.columns.size();
        const std::uint32_t whole = sum();
        if (peek() != '\0') fail(fmt::format("'{}' was not expected here", text_.substr(at_)));
        if (undated_) throw Wrong{"a metric needs a date, such as '@2030', outside of first(...)", *undated_};
        figure_.find_places(false, whole, figure_.places_);
        std::sort(figure_.places_.begin(), figure_.places_.end());
        figure_.places_.erase(std::unique(figure_.places_.begin(), figure_.places_.end()), figure_.places_.end());
        return std::move(figure_);
    }

private:
    using Op = Figure::Op;

    [[noreturn]] void fail(std::string what) const { throw Wrong{std::move(what), at_}; }
    char peek() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!take(c)) fail(fmt::format("'{}' is missing here", c));
    }
    std::uint32_t add(Figure::Node node) {
        if (figure_.nodes_.size() >= 1000) fail("the figure is too long");
        figure_.nodes_.push_back(std::move(node));
        return static_cast<std::uint32_t>(figure_.nodes_.size() - 1);
    }
    std::uint32_t join(Op op, std::uint32_t a, std::uint32_t b) { return add({op, 0, {}, -1, a, b}); }

    std::uint32_t sum() {
        if (++depth_ > 100) fail("the figure is nested too deep");
        std::uint32_t left = product();
        while (true) {
            if (take('+'))
                left = join(Op::add, left, product());
            else if (take('-'))
                left = join(Op::subtract, left, product());
            else
                break;
        }
        --depth_;
        return left;
    }
    std::uint32_t product() {
        std::uint32_t left = power();
        while (true) {
            if (take('*'))
                left = join(Op::multiply, left, power());
            else if (take('/'))
                left = join(Op::divide, left, power());
            else
                return left;
        }
    }
    std::uint32_t power() {
        if (take('-')) return join(Op::subtract, add({}), power());
        const std::uint32_t base = atom();
        return take('^') ? join(Op::power, base, power()) : base;
    }
    std::uint32_t atom() {
        if (take('(')) {
            const std::uint32_t inside = sum();
            expect(')');
            return inside;
        }
        if (is_digit(peek()) || peek() == '.') return number();
        const std::size_t begin = at_;
        const std::string_view word = read_word();
        if (word.empty()) fail("a number, a metric or a function is missing here");
        if (peek() == '(') return function(word, begin);
        return metric(word, begin);
    }

    std::string_view read_word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_word(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    /// A number with its unit, which is one word: behind a slash there may stand a metric that is called like a unit.
    std::uint32_t number() {
        const std::size_t begin = at_;
        at_ = end_of_digits(text_, at_);
        if (peek() == '%')
            ++at_;
        else
            read_word();
        const ParsedQuantity parsed = parse_quantity(text_.substr(begin, at_ - begin));
        if (!parsed.ok()) throw Wrong{parsed.error, begin};
        return add({Op::number, parsed.quantity.value, {}, -1, 0, 0});
    }

    std::uint32_t function(std::string_view name, std::size_t begin) {
        expect('(');
        if (name == "first") return first();
        static constexpr std::pair<std::string_view, Op> ones[] = {{"log2", Op::log2}, {"log10", Op::log10}, {"sqrt", Op::sqrt}};
        static constexpr std::pair<std::string_view, Op> twos[] = {{"min", Op::least}, {"max", Op::most}};
        for (const auto& [known, op] : ones) {
            if (known != name) continue;
            const std::uint32_t a = sum();
            expect(')');
            return join(op, a, a);
        }
        for (const auto& [known, op] : twos) {
            if (known != name) continue;
            const std::uint32_t a = sum();
            expect(',');
            const std::uint32_t b = sum();
            expect(')');
            return join(op, a, b);
        }
        throw Wrong{fmt::format("there is no function '{}'; there are log2, log10, sqrt, min, max and first", name), begin};
    }

    std::uint32_t first() {
        const auto before = undated_;
        if (in_first_) fail("first(...) cannot stand inside of another one");
        in_first_ = true;
        const std::uint32_t a = sum();
        Op op = Op::first_at_least;
        if (take('>'))
            op = take('=') ? Op::first_at_least : Op::first_above;
        else if (take('<'))
            op = take('=') ? Op::first_at_most : Op::first_below;
        else
            fail("a comparison is missing here: >=, <=, > or <");
        const std::uint32_t b = sum();
        expect(')');
        in_first_ = false;
        undated_ = before;
        return join(op, a, b);
    }

    std::uint32_t metric(std::string_view name, std::size_t begin) {
        const MetricRow* const row = find_metric(name);
        if (row == nullptr) {
            std::vector<std::string_view> known;
            for (const MetricRow& r : metrics()) known.push_back(r.id);
            const std::string hint = did_you_mean(name, known);
            throw Wrong{fmt::format("there is no metric '{}'{}", name, hint.empty() ? "" : "; " + hint), begin};
        }
        Figure::Node node{Op::measured, 0, {}, -1, 0, 0};
        std::string_view group = "world";
        const std::size_t group_at = at_ + 1;
        if (take('[')) {
            const std::size_t close = text_.find(']', at_);
            if (close == text_.npos) fail("']' is missing");
            group = text_.substr(at_, close - at_);
            at_ = close + 1;
        }
        node.columns = columns_of(*row, group, group_at);
        if (group.ends_with(":*")) node.op = Op::sum;
        if (take('@'))
            node.date = date();
        else if (!undated_ && !in_first_)
            undated_ = begin;
        return add(std::move(node));
    }

    std::vector<std::uint32_t> columns_of(const MetricRow& row, std::string_view group, std::size_t at) const {
        const bool all = group.ends_with(":*"), whole = all || group == "world" || group.find(':') != group.npos;
        const std::string beginning(all ? group.substr(0, group.size() - 1) : group);
        std::vector<std::uint32_t> found;
        bool known = false;
        for (std::uint32_t g = 0; g < layout_.groups.size(); ++g) {
            const std::string& name = layout_.groups[g].name;
            const std::size_t colon = name.find(':');
            const bool simple = name.find('/') == name.npos;
            const bool fits = all     ? simple && name.starts_with(beginning)
                              : whole ? name == group
                                      : simple && colon != name.npos && std::string_view(name).substr(colon + 1) == group;
            if (!fits) continue;
            known = true;
            for (std::uint32_t c = 0; c < layout_.columns.size(); ++c) {
                if (layout_.columns[c].metric == row.metric && layout_.columns[c].group == g) found.push_back(c);
            }
        }
        if (!known) throw Wrong{fmt::format("there is no group '{}'", group), at};
        if (found.empty()) throw Wrong{fmt::format("{} is not measured for '{}'", row.id, group), at};
        if (!all && found.size() > 1)
            throw Wrong{fmt::format("'{}' can be several groups: write one of them in full, such as 'country:{}'", group, group), at};
        return found;
    }

    std::int64_t date() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && (is_digit(text_[at_]) || (text_[at_] == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]) &&
                                                               (at_ - begin == 4 || at_ - begin == 7))))
            ++at_;
        const std::string_view text = text_.substr(begin, at_ - begin);
        const ParsedInstant parsed = parse_instant(text);
        if (!parsed.ok()) throw Wrong{parsed.error, begin};
        for (std::size_t d = layout_.dates.size(); d-- > 0;) {
            if (text.size() == 4 ? calendar_year(layout_.dates[d]) == calendar_year(parsed.instant) : layout_.dates[d] == parsed.instant)
                return static_cast<std::int64_t>(d);
        }
        throw Wrong{fmt::format("'{}' is no sample date; they go from {} to {}", text, to_text(layout_.dates.front()),
                                to_text(layout_.dates.back())),
                    begin};
    }

    std::string_view text_;
    const Layout& layout_;
    Figure figure_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    bool in_first_ = false;
    std::optional<std::size_t> undated_; // where a metric without a date stands outside of first(...)
};

ParsedFigure Figure::parse(std::string_view text, const Layout& layout) {
    try {
        return {FigureReader{text, layout}.read(), {}, 0};
    } catch (const Wrong& wrong) {
        return {{}, wrong.what, wrong.at};
    }
}

void Figure::find_places(bool any_date, std::uint32_t index, std::vector<std::size_t>& found) const {
    const Node& node = nodes_[index];
    for (const std::uint32_t column : node.columns) {
        for (std::size_t d = 0; d < dates_.size(); ++d) {
            if (node.date >= 0 ? d == static_cast<std::size_t>(node.date) : any_date) found.push_back(d * columns_ + column);
        }
    }
    if (node.op < Op::add) return;
    const bool first = node.op >= Op::first_at_least;
    find_places(any_date || first, node.a, found);
    if (node.b != node.a) find_places(any_date || first, node.b, found);
}

double Figure::look_up(std::size_t date, std::uint32_t column, std::span<const double> at_places) const {
    const auto place = std::lower_bound(places_.begin(), places_.end(), date * columns_ + column);
    return at_places[static_cast<std::size_t>(place - places_.begin())];
}

double Figure::first_date(const Node& node, std::span<const double> at_places) const {
    for (std::size_t d = 0; d < dates_.size(); ++d) {
        const double a = evaluate(node.a, d, at_places), b = evaluate(node.b, d, at_places);
        const bool holds = node.op == Op::first_at_least  ? a >= b
                           : node.op == Op::first_at_most ? a <= b
                           : node.op == Op::first_above   ? a > b
                                                          : a < b;
        if (holds) return decimal_year(dates_[d]);
    }
    return nothing;
}

double Figure::evaluate(std::uint32_t index, std::size_t date, std::span<const double> at_places) const {
    const Node& node = nodes_[index];
    if (node.op == Op::number) return node.number;
    if (node.op <= Op::sum) {
        double sum = 0;
        for (const std::uint32_t column : node.columns)
            sum += look_up(node.date >= 0 ? static_cast<std::size_t>(node.date) : date, column, at_places);
        return sum;
    }
    if (node.op >= Op::first_at_least) return first_date(node, at_places);
    const double a = evaluate(node.a, date, at_places), b = node.b == node.a ? a : evaluate(node.b, date, at_places);
    switch (node.op) {
    case Op::add:
        return a + b;
    case Op::subtract:
        return a - b;
    case Op::multiply:
        return a * b;
    case Op::divide:
        return a / b;
    case Op::power:
        return std::pow(a, b);
    case Op::log2:
        return std::log2(a);
    case Op::log10:
        return std::log10(a);
    case Op::sqrt:
        return std::sqrt(a);
    case Op::least:
        return std::min(a, b);
    default:
        return std::max(a, b);
    }
}

double Figure::value(std::span<const double> at_places) const {
    const double found = evaluate(static_cast<std::uint32_t>(nodes_.size() - 1), 0, at_places);
    return std::isfinite(found) ? found : nothing;
}

namespace {

/// Calls visit(row, end) for each metric in the text, `end` being the byte behind it and its [group].
template <class Visit> void for_each_metric(std::string_view text, Visit&& visit) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_word(text[end])) ++end;
        const MetricRow* const row = find_metric(text.substr(at, end - at));
        std::size_t close = end;
        while (row != nullptr && close < text.size() && text[close] == ' ') ++close;
        if (row != nullptr && close < text.size() && text[close] == '[')
            close = std::min(text.find(']', close), text.size() - 1) + 1;
        else
            close = end;
        if (row != nullptr) visit(*row, close);
        at = std::max(close, at + 1);
    }
}

} // namespace

std::string dated(std::string_view figure, std::string_view date) {
    std::string text;
    std::size_t copied = 0;
    for_each_metric(figure, [&](const MetricRow&, std::size_t end) {
        const std::size_t next = figure.find_first_not_of(' ', end);
        text += figure.substr(copied, end - copied);
        copied = end;
        if (next == figure.npos || figure[next] != '@') text += fmt::format("@{}", date);
    });
    return text + std::string(figure.substr(copied));
}

std::vector<Metric> metrics_in(std::string_view figure) {
    std::vector<Metric> found;
    for_each_metric(figure, [&](const MetricRow& row, std::size_t) { found.push_back(row.metric); });
    return found;
}

double decimal_year(Instant at) {
    const int in_year = calendar_year(at);
    const Instant begin = new_year(in_year), end = new_year(in_year + 1);
    return in_year + static_cast<double>((at - begin).count()) / static_cast<double>((end - begin).count());
}

} // namespace sim
