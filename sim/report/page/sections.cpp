// Headline, charts, tables, scenario and origin of a page, as HTML around the words of tables.
#include "report/page/sections.hpp"

#include "base/text.hpp"
#include "input/overlay.hpp"
#include "report/embedded.hpp"
#include "report/explain/drawings.hpp"
#include "report/labels.hpp"
#include "report/page/values.hpp"
#include "report/swept.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace sim {
namespace {

constexpr std::size_t metrics_of_the_headline = 1, most_groups_of_a_headline = 6, most_groups_of_a_sentence = 3;

// ---- words ----------------------------------------------------------------------------------------------------------

/// "26 % [14, 44]", as tables have it; over a sweep the median, the lowest and the highest of the points' medians. Empty where nothing was
/// measured, and for the differences of a sweep, of which each point has its own.
std::string text_at_the_end(const ChartBook& charts, const Chart& chart, std::uint32_t variant, std::uint32_t group) {
    std::vector<double> medians;
    std::string alone;
    for (const ChartLine& line : chart.lines) {
        if (line.variant != variant || line.group != group) continue;
        const auto at = line.at.find(charts.last_date(variant));
        if (at == line.at.end()) continue;
        alone = at->second.text;
        medians.push_back(at->second.of.p50);
    }
    if (charts.points() == 1) return alone;
    return medians.empty() || charts.paired() ? "" : over_points_text(medians, charts.points(), shown_as(row_of(chart.metric)));
}

/// "China 26 % [14, 44]; United States 9 % [5, 20]"
std::string groups_text(const ChartBook& charts, const Chart& chart, std::uint32_t variant, std::size_t most = most_groups_of_a_headline) {
    std::string text;
    std::size_t said = 0;
    for (const std::uint32_t group : chart.chosen) {
        const std::string at_the_end = text_at_the_end(charts, chart, variant, group);
        if (at_the_end.empty() || said++ >= most) continue;
        text += fmt::format("{}{} {}", text.empty() ? "" : "; ", charts.groups()[group].label, at_the_end);
    }
    return text;
}

std::string heading_of(const MetricRow& row) { return std::string(row.title) + (row.unit.empty() ? "" : fmt::format(" ({})", row.unit)); }

/// "Research share" within a sentence; words that are capitals stay so.
std::string lower_first(std::string text) {
    if (text.size() > 1 && !std::isupper(static_cast<unsigned char>(text[1])))
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

std::string year_text(const ChartBook& charts, std::uint32_t variant) { return std::to_string(calendar_year(charts.last_date(variant))); }

// ---- parts of sections ----------------------------------------------------------------------------------------------

std::string section(std::string_view id, std::string_view title, const std::string& body) {
    return fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, title, body);
}

/// A row for each variant and a column for each group.
/// The groups that have something to show in some variant: a metric is not measured for all that a report names.
std::vector<std::uint32_t> groups_of_the_headline(const ChartBook& charts, const Chart& chart) {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t group : chart.chosen) {
        bool shows = false;
        for (std::uint32_t variant = 0; variant < charts.variants().size(); ++variant)
            shows = shows || !text_at_the_end(charts, chart, variant, group).empty();
        if (shows && found.size() < most_groups_of_a_headline) found.push_back(group);
    }
    return found;
}

std::string headline_table(const ChartBook& charts, const Chart& chart) {
    const std::vector<std::uint32_t> groups = groups_of_the_headline(charts, chart);
    std::string head, body;
    for (const std::uint32_t group : groups) head += fmt::format("<th scope=\"col\">{}</th>", html_text(charts.groups()[group].label));
    for (std::uint32_t variant = 0; variant < charts.variants().size(); ++variant) {
        if (groups_text(charts, chart, variant).empty()) continue;
        body += fmt::format("<tr><th scope=\"row\">{}</th>", html_text(charts.variants()[variant]));
        for (const std::uint32_t group : groups)
            body += fmt::format("<td>{}</td>", html_text(text_at_the_end(charts, chart, variant, group)));
        body += "</tr>\n";
    }
    if (body.empty()) return {};
    return fmt::format(
        "<h3>{} in {}</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"headline\"><table "
        "class=\"lead\"><thead><tr><th scope=\"col\" class=\"label\">variant</th>{}</tr></thead>"
        "<tbody>\n{}</tbody></table></div>\n",
        html_text(charts.paired() ? "Change of " + lower_first(heading_of(row_of(chart.metric))) : heading_of(row_of(chart.metric))),
        year_text(charts, 0), head, body);
}

/// "In 2030, share of research: China 26 % [14, 44]; United States 9 % [5, 20] (Without the ceiling)."; of a comparison what the first
/// other variant changes. Empty where nothing was measured.
std::string headline_sentence(const Run& run, const ChartBook& charts, const Chart& chart) {
    const std::string title(row_of(chart.metric).title), said = groups_text(charts, chart, 0, most_groups_of_a_sentence);
    if (said.empty()) return {};
    if (charts.paired())
        return fmt::format("{}, change by {} with “{}” against “{}”: {}.", title, year_text(charts, 0), charts.variants()[0],
                           label_of_variant(run, 0), said);
    const std::string world = charts.variants().size() > 1 ? fmt::format(" (“{}”)", charts.variants()[0]) : "";
    return fmt::format("In {}, {}: {}{}.", year_text(charts, 0), lower_first(title), said, world);
}

std::string what_the_headline_says(const Run& run, const ChartBook& charts) {
    if (charts.paired())
        return fmt::format(
            "Differences from “{}”, means over {} replicates with the same luck, with their 95 % intervals; [n >= 25]: so many "
            "replicates an interval takes. The tables below have all dates.",
            label_of_variant(run, 0), charts.replicates());
    if (charts.points() > 1)
        return "Over all points of the sweep: the median of their medians and, in brackets, the lowest and the highest.";
    if (charts.replicates() == 1) return "One replicate: nothing is said about chance.";
    return fmt::format("Medians over {} replicates; in brackets, the {}.", replicates_text(charts.fewest_replicates(), charts.replicates()),
                       tails_text(charts.fewest_replicates(), charts.replicates()));
}

std::string failed_trials(std::span<const Origin> origins) {
    std::string failed;
    for (const Origin& origin : origins) {
        const Played& played = origin.inventory.played;
        if (played.failed > 0)
            failed += fmt::format("<p class=\"warning\">{} of {} trials of {} failed and are left out.</p>\n", played.failed, played.trials,
                                  html_text(origin.run->variants.front().name));
    }
    return failed;
}

std::string caption_of(const ChartBook& charts) {
    if (charts.paired())
        return "Lines are mean differences from the base variant; bands are their 95 % confidence intervals, none where differences are "
               "too few or too "
               "skewed for one.";
    if (charts.replicates() == 1) return "Lines are the only replicate.";
    return fmt::format("Lines are medians; the dark band holds half of the replicates, the light one is their {}.",
                       tails_text(charts.fewest_replicates(), charts.replicates()));
}

/// What the chart shows, for those who do not see it.
std::string alternative_to(const ChartBook& charts, const Chart& chart) {
    std::string text = fmt::format("{} over time.", row_of(chart.metric).title);
    for (std::uint32_t variant = 0; variant < charts.variants().size(); ++variant) {
        const std::string groups = groups_text(charts, chart, variant);
        if (!groups.empty()) text += fmt::format(" In {}, {}: {}.", year_text(charts, variant), charts.variants()[variant], groups);
    }
    return text;
}

std::string chart_frame(const ChartBook& charts, std::size_t number, const std::string& data_end) {
    const Chart& chart = charts.charts()[number];
    const MetricRow& row = row_of(chart.metric);
    const std::string heading = charts.paired() ? "Change of " + lower_first(heading_of(row)) : heading_of(row);
    return fmt::format("<figure class=\"chart\" data-chart=\"{}\"><h3>{}</h3><p class=\"doc\">{}.</p><div class=\"controls\"></div>"
                       "<div class=\"plot\" role=\"img\" aria-label=\"{}\"></div><div class=\"legend\"></div>"
                       "<div class=\"distribution\"></div><figcaption>{}{}{}</figcaption></figure>\n",
                       number, html_text(heading), html_text(row.doc), html_text(alternative_to(charts, chart)), caption_of(charts),
                       chart.observed.empty() ? "" : " Circles were observed.", data_end.empty() ? "" : " " + html_text(data_end));
}

/// The first one has its drawings open; those of further variants are folded.
std::string decision_block(const Telling& telling, bool first, bool folded) {
    const std::vector<std::string> sentences = telling.sentences();
    std::string rest;
    for (std::size_t s = 1; s < sentences.size(); ++s) rest += fmt::format("<li>{}</li>\n", html_text(sentences[s]));
    if (!rest.empty()) rest = "<ul>\n" + rest + "</ul>\n";
    if (folded) return fmt::format("<details><summary>{}</summary>\n{}</details>\n", html_text(sentences[0]), rest);
    const std::string drawn = tornado_svg(telling) + against_svg(telling); // nothing where no input decides
    const std::string drawings =
        drawn.empty() ? "" : fmt::format("<details{}><summary>Drawings</summary>\n{}</details>", first ? " open" : "", drawn);
    return fmt::format("<div class=\"decision\"><p>{}</p>\n{}{}</div>\n", html_text(sentences[0]), rest, drawings);
}

constexpr auto how_to_read_decisions =
    R"(<p class="doc">A part of the variance is what an input explains by itself, with its 95 % interval; what chance gives to the largest of as many
inputs that do not matter is not told apart. It is about the ranges that this scenario assumes: a wider range would weigh more. It is no cause in the
world, and no advice. tables/explain.md and explain.csv have the same numbers; <code>sim explain</code> asks about any other figure.</p>
)";

constexpr auto how_to_read =
    R"(<p>A <em>replicate</em> is one possible history: the scenario played once, with its own draws of every uncertain input and of every chance event.
The tables and bands say what the replicates have in common, and how far they lie apart.</p>
<dl>
<dt>26 % [14, 44]</dt><dd>The median over replicates, and the interval into which a further one falls with 90 %: one in twenty lies below it, one in
twenty above. Of fewer than 19 replicates it is their whole range, which holds less, and is called by what it holds: (n - 1) / (n + 1).
It is a range of outcomes under the assumptions of this scenario. More replicates make its ends surer, not closer.</dd>
<dt>26.3 % [25.9, 26.7]</dt><dd>Where it says so: a mean, and its 95 % confidence interval. This one does shrink with more replicates: it is the error of the simulation.
Values of one sign whose logarithms look normal have it on the logarithmic scale, others by Student's t.</dd>
<dt>26 % [n &gt;= 310]</dt><dd>No interval of the mean that could be trusted: there are fewer than 10 replicates, or they are too skewed (Cochran's rule). About so
many replicates would have one.</dd>
<dt>26 % [14, 44] {25, 28}</dt><dd>Some trials failed. In braces: what the median would be at least and at most, whatever they had given.</dd>
<dt>+2.1 pp [1.8, 2.4]</dt><dd>A difference between two variants with the same luck, replicate by replicate: its mean and the 95 % confidence interval.</dd>
<dt>Digits</dt><dd>Every number is rounded to the digit that its own Monte Carlo error supports, and never to 0, once, for tables and charts alike. The page itself rounds
only what it makes: axes, what it interpolates between the points of a sweep, and what it adds up. summary.csv has all digits and the error itself (mcse).</dd>
<dt>What no interval holds</dt><dd>What the model leaves out, and whether its assumptions are right. Variants, sweeps and hindcasts are there to try that.</dd>
</dl>
)";

constexpr auto limits_of_programmes =
    R"(<p>It can tell how access changes who takes part, how large runs are, who can repeat the field's best papers, and who stands at the top. It cannot tell
how many papers more compute brings: by algebra a team writes as many with twice the GPUs, except where it must repeat a paper first or its run must be as large as that
paper's (<code>sized_by_parent</code>); nor what the world gains in credit, which counts over the field's own level. How far a group's credit follows its compute is the exponent b, a
judgement, as is how people follow credit and access. Researchers, GDP, prices of known GPUs, efficiency and frontier labs' money are imposed.</p>
)";
constexpr auto caption_of_flow =
    R"(A small group of teams whose runs nothing holds back, at b = 0.17; b is uncertain, and this scenario may have another.
Blue is passed on in full, red to the power b.)";
constexpr auto limits_of_jobs =
    R"(<p>It can tell who can still reproduce which papers, and what a change of access moves, in a world where teams think and compute in turn. There the time of a
project hardly depends on compute, so it cannot tell how many papers more compute brings; and researchers, GDP, prices of known GPUs and efficiency are imposed.</p>
)";
constexpr auto more_on_limits =
    R"(<p class="doc">docs/limits.md of the project sim has the rest: derivations, which figures are imposed, what is judgement, and
what would change our mind.</p>
)";

bool plans_programmes(const Origin& origin) {
    return std::ranges::any_of(origin.run->variants, [](const Scenario& s) { return s.research.work == Research::Work::programme; });
}

} // namespace

std::string headline_section(std::span<const Origin> origins, const ChartBook& charts) {
    std::string tables, sentence;
    const Run& run = *origins.front().run;
    for (std::size_t c = 0; c < std::min(metrics_of_the_headline, charts.charts().size()); ++c) {
        tables += headline_table(charts, charts.charts()[c]);
        if (sentence.empty()) sentence = headline_sentence(run, charts, charts.charts()[c]);
    }
    if (tables.empty()) return {};
    return section("headline", "Headline",
                   fmt::format("<p class=\"sentence\">{}</p>\n{}<p class=\"doc\">{}</p>\n{}", html_text(sentence), tables,
                               html_text(what_the_headline_says(run, charts)), failed_trials(origins)));
}

constexpr std::size_t decisions_in_sight = 2; // more would keep a reader from the charts

std::string decides_section(std::span<const Origin> origins) {
    if (origins.size() > 1 || origins.front().explained == nullptr) return {};
    std::string blocks, silent;
    std::uint32_t last = 0;
    std::size_t told = 0;
    bool several = false;
    const std::vector<Telling> tellings = origins.front().explained->tellings();
    for (const Telling& telling : tellings) several = several || telling.of().variant > 0;
    for (const Telling& telling : tellings) {
        if (!telling.of().told()) {
            if (silent.empty() && telling.of().silence != Silence::constant) silent = telling.first_sentence();
            continue;
        }
        const bool first = blocks.empty();
        if (told++ == decisions_in_sight) blocks += "<details><summary>All other figures</summary>\n";
        if (several && (first || telling.of().variant != last))
            blocks += fmt::format("<h3>{}</h3>\n", html_text(label_of_variant(telling.run(), telling.of().variant)));
        last = telling.of().variant;
        blocks += decision_block(telling, first, several && last > 0);
    }
    if (blocks.empty()) return silent.empty() ? "" : section("decides", "What decides this", fmt::format("<p>{}</p>\n", html_text(silent)));
    if (told > decisions_in_sight) blocks += "</details>\n";
    return section("decides", "What decides this", blocks + how_to_read_decisions);
}

std::string explore_section(const ChartBook& charts) {
    if (charts.axes().empty()) return {};
    return section("explore", "Explore",
                   fmt::format("<p>The charts below follow these settings through {} computed points. Between them they are interpolated, "
                               "and the error of that is "
                               "measured by leaving out one computed point at a time.</p>\n<div class=\"sliders\"></div>\n",
                               charts.points()));
}

std::string charts_section(const ChartBook& charts, const std::string& data_end) {
    std::string frames;
    for (std::size_t number = 0; number < charts.charts().size(); ++number)
        if (!charts.charts()[number].lines.empty()) frames += chart_frame(charts, number, data_end);
    return frames.empty() ? "" : section("charts", "Charts", frames);
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

std::string scenario_section(std::span<const Origin> origins) {
    std::string body;
    const auto add = [&](const std::string& title, const std::vector<ScenarioValue>& values) {
        if (!values.empty())
            body += fmt::format("<details><summary>{}: {}</summary>\n{}</details>\n", html_text(title), counted(values.size(), "value"),
                                html(values));
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

std::string limits_section(std::span<const Origin> origins) {
    if (!std::ranges::any_of(origins, plans_programmes))
        return section("limits", "What this model can tell", std::string(limits_of_jobs) + more_on_limits);
    return section("limits", "What this model can tell",
                   fmt::format("{}<figure class=\"drawing\">{}<figcaption>{}</figcaption></figure>\n{}", limits_of_programmes,
                               embedded::page_flow, caption_of_flow, more_on_limits));
}

std::string reading_section() { return section("reading", "How to read the intervals", how_to_read); }

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
        item("fingerprint", fingerprints_text(origin.inventory));
        for (const Scenario& variant : run.variants) item("scenario " + html_text(variant.variant), fmt::format("{:016x}", variant.hash));
        body += "</dl>\n";
    }
    return section("origin", "Where this comes from",
                   body + "<p class=\"doc\">The same command gives the same bytes on any machine. manifest.json beside this page lists "
                          "every file with its checksum, "
                          "the commit, the compiler and the time; <code>sim verify</code> plays a sample of the trials again.</p>\n");
}

} // namespace sim
