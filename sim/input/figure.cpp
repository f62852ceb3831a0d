// The language of figures: metrics of groups at dates; and the value of a figure from what a trial measured.
#include "input/figure.hpp"

#include "base/nothing.hpp"
#include "base/units.hpp"
#include "input/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sim {
namespace {

using Op = Expression::Op;

constexpr std::array<std::string_view, 4> comparisons_of_figures{">=", "<=", ">", "<"};

std::size_t length_of_word(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && is_word(text[end])) ++end;
    return end;
}

/// "2030", "2030-06" or "2030-06-30"; a '-' that no digit follows is a minus.
std::size_t length_of_date(std::string_view text) {
    std::size_t end = 0;
    const auto digit_at = [&](std::size_t at) { return at < text.size() && is_digit(text[at]); };
    while (digit_at(end) || ((end == 4 || end == 7) && end < text.size() && text[end] == '-' && digit_at(end + 1))) ++end;
    return end;
}

} // namespace

class FigureLanguage : public Language {
public:
    FigureLanguage(const Layout& layout)
        : Language({.has_functions = true,
                    .takes_bare_numbers = true,
                    .comparisons = comparisons_of_figures,
                    .subject = "the figure is ",
                    .operands = "a number, a metric or a function"}),
          layout_(layout) {}

    /// Throws Wrong.
    Figure figure(std::string_view text) {
        figure_.dates_ = layout_.dates;
        figure_.columns_ = layout_.columns.size();
        figure_.expression_ = read_value(text, *this);
        if (undated_) throw Wrong{"a metric needs a date, such as '@2030', outside of first(...)", *undated_};
        auto& places = figure_.places_;
        figure_.find_places(false, static_cast<std::uint32_t>(figure_.nodes().size() - 1));
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
        return std::move(figure_);
    }

    [[nodiscard]] std::size_t length_of_name(std::string_view text) const override { return length_of_word(text); }
    [[nodiscard]] bool has(std::string_view word) const override { return find_metric(word) != nullptr; }
    Term read(std::string_view name, std::size_t begin, Cursor& behind, bool in_first) override {
        const MetricRow& row = metric(name, begin);
        Figure::Measured measured;
        std::string_view group = "world";
        behind.peek();
        const std::size_t group_at = behind.at() + 1;
        if (behind.take("[")) {
            const std::size_t close = behind.rest().find(']');
            if (close == group.npos) behind.fail("']' is missing");
            group = behind.take_bytes(close);
            behind.take("]");
        }
        measured.columns = columns_of(row, group, group_at);
        if (behind.take("@"))
            measured.date = date(behind);
        else if (!undated_ && !in_first)
            undated_ = begin;
        figure_.measured_.push_back(std::move(measured));
        return {static_cast<std::uint32_t>(figure_.measured_.size() - 1), dimension_of(row.unit), scale_of(row.unit)};
    }

private:
    static const MetricRow& metric(std::string_view name, std::size_t at) {
        if (const MetricRow* const row = find_metric(name)) return *row;
        std::vector<std::string_view> known;
        for (const MetricRow& row : metrics()) known.push_back(row.id);
        const std::string hint = did_you_mean(name, known);
        throw Wrong{fmt::format("there is no metric '{}'{}{}", name, hint.empty() ? "" : "; ", hint), at};
    }

    std::int64_t date(Cursor& text) const {
        const std::size_t begin = text.at();
        const std::string_view written = text.take_bytes(length_of_date(text.rest()));
        const ParsedInstant parsed = parse_instant(written);
        if (!parsed.ok()) throw Wrong{parsed.error, begin};
        constexpr std::size_t year_alone = 4; // digits
        for (std::size_t d = layout_.dates.size(); d-- > 0;) {
            const bool in_year = written.size() == year_alone && calendar_year(layout_.dates[d]) == calendar_year(parsed.instant);
            if (in_year) require_whole_year(d, written, begin);
            if (in_year || layout_.dates[d] == parsed.instant) return static_cast<std::int64_t>(d);
        }
        throw Wrong{fmt::format("'{}' is no sample date; they go from {} to {}", written, to_text(layout_.dates.front()),
                                to_text(layout_.dates.back())),
                    begin};
    }

    [[nodiscard]] std::string group_meant_by(std::string_view group) const {
        std::vector<std::string_view> ids, names;
        for (const Group& known : layout_.groups) {
            const std::size_t behind = group.find(':') == group.npos ? known.name.find(':') + 1 : 0;
            ids.push_back(std::string_view(known.name).substr(behind));
            names.push_back(known.called);
        }
        const auto meant = meant_id(group, ids, names);
        return meant ? fmt::format("; did you mean '{}'?", *meant) : "";
    }

    /// A year alone is all of it.
    void require_whole_year(std::size_t date, std::string_view written, std::size_t at) const {
        const Days days = layout_.period(date);
        if (is_calendar_year(days)) return;
        throw Wrong{fmt::format("'{}' is not measured as a whole: what is measured at its last date is of {}; write '@{}' for that",
                                written, to_text(days), to_text(layout_.dates[date])),
                    at};
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
            if (const std::uint32_t column = layout_.column(row.metric, g); column != Layout::absent) found.push_back(column);
        }
        if (!known) throw Wrong{fmt::format("there is no group '{}'{}", group, group_meant_by(group)), at};
        if (found.empty()) throw Wrong{fmt::format("{} is not measured for '{}'", row.id, group), at};
        if (!all && found.size() > 1)
            throw Wrong{fmt::format("'{}' can be several groups: write one of them in full, such as 'country:{}'", group, group), at};
        return found;
    }

    const Layout& layout_;
    Figure figure_;
    std::optional<std::size_t> undated_; // where a metric without a date stands outside of first(...)
};

ParsedFigure Figure::parse(std::string_view text, const Layout& layout) {
    try {
        return {FigureLanguage{layout}.figure(text), {}, 0};
    } catch (const Wrong& wrong) {
        return {{}, wrong.what, wrong.at};
    }
}

void Figure::find_places(bool any_date, std::uint32_t index) {
    const Expression::Node& node = nodes()[index];
    if (node.op == Op::number) return;
    if (node.op == Op::term) {
        const Measured& measured = measured_[node.term];
        for (const std::uint32_t column : measured.columns) {
            for (std::size_t d = 0; d < dates_.size(); ++d) {
                if (measured.date >= 0 ? d == static_cast<std::size_t>(measured.date) : any_date) places_.push_back(d * columns_ + column);
            }
        }
        return;
    }
    find_places(any_date || node.op == Op::first, node.a);
    if (node.b != node.a) find_places(any_date, node.b);
}

double Figure::sum(const Measured& measured, std::size_t date, std::span<const double> at_places) const {
    double sum = 0;
    for (const std::uint32_t column : measured.columns) {
        const std::size_t at = (measured.date >= 0 ? static_cast<std::size_t>(measured.date) : date) * columns_ + column;
        sum += at_places[static_cast<std::size_t>(std::lower_bound(places_.begin(), places_.end(), at) - places_.begin())];
    }
    return sum;
}

double Figure::first_date(const Expression::Node& comparison, std::span<const double> at_places) const {
    for (std::size_t d = 0; d < dates_.size(); ++d) {
        const double a = evaluate(comparison.a, d, at_places), b = evaluate(comparison.b, d, at_places);
        if (result_of(comparison.op, a, b) == 1) return decimal_year(dates_[d]);
    }
    return nothing;
}

double Figure::evaluate(std::uint32_t index, std::size_t date, std::span<const double> at_places) const {
    const Expression::Node& node = nodes()[index];
    if (node.op == Op::number) return node.number;
    if (node.op == Op::term) return sum(measured_[node.term], date, at_places);
    if (node.op == Op::first) return first_date(nodes()[node.a], at_places);
    const double a = evaluate(node.a, date, at_places);
    return result_of(node.op, a, node.b == node.a ? a : evaluate(node.b, date, at_places));
}

double Figure::value(std::span<const double> at_places) const {
    const double found = evaluate(static_cast<std::uint32_t>(nodes().size() - 1), 0, at_places);
    return std::isfinite(found) ? found : nothing;
}

PrintedFigure printed_beside(const Figure& figure, std::string_view text) {
    PrintedFigure printed;
    const ParsedQuantity parsed = parse_quantity(text);
    printed.error = parsed.error;
    if (!parsed.ok()) return printed;
    const WrittenQuantity written = taken_apart(text);
    printed.unit = written.unit;
    printed.scale = written.unit.empty() ? figure.shown() : scale_of(written.unit);
    printed.number = parse_quantity(written.digits).quantity.value;
    printed.value = written.unit.empty() ? printed.number * printed.scale : parsed.quantity.value;
    printed.half_of_last_digit = half_of_last_digit(written.digits) * printed.scale;
    if (!written.unit.empty() && parsed.quantity.dimension != figure.dimension())
        printed.error = fmt::format("{} is {}, and the figure is {}", in_quotes(text), measure_text(parsed.quantity.dimension),
                                    measure_text(figure.dimension()));
    return printed;
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
