// What gnuplot is told to draw, and the program itself at work in a scratch folder.
#include "report/plot.hpp"

#include "base/text.hpp"
#include "ensemble/file.hpp"
#include "ensemble/program.hpp"
#include "report/labels.hpp"
#include "report/page/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>

namespace sim {
namespace {

/// Okabe and Ito's colours, which people with any colour vision can tell apart.
constexpr std::array<std::string_view, 8> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#000000"};

constexpr double wide_ratio = 100, hundredths = 100;
constexpr double line_width = 2, line_width_of_many = 0.75;

/// Between single quotes, as gnuplot reads it.
std::string in_gnuplot(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : c == '\n' ? std::string(" ") : std::string(1, c);
    return out + "'";
}

/// The lines of one metric in one variant, which make a plot.
struct Shown {
    const Chart& chart;
    std::uint32_t variant;
    std::vector<const ChartLine*> lines; // by chosen group, then point
};

Shown shown_in(const Chart& chart, std::uint32_t variant) {
    Shown shown{chart, variant, {}};
    for (const std::uint32_t group : chart.chosen)
        for (const ChartLine& line : chart.lines)
            if (line.variant == variant && line.group == group && !line.at.empty()) shown.lines.push_back(&line);
    return shown;
}

std::string data_of(const Shown& shown, double factor) {
    std::string out;
    for (std::size_t i = 0; i < shown.lines.size(); ++i) {
        out += fmt::format("$line{} << end_of_data\n", i);
        for (const auto& [date, value] : shown.lines[i]->at) {
            const Statistics& s = value.of;
            out += fmt::format("{} {} {} {} {} {}\n", to_text(date), s.p05 * factor, s.p25 * factor, s.p50 * factor, s.p75 * factor,
                               s.p95 * factor);
        }
        out += "end_of_data\n";
    }
    return out;
}

/// Positive everywhere, and over more than this ratio.
bool wants_logarithm(const Shown& shown) {
    double low = std::numeric_limits<double>::infinity(), high = 0;
    for (const ChartLine* line : shown.lines) {
        for (const auto& [date, value] : line->at) {
            low = std::min(low, value.of.p05);
            high = std::max(high, value.of.p95);
        }
    }
    return low > 0 && high > wide_ratio * low;
}

/// A year stands below its last day, as on the page, where all that is drawn is of whole years.
std::string ticks_of(const Shown& shown) {
    constexpr std::size_t most_ticks = 8;
    std::set<Instant> dates;
    for (const ChartLine* line : shown.lines)
        for (const auto& [date, value] : line->at) dates.insert(date);
    const auto ends_year = [](Instant date) { return date == new_year(calendar_year(date) + 1) - std::chrono::days(1); };
    if (!std::ranges::all_of(dates, ends_year)) return {};
    constexpr int steps[] = {1, 2, 5, 10, 20, 50, 100, 200, 500};
    const auto fits = [&](int candidate) { return dates.size() <= most_ticks * static_cast<std::size_t>(candidate); };
    const int step = *std::ranges::find_if(steps, fits), last = calendar_year(*dates.rbegin());
    std::string ticks;
    for (const Instant date : dates) {
        const int shown_year = calendar_year(date);
        if ((step > 2 ? shown_year : last - shown_year) % step == 0)
            ticks += fmt::format("{}'{}' '{}'", ticks.empty() ? "" : ", ", shown_year, to_text(date));
    }
    return fmt::format("set xtics ({})\n", ticks);
}

std::string settings_of(const Shown& shown, const ChartBook& charts) {
    const MetricRow& row = row_of(shown.chart.metric);
    const std::string unit = is_share(row) ? (charts.paired() ? " (pp)" : " (%)") : row.unit.empty() ? "" : fmt::format(" ({})", row.unit);
    std::string out = "set encoding utf8\nset xdata time\nset timefmt '%Y-%m-%d'\nset format x '%Y'\nset border 3 lc rgb '#555555'\n"
                      "set autoscale xfix\nset tics nomirror out textcolor rgb '#333333'\nset grid ytics lc rgb '#dddddd' lw 0.5\nset key "
                      "left top noenhanced\nset style fill transparent solid 0.15 noborder\n";
    out +=
        fmt::format("set ylabel {} noenhanced\n", in_gnuplot(fmt::format("{}{}{}", charts.paired() ? "Change of: " : "", row.title, unit)));
    out += ticks_of(shown);
    if (wants_logarithm(shown))
        out += "set logscale y\nset format y '10^{%L}'\n";
    else if (is_share(row) && !charts.paired())
        out += "set yrange [0:*]\n";
    return out;
}

/// Bands below all lines.
std::string curves_of(const Shown& shown, const ChartBook& charts) {
    const bool sweep = charts.points() > 1, bands = !sweep && charts.replicates() > 1;
    std::string below, above;
    for (std::size_t i = 0; i < shown.lines.size(); ++i) {
        const std::uint32_t group = shown.lines[i]->group;
        const auto place = static_cast<std::size_t>(std::ranges::find(shown.chart.chosen, group) - shown.chart.chosen.begin());
        const std::string_view colour = colours[place % colours.size()];
        const bool first = i == 0 || shown.lines[i - 1]->group != group;
        if (bands) {
            below += fmt::format("$line{0} using 1:2:6 with filledcurves lc rgb '{1}' notitle, ", i, colour);
            if (!charts.paired()) below += fmt::format("$line{0} using 1:3:5 with filledcurves lc rgb '{1}' notitle, ", i, colour);
        }
        above += fmt::format("$line{} using 1:4 with lines lw {} lc rgb '{}' {}, ", i, sweep ? line_width_of_many : line_width, colour,
                             first ? "title " + in_gnuplot(charts.groups()[group].label) : "notitle");
    }
    const std::string all = below + above;
    return "plot " + all.substr(0, all.size() - 2) + '\n';
}

/// The day on which a PDF was drawn is none of its contents.
void forget_the_day(std::string& pdf) {
    constexpr std::string_view key = "/CreationDate (D:";
    for (std::size_t at = pdf.find(key); at != pdf.npos; at = pdf.find(key, at + 1)) {
        constexpr std::string_view no_day = "20000101000000";
        for (std::size_t i = 0; i < no_day.size() && at + key.size() + i < pdf.size(); ++i) {
            char& digit = pdf[at + key.size() + i];
            if (digit >= '0' && digit <= '9') digit = no_day[i];
        }
    }
}

} // namespace

std::vector<Plot> plots_of(const ChartBook& charts) {
    std::vector<Plot> plots;
    for (const Chart& chart : charts.charts()) {
        for (std::uint32_t variant = 0; variant < charts.variants().size(); ++variant) {
            const Shown shown = shown_in(chart, variant);
            if (shown.lines.empty()) continue;
            const MetricRow& row = row_of(chart.metric);
            plots.push_back({file_name(fmt::format("{}-{}", row.id, charts.variant_ids()[variant]), "_-", '-'),
                             data_of(shown, is_share(row) ? hundredths : 1) + settings_of(shown, charts) + curves_of(shown, charts)});
        }
    }
    return plots;
}

std::vector<DrawnPlot> draw(const std::vector<Plot>& plots) {
    if (plots.empty()) return {};
    const ScratchFolder scratch;
    std::string script;
    for (std::size_t i = 0; i < plots.size(); ++i) {
        const auto output = [&](std::string_view extension) { return fmt::format("set output '{}.{}'\n", i, extension); };
        script +=
            "reset\nset terminal svg size 640,400 dynamic font 'DejaVu Sans,12' background '#ffffff'\n" + output("svg") + plots[i].script;
        script += "set terminal pdfcairo size 15cm,9.4cm font 'DejaVu Sans,10' lw 1\n" + output("pdf") + "replot\nset output\n";
    }
    write_file(scratch.path() / "script", script);
    write_file(scratch.path() / "log", "");
    const auto exit = exit_of_program({"gnuplot", "script"}, scratch.path(), scratch.path() / "log");
    if (!exit)
        throw IoError("gnuplot",
                      "is not installed, and draws the figures; on Debian and Ubuntu: apt-get install gnuplot-nox fonts-dejavu-core");
    if (*exit != 0) throw IoError("gnuplot", "could not draw the figures: " + read_file(scratch.path() / "log"));
    std::vector<DrawnPlot> drawn;
    for (std::size_t i = 0; i < plots.size(); ++i) {
        drawn.push_back(
            {plots[i].name, read_file(scratch.path() / fmt::format("{}.svg", i)), read_file(scratch.path() / fmt::format("{}.pdf", i))});
        forget_the_day(drawn.back().pdf);
    }
    return drawn;
}

} // namespace sim
