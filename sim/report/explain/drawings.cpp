// Axes, bars, points and curves, as SVG and as gnuplot is told.
#include "report/explain/drawings.hpp"

#include "base/text.hpp"
#include "sim/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

constexpr std::size_t most_bars = 8, most_points = 400, steps_of_curve = 60;
constexpr double width = 640, left = 64, right = 24, top = 18, bottom = 42, height_of_plot = 250, height_of_bar = 38;
constexpr double hundredfold = 100, tick_length = 5, wanted_ticks = 5;

/// From numbers to places in a drawing.
struct Ruler {
    double low = 0, high = 1;   // of the numbers, in the unit in which they are shown
    double first = 0, last = 1; // of the places
    [[nodiscard]] double place(double x) const { return first + (x - low) / (high - low) * (last - first); }

    /// A step of 1, 2 or 5 times a power of ten, so that there are about five.
    [[nodiscard]] std::vector<double> ticks() const {
        const double rough = (high - low) / wanted_ticks;
        double step = 1;
        while (step > rough) step /= 10;
        while (step * 10 <= rough) step *= 10;
        for (const double factor : {5.0, 2.0})
            if (step * factor <= rough) {
                step *= factor;
                break;
            }
        std::vector<double> found;
        for (double k = std::ceil(low / step); k * step <= high + 1e-9 * step; ++k) found.push_back(k * step == 0 ? 0 : k * step);
        return found;
    }
};

/// With a margin of a twentieth on either side.
Ruler axis_over(double low, double high, double first, double last) {
    const double margin = high > low ? (high - low) / 20 : 1;
    return {low - margin, high + margin, first, last};
}

double factor_of(const Telling& telling) { return telling.as() == As::number ? 1 : hundredfold; }

std::string label_of_figure(const Telling& telling) {
    const std::string unit = telling.as() == As::percent ? "%" : telling.as() == As::points ? "pp" : telling.unit();
    return unit.empty() ? telling.subject() : fmt::format("{} ({})", telling.subject(), unit);
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view text) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, html_text(text));
}

std::string line_between(double x1, double y1, double x2, double y2, std::string_view kind) {
    return fmt::format("<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", kind, x1, y1, x2, y2);
}

std::string horizontal_axis(const Ruler& x, double y, const std::string& label) {
    std::string out = line_between(x.first, y, x.last, y, "axis");
    for (const double tick : x.ticks()) {
        out += line_between(x.place(tick), y, x.place(tick), y + tick_length, "axis");
        out += text_at(x.place(tick), y + 18, "middle", setting_text(tick));
    }
    return out + text_at((x.first + x.last) / 2, y + 36, "middle", label);
}

std::string vertical_axis(const Ruler& y, double x, double end) {
    std::string out;
    for (const double tick : y.ticks()) {
        out += line_between(x, y.place(tick), end, y.place(tick), "grid");
        out += text_at(x - 8, y.place(tick) + 4, "end", setting_text(tick));
    }
    return out;
}

std::string svg(double height, const std::string& title, const std::string& body) {
    return fmt::format("<svg class=\"drawing\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n", width, height,
                       html_text(title), body);
}

/// A bar of the tornado.
struct Bar {
    std::string title;
    double low = 0, high = 0; // the figure where the input is low and high, as it is shown
};

std::vector<Bar> bars_of(const Telling& telling) {
    const Explanation& of = telling.of();
    std::vector<Bar> bars;
    if (!of.told()) return bars;
    for (std::size_t p = 0; p < std::min(of.above_chance(), most_bars); ++p)
        bars.push_back(
            {telling.title_of_group(of.parts.parts[p].group), of.ends[p].low * factor_of(telling), of.ends[p].high * factor_of(telling)});
    std::ranges::stable_sort(bars, std::ranges::greater{}, [](const Bar& bar) { return std::abs(bar.high - bar.low); });
    return bars;
}

Ruler axis_of(const std::vector<Bar>& bars, double mean) {
    double low = mean, high = mean;
    for (const Bar& bar : bars) {
        low = std::min({low, bar.low, bar.high});
        high = std::max({high, bar.low, bar.high});
    }
    return axis_over(low, high, left, width - right);
}

/// The leading input and the figure as they are shown.
struct Against {
    const InputName& name;
    double factor;
    Ruler x, y;
};

Against against(const Telling& telling) {
    const Explanation& of = telling.of();
    const InputName& name = telling.names()[*of.leading];
    const auto [x_low, x_high] = std::ranges::minmax(of.draws);
    const auto [y_low, y_high] = std::ranges::minmax(of.values);
    const double factor = factor_of(telling);
    return {name, factor, axis_over(x_low / name.shown, x_high / name.shown, left, width - right),
            axis_over(y_low * factor, y_high * factor, top + height_of_plot, top)};
}

/// Evenly chosen by their numbers.
std::vector<std::size_t> chosen_points(const Explanation& of) {
    const std::size_t every = (of.draws.size() + most_points - 1) / most_points;
    std::vector<std::size_t> points;
    for (std::size_t i = 0; i < of.draws.size(); i += every) points.push_back(i);
    return points;
}

/// Where the curve is drawn: input, mean, and the ends of its band, as they are shown.
struct CurvePoint {
    double input = 0, mean = 0, low = 0, high = 0;
};
std::vector<CurvePoint> curve_of(const Telling& telling) {
    const ResponseCurve& curve = *telling.of().curve;
    const double factor = factor_of(telling), shown = telling.names()[*telling.of().leading].shown;
    std::vector<CurvePoint> points;
    for (std::size_t s = 0; s <= steps_of_curve; ++s) {
        const double input = curve.along(static_cast<double>(s) / steps_of_curve);
        const Interval band = curve.band(input);
        points.push_back({input / shown, curve.value(input) * factor, band.low * factor, band.high * factor});
    }
    return points;
}

/// What stands in the name of a file.
std::string name_of_files(const Telling& telling) {
    const std::string variant = telling.run().variants[telling.of().variant].variant;
    std::string name = file_name(fmt::format("{}-{}", variant, telling.of().question.text), "_-", '-');
    const auto repeated = std::unique(name.begin(), name.end(), [](char a, char b) { return a == '-' && b == '-'; });
    name.erase(repeated, name.end());
    return name;
}

std::string gnuplot_text(std::string_view text) { return '\'' + replaced(std::string(text), "'", "''") + '\''; }

std::string settings(const std::string& x_label, const std::string& y_label) {
    return fmt::format("set encoding utf8\nset border 3 lc rgb '#555555'\nset tics nomirror out textcolor rgb '#333333'\nset grid lc rgb "
                       "'#dddddd' lw 0.5\nset key off\nset xlabel {} noenhanced\nset ylabel {} noenhanced\n",
                       gnuplot_text(x_label), gnuplot_text(y_label));
}

Plot tornado_plot(const Telling& telling) {
    const std::vector<Bar> bars = bars_of(telling);
    std::string data = "$bars << end_of_data\n", labels;
    for (std::size_t b = 0; b < bars.size(); ++b) {
        const double y = -static_cast<double>(b);
        data += fmt::format("{} {} {} {} {} {}\n", (bars[b].low + bars[b].high) / 2, y, std::min(bars[b].low, bars[b].high),
                            std::max(bars[b].low, bars[b].high), y - 0.3, y + 0.3);
        labels += fmt::format("{}{} {}", b == 0 ? "" : ", ", gnuplot_text(bars[b].title), y);
    }
    const double mean = telling.of().of.mean * factor_of(telling);
    return {"decides-" + name_of_files(telling),
            data + "end_of_data\n" + settings(label_of_figure(telling), "") +
                fmt::format(
                    "set ytics ({}) noenhanced\nset yrange [{}:0.6]\nset arrow from {}, graph 0 to {}, graph 1 nohead lc rgb '#555555'\n",
                    labels, -static_cast<double>(bars.size()) + 0.4, mean, mean) +
                "plot $bars using 1:2:3:4:5:6 with boxxyerror fs solid 0.6 noborder lc rgb '#0072b2'\n"};
}

Plot against_plot(const Telling& telling) {
    const Against axes = against(telling);
    const Explanation& of = telling.of();
    std::string data = "$points << end_of_data\n";
    for (const std::size_t i : chosen_points(of)) data += fmt::format("{} {}\n", of.draws[i] / axes.name.shown, of.values[i] * axes.factor);
    data += "end_of_data\n$curve << end_of_data\n";
    for (const CurvePoint& point : curve_of(telling)) data += fmt::format("{} {} {} {}\n", point.input, point.mean, point.low, point.high);
    const std::string input = axes.name.unit.empty() ? axes.name.title : fmt::format("{} ({})", axes.name.title, axes.name.unit);
    return {
        "against-" + name_of_files(telling),
        data + "end_of_data\n" + settings(input, label_of_figure(telling)) +
            "plot $points using 1:2 with points pt 7 ps 0.25 lc rgb '#7f7f7f', $curve using 1:3:4 with filledcurves fs transparent solid "
            "0.3 noborder lc rgb '#d55e00', $curve using 1:2 with lines lw 2 lc rgb '#d55e00'\n"};
}

} // namespace

std::string tornado_svg(const Telling& telling) {
    const std::vector<Bar> bars = bars_of(telling);
    if (bars.empty()) return {};
    const double mean = telling.of().of.mean * factor_of(telling);
    const Ruler x = axis_of(bars, mean);
    const double end = top + height_of_bar * static_cast<double>(bars.size());
    std::string body;
    for (std::size_t b = 0; b < bars.size(); ++b) {
        const double y = top + height_of_bar * static_cast<double>(b);
        const double low = x.place(std::min(bars[b].low, bars[b].high)), high = x.place(std::max(bars[b].low, bars[b].high));
        body += text_at(x.first, y + 10, "start", bars[b].title);
        body += fmt::format("<rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\"/>\n", low, y + 16, high - low);
        const bool rises = bars[b].high > bars[b].low;
        body += text_at(low - 4, y + 27, "end", rises ? "low" : "high") + text_at(high + 4, y + 27, "start", rises ? "high" : "low");
    }
    body += line_between(x.place(mean), top, x.place(mean), end, "middle");
    body += horizontal_axis(x, end + 4, label_of_figure(telling));
    return svg(end + bottom + 4, "Tornado: the mean where each input is low and high", body);
}

std::string against_svg(const Telling& telling) {
    if (!telling.of().leading) return {};
    const Against axes = against(telling);
    const Explanation& of = telling.of();
    std::string points, curve, band, back;
    for (const std::size_t i : chosen_points(of))
        points += fmt::format("M{:.1f} {:.1f}h0", axes.x.place(of.draws[i] / axes.name.shown), axes.y.place(of.values[i] * axes.factor));
    for (const CurvePoint& point : curve_of(telling)) {
        const double x = axes.x.place(point.input);
        curve += fmt::format("{}{:.1f} {:.1f}", curve.empty() ? "M" : "L", x, axes.y.place(point.mean));
        band += fmt::format("{}{:.1f} {:.1f}", band.empty() ? "M" : "L", x, axes.y.place(point.high));
        back.insert(0, fmt::format("L{:.1f} {:.1f}", x, axes.y.place(point.low)));
    }
    const std::string input = axes.name.unit.empty() ? axes.name.title : fmt::format("{} ({})", axes.name.title, axes.name.unit);
    const std::string body =
        text_at(left, top - 2, "start", label_of_figure(telling)) + vertical_axis(axes.y, left, width - right) +
        fmt::format("<path class=\"points\" d=\"{}\"/>\n<path class=\"band\" d=\"{}{}Z\"/>\n<path class=\"curve\" d=\"{}\"/>\n", points,
                    band, back, curve) +
        horizontal_axis(axes.x, top + height_of_plot, input);
    return svg(top + height_of_plot + bottom, label_of_figure(telling) + " against " + axes.name.title, body);
}

std::vector<Plot> plots_of(const Telling& telling) {
    std::vector<Plot> plots;
    if (!bars_of(telling).empty()) plots.push_back(tornado_plot(telling));
    if (telling.of().leading) plots.push_back(against_plot(telling));
    return plots;
}

} // namespace sim
