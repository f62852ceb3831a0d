// Puts sections, data, style and script into one HTML file.
#include "report/page/page.hpp"

#include "base/text.hpp"
#include "report/embedded.hpp"
#include "report/page/data.hpp"
#include "report/page/data_end.hpp"
#include "report/page/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace sim {
namespace {

std::string subtitle_of(const Run& run) {
    const std::string points = run.trials.points > 1 ? fmt::format(", {}", counted(run.trials.points, "point")) : "";
    return fmt::format("{}: {}{}, {} each", run.variants.front().name, counted(run.trials.variants, "variant"), points,
                       counted(run.trials.replicates, "replicate"));
}

/// Links to the sections that are there.
std::string navigation(const std::string& main) {
    static constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"headline", "Headline"}, {"decides", "What decides this"}, {"explore", "Explore"},   {"charts", "Charts"}, {"tables", "Tables"},
        {"limits", "Limits"},     {"scenario", "Scenario"},         {"reading", "Intervals"}, {"origin", "Origin"}};
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

/// "Controls: “The same, later” against “None”"; of more than two variants their number.
std::string comparison_title(const Run& run) {
    const std::string& base = label_of_variant(run, 0);
    if (run.trials.variants == 2) return fmt::format("{}: “{}” against “{}”", run.title, label_of_variant(run, 1), base);
    return fmt::format("{}: {} against “{}”", run.title, counted(run.trials.variants - 1, "variant"), base);
}

/// Without the last line, which sends a browser's tools to a file that is not there.
std::string_view without_source_map(std::string_view text) {
    const std::size_t map = text.rfind("sourceMappingURL");
    return map == text.npos ? text : text.substr(0, text.rfind('\n', map));
}

/// What stands above all: of a comparison, what is compared.
std::string heading_of(std::span<const Origin> origins, const ChartBook& charts) {
    const Run& first = *origins.front().run;
    if (charts.paired()) return comparison_title(first);
    if (origins.size() == 1) return first.title;
    std::string titles;
    for (const Origin& origin : origins)
        if (titles.find(origin.run->title) == titles.npos) titles += (titles.empty() ? "" : "; ") + origin.run->title;
    return "Side by side: " + titles;
}

} // namespace

std::string page(std::span<const Origin> origins, const ChartBook& charts, std::span<const Section> sections) {
    assert(!origins.empty());
    const std::string title = html_text(heading_of(origins, charts));
    std::string subtitle;
    for (const Origin& origin : origins) subtitle += (subtitle.empty() ? "" : "; ") + subtitle_of(*origin.run);
    const std::string main = headline_section(origins, charts) + decides_section(origins) + explore_section(charts) +
                             charts_section(charts, text_of(data_end(origins))) + tables_section(sections) + limits_section(origins) +
                             scenario_section(origins) + reading_section() + origin_section(origins);
    const std::string body =
        fmt::format("<header><p class=\"kind\">sim report</p><h1>{}</h1><p class=\"subtitle\">{}</p></header>\n{}<main>\n{}</main>\n",
                    title, html_text(subtitle), navigation(main), main);
    std::vector<ChartSource> sources;
    for (const Origin& origin : origins)
        sources.push_back({origin.run->title, hexadecimal(origin.inventory.fingerprint), origin.run->command});
    const std::string data = page_data(charts, sources, data_end(origins).last);
    const auto library = without_source_map(embedded::chart_library), library_style = without_source_map(embedded::chart_library_style);
    const std::pair<std::string_view, std::string_view> parts[] = {{"title", title},
                                                                   {"library_style", library_style},
                                                                   {"style", embedded::page_style},
                                                                   {"body", body},
                                                                   {"data", data},
                                                                   {"library", library},
                                                                   {"numbers", embedded::page_numbers},
                                                                   {"smooth", embedded::page_smooth},
                                                                   {"sweep", embedded::page_sweep},
                                                                   {"view", embedded::page_view},
                                                                   {"chart", embedded::page_chart},
                                                                   {"save", embedded::page_save},
                                                                   {"controls", embedded::page_controls},
                                                                   {"start", embedded::page_start}};
    return filled(embedded::page_template, parts);
}

} // namespace sim
