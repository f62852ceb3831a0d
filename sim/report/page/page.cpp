#include "report/page/page.hpp"

#include "base/text.hpp"
#include "input/overlay.hpp"
#include "report/embedded.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cctype>
#include <limits>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t measures_of_the_headline = 1, most_groups_of_a_headline = 6;

// ---- words ----------------------------------------------------------------------------------------------------------

std::string number_text(double value, bool share) { return share ? fmt::format("{:.3g} %", 100 * value) : fmt::format("{:.3g}", value); }

/// "-0.41 pp [-0.52, -0.3]"
std::string difference_text(const Statistics& of, bool share) {
    const double factor = share ? 100 : 1;
    return fmt::format("{:.2g}{} [{:.2g}, {:.2g}]", of.mean * factor, share ? " pp" : "", of.p05 * factor, of.p95 * factor);
}

/// "26 % [14, 44]", or over a sweep "between 12 % and 31 %"; empty where nothing was measured.
std::string figure_text(const ChartBook& charts, const Chart& chart, std::uint32_t world, std::uint32_t group) {
    const bool share = is_share(row_of(chart.metric));
    const Statistics* alone = nullptr;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const ChartLine& line : chart.lines) {
        if (line.world != world || line.group != group) continue;
        const auto at = line.at.find(charts.last_date(world));
        if (at == line.at.end()) continue;
        alone = &at->second;
        low = std::min(low, at->second.p50);
        high = std::max(high, at->second.p50);
    }
    if (alone == nullptr) return {};
    if (charts.paired()) return difference_text(*alone, share);
    if (charts.points() == 1) return cell_text(*alone, share);
    return fmt::format("between {} and {}", number_text(low, share), number_text(high, share));
}

/// "China 26 % [14, 44]; United States 9 % [5, 20]"
std::string groups_text(const ChartBook& charts, const Chart& chart, std::uint32_t world) {
    std::string text;
    std::size_t said = 0;
    for (const std::uint32_t group : chart.chosen) {
        const std::string figure = figure_text(charts, chart, world, group);
        if (figure.empty() || said++ >= most_groups_of_a_headline) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : "; ", charts.groups()[group].label, figure);
    }
    return text;
}

std::string unit_text(const MetricRow& row) { return row.unit.empty() ? "" : fmt::format(" ({})", row.unit); }

std::string heading_of(const MetricRow& row) { return title_of(row) + unit_text(row); }

/// "Research share" within a sentence; words that are capitals stay so.
std::string lower_first(std::string text) {
    if (text.size() > 1 && !std::isupper(static_cast<unsigned char>(text[1])))
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

std::string year_text(const ChartBook& charts, std::uint32_t world) { return std::to_string(calendar_year(charts.last_date(world))); }

std::string subtitle_of(const Run& run) {
    const std::string points = run.design.points > 1 ? fmt::format(", {}", counted(run.design.points, "point")) : "";
    return fmt::format("{}: {}{}, {} each", run.variants.front().name, counted(run.design.variants, "variant"), points,
                       counted(run.design.replicates, "replicate"));
}

// ---- sections -------------------------------------------------------------------------------------------------------

std::string section(std::string_view id, std::string_view title, const std::string& body) {
    return fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, title, body);
}

/// A row for each world and a column for each group.
std::string headline_table(const ChartBook& charts, const Chart& chart) {
    std::string head, body;
    for (std::size_t g = 0; g < std::min(most_groups_of_a_headline, chart.chosen.size()); ++g)
        head += fmt::format("<th scope=\"col\">{}</th>", html_text(charts.groups()[chart.chosen[g]].label));
    for (std::uint32_t world = 0; world < charts.worlds().size(); ++world) {
        std::string cells;
        bool any = false;
        for (std::size_t g = 0; g < std::min(most_groups_of_a_headline, chart.chosen.size()); ++g) {
            const std::string figure = figure_text(charts, chart, world, chart.chosen[g]);
            any = any || !figure.empty();
            cells += fmt::format("<td>{}</td>", html_text(figure));
        }
        if (any) body += fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>\n", html_text(charts.worlds()[world]), cells);
    }
    if (body.empty()) return {};
    return fmt::format("<h3>{} in {}</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"headline\"><table "
                       "class=\"lead\"><thead><tr><th scope=\"col\" class=\"label\">variant</th>{}</tr></thead>"
                       "<tbody>\n{}</tbody></table></div>\n",
                       html_text(heading_of(row_of(chart.metric))), year_text(charts, 0), head, body);
}

std::string headline_section(std::span<const Origin> origins, const ChartBook& charts) {
    std::string tables;
    if (charts.paired()) return {}; // its tables come first
    for (std::size_t c = 0; c < std::min(measures_of_the_headline, charts.charts().size()); ++c)
        tables += headline_table(charts, charts.charts()[c]);
    if (tables.empty()) return {};
    const bool once = charts.replicates() == 1, sweep = charts.points() > 1;
    const std::string how =
        sweep  ? "Over all points of the sweep: the lowest and the highest median."
        : once ? "One replicate: nothing is said about chance."
               : fmt::format("Medians over {} replicates; in brackets, the interval that holds 90 % of them.", charts.replicates());
    std::string failed;
    for (const Origin& origin : origins) {
        const Played& played = origin.inventory.played;
        if (played.failed > 0)
            failed += fmt::format("<p class=\"warning\">{} of {} trials of {} failed and are left out.</p>\n", played.failed, played.trials,
                                  html_text(origin.run->variants.front().name));
    }
    return section("headline", "Headline", fmt::format("{}<p class=\"doc\">{}</p>\n{}", tables, how, failed));
}

std::string explore_section(const ChartBook& charts) {
    if (charts.axes().empty()) return {};
    return section("explore", "Explore",
                   fmt::format("<p>The charts below follow these settings through {} computed points. Between them they are interpolated, "
                               "and the error of that is "
                               "measured by leaving out one computed point at a time.</p>\n<div class=\"sliders\"></div>\n",
                               charts.points()));
}

std::string chart_figure(const ChartBook& charts, std::size_t number) {
    const Chart& chart = charts.charts()[number];
    const MetricRow& row = row_of(chart.metric);
    std::string alternative;
    for (std::uint32_t world = 0; world < charts.worlds().size(); ++world) {
        const std::string groups = groups_text(charts, chart, world);
        if (!groups.empty())
            alternative +=
                fmt::format("{} In {}, {}: {}.", alternative.empty() ? "" : " ", year_text(charts, world), charts.worlds()[world], groups);
    }
    const char* const caption =
        charts.paired()            ? "Lines are mean differences from the base world; bands are their 95 % confidence intervals."
        : charts.replicates() == 1 ? "Lines are the only replicate."
                                   : "Lines are medians; the dark band holds half of the replicates, the light one 90 %.";
    return fmt::format("<figure class=\"chart\" data-chart=\"{}\"><h3>{}</h3><p class=\"doc\">{}.</p><div class=\"controls\"></div>"
                       "<div class=\"plot\" role=\"img\" aria-label=\"{} over time. {}\"></div><div class=\"legend\"></div><div "
                       "class=\"distribution\"></div>"
                       "<figcaption>{}{}</figcaption></figure>\n",
                       number, html_text(charts.paired() ? "Change of " + lower_first(heading_of(row)) : heading_of(row)),
                       html_text(row.doc), html_text(title_of(row)), html_text(alternative), caption,
                       chart.observed.empty() ? "" : " Circles were observed.");
}

std::string charts_section(const ChartBook& charts) {
    std::string figures;
    for (std::size_t number = 0; number < charts.charts().size(); ++number)
        if (!charts.charts()[number].lines.empty()) figures += chart_figure(charts, number);
    return figures.empty() ? "" : section("charts", "Charts", figures);
}

std::string tables_section(std::span<const Section> sections) {
    std::string body;
    for (const Section& s : sections) {
        for (const Table& table : s.tables) {
            const std::string name = table.name.empty() ? "" : fmt::format(" id=\"table-{}\"", html_text(table.name));
            body += fmt::format("<details open{}><summary>{}</summary>\n{}</details>\n", name, html_text(table.title), html(table));
        }
        if (!s.text.empty()) body += fmt::format("<pre>{}</pre>\n", html_text(s.text));
    }
    return body.empty() ? "" : section("tables", "Tables", body);
}

std::string values_table(const std::vector<ScenarioValue>& values) {
    std::string body;
    for (const ScenarioValue& value : values) {
        const std::string note = value.note.empty() ? "" : fmt::format(" <span class=\"remark\">{}</span>", html_text(value.note));
        body += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}{}</td></tr>\n", html_text(value.path), html_text(value.text),
                            html_text(value.source), note);
    }
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"values\"><table class=\"values\"><thead><tr><th "
           "scope=\"col\">value</th>"
           "<th scope=\"col\">is</th><th scope=\"col\">source</th></tr></thead><tbody>\n" +
           body + "</tbody></table></div>\n";
}

std::string scenario_section(std::span<const Origin> origins) {
    std::string body;
    const auto add = [&](const std::string& title, const std::vector<ScenarioValue>& values) {
        if (!values.empty())
            body += fmt::format("<details><summary>{}: {}</summary>\n{}</details>\n", html_text(title), counted(values.size(), "value"),
                                values_table(values));
    };
    for (const Origin& origin : origins) {
        for (const Reading& reading : origin.readings) {
            const std::string& name = origin.run->variants.front().name;
            add(name, values_of(reading.base->root));
            for (const auto& variant : reading.documents)
                add(fmt::format("{}, variant {}: what is different", name, variant->name),
                    values_of(difference(reading.base->root, variant->root)));
        }
    }
    return section("scenario", "Scenario",
                   "<p>Every value that went in, with its source. The whole is in scenario.resolved.yaml, which runs as it stands; "
                   "<code>sim show</code> names the line of each value.</p>\n" +
                       body);
}

constexpr auto how_to_read =
    R"(<p>A <em>replicate</em> is one possible history: the scenario played once, with its own draws of every uncertain input and of every chance event.
The tables and bands say what the replicates have in common, and how far they lie apart.</p>
<dl>
<dt>26 % [14, 44]</dt><dd>The median over replicates, and the interval that holds 90 % of them: one in twenty lies below it, one in twenty above.
It is a range of outcomes under the assumptions of this scenario. More replicates make its ends surer, not closer.</dd>
<dt>26.3 % +- 0.4</dt><dd>A mean, and half of its 95 % confidence interval (Student's t). This one does shrink with more replicates: it is the error of the simulation.</dd>
<dt>+2.1 pp [1.8, 2.4]</dt><dd>A difference between two worlds with the same luck, replicate by replicate: its mean and the 95 % confidence interval.</dd>
<dt>Digits</dt><dd>Every number is rounded to the digit that its Monte Carlo error supports. summary.csv has all digits and the error itself (mcse).</dd>
<dt>What no interval holds</dt><dd>What the model leaves out, and whether its assumptions are right. Variants, sweeps and hindcasts are there to try that.</dd>
</dl>
)";

std::string origin_section(std::span<const Origin> origins) {
    std::string body;
    for (const Origin& origin : origins) {
        const Run& run = *origin.run;
        const auto item = [&](std::string_view term, const std::string& text) {
            body += fmt::format("<dt>{}</dt><dd>{}</dd>\n", term, html_text(text));
        };
        body += "<dl class=\"origin\">\n";
        item("command", run.command);
        item("program", fmt::format("sim {}, model {}", program_version, model_version));
        item("seed", std::to_string(run.seed));
        item("trials", fmt::format("{} ({} failed), {} events", origin.inventory.played.trials, origin.inventory.played.failed,
                                   origin.inventory.played.events));
        item("fingerprint", hexadecimal(origin.inventory.fingerprint));
        for (const Scenario& variant : run.variants) item("scenario " + html_text(variant.variant), hexadecimal(variant.hash));
        body += "</dl>\n";
    }
    return section("origin", "Where this comes from",
                   body + "<p class=\"doc\">The same command gives the same bytes on any machine. manifest.json beside this page lists "
                          "every file with its checksum, "
                          "the commit, the compiler and the time; <code>sim verify</code> plays a sample of the trials again.</p>\n");
}

// ---- the whole ------------------------------------------------------------------------------------------------------

/// Links to the sections that are there.
std::string navigation(const std::string& main) {
    static constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"headline", "Headline"}, {"explore", "Explore"},   {"charts", "Charts"}, {"tables", "Tables"},
        {"scenario", "Scenario"}, {"reading", "Intervals"}, {"origin", "Origin"}};
    std::string links;
    for (const auto& [id, name] : names)
        if (main.find(fmt::format("<section id=\"{}\">", id)) != std::string::npos)
            links += fmt::format("<a href=\"#{}\">{}</a>\n", id, name);
    return "<nav aria-label=\"sections\">\n" + links + "</nav>\n";
}

/// Replaces each name in the template by its text, in one pass: what was put in is not looked at again.
std::string filled(std::string_view form, std::span<const std::pair<std::string_view, std::string_view>> parts) {
    std::string out;
    while (true) {
        const std::size_t open = form.find("{{");
        if (open == form.npos) return out.append(form);
        const std::size_t close = form.find("}}", open);
        assert(close != form.npos);
        const auto part = std::ranges::find(parts, form.substr(open + 2, close - open - 2), [](const auto& p) { return p.first; });
        assert(part != parts.end());
        out.append(form.substr(0, open)).append(part->second);
        form.remove_prefix(close + 2);
    }
}

/// "open, and what changes with controls, no_shadow"
std::string comparison_title(const Run& run) {
    std::string others;
    for (std::uint32_t other = 1; other < run.design.variants; ++other)
        others += (others.empty() ? "" : ", ") + run.variants[other].variant;
    return fmt::format("{}: what changes with {}", run.variants[0].variant, others);
}

/// Without the last line, which sends a browser's tools to a file that is not there.
std::string_view without_source_map(std::string_view text) {
    const std::size_t map = text.rfind("sourceMappingURL");
    return map == text.npos ? text : text.substr(0, text.rfind('\n', map));
}

std::string walk_path(const std::string& path, const Node& item, const Node& parent, std::size_t index) {
    if (parent.is(Node::Type::map)) return path.empty() ? item.key : path + '.' + item.key;
    const std::string_view id = id_of(item);
    return fmt::format("{}[{}]", path, id.empty() ? std::to_string(index) : std::string(id));
}

bool is_list_of_scalars(const Node& node) {
    return node.is(Node::Type::list) && std::ranges::all_of(node.items, [](const Node& item) { return item.items.empty(); });
}

std::string inline_text(const Node& node) {
    if (node.is(Node::Type::scalar)) return node.text;
    if (node.is(Node::Type::null)) return "~";
    std::string text;
    for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + inline_text(item);
    return '[' + text + ']';
}

void collect(std::vector<ScenarioValue>& values, const Node& node, const std::string& path, std::string source, std::string note) {
    if (const Node* const own = find(node, "source"); own != nullptr) source = own->text;
    if (const Node* const own = find(node, "note"); own != nullptr) note = own->text;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const Node& item = node.items[i];
        if (node.is(Node::Type::map) && (item.key == "source" || item.key == "note" || item.key == "id")) continue;
        const std::string at = node.is(Node::Type::map) && item.key == "value" ? path : walk_path(path, item, node, i);
        if (item.items.empty() || is_list_of_scalars(item))
            values.push_back({at, inline_text(item), source, note});
        else
            collect(values, item, at, source, note);
    }
}

} // namespace

std::vector<ScenarioValue> values_of(const Node& root) {
    std::vector<ScenarioValue> values;
    collect(values, root, {}, {}, {});
    return values;
}

std::string title_of(const MetricRow& metric) {
    std::string title;
    for (std::string_view rest = metric.id; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find('_'));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        std::string shown(word);
        if (word == "gpu" || word == "gpus")
            shown = word == "gpu" ? "GPU" : "GPUs";
        else if (word == "gdp")
            shown = "GDP";
        else if (word == "flops" || word == "flop")
            shown = "FLOP";
        else if (title.empty())
            shown[0] = static_cast<char>(shown[0] - 'a' + 'A');
        title += (title.empty() ? "" : " ") + shown;
    }
    return title;
}

std::string page(std::span<const Origin> origins, const ChartBook& charts, std::span<const Section> sections) {
    assert(!origins.empty());
    std::string title = origins.front().run->variants.front().title, subtitle;
    if (title.empty()) title = origins.front().run->variants.front().name;
    if (charts.paired()) title = comparison_title(*origins.front().run);
    if (origins.size() > 1) title = "Side by side: " + title;
    for (const Origin& origin : origins) subtitle += (subtitle.empty() ? "" : "; ") + subtitle_of(*origin.run);
    const std::string main = headline_section(origins, charts) + explore_section(charts) + charts_section(charts) +
                             tables_section(sections) + scenario_section(origins) +
                             section("reading", "How to read the intervals", how_to_read) + origin_section(origins);
    const std::string body =
        fmt::format("<header><p class=\"kind\">sim report</p><h1>{}</h1><p class=\"subtitle\">{}</p></header>\n{}<main>\n{}</main>\n",
                    html_text(title), html_text(subtitle), navigation(main), main);
    const std::string data = charts.json(), heading = html_text(title);
    const auto library = without_source_map(embedded::chart_library), library_style = without_source_map(embedded::chart_library_style);
    const std::pair<std::string_view, std::string_view> parts[] = {
        {"title", heading},   {"library_style", library_style}, {"style", embedded::page_style}, {"body", body}, {"data", data},
        {"library", library}, {"script", embedded::page_script}};
    return filled(embedded::page_template, parts);
}

} // namespace sim
