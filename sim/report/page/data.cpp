// Charts as JSON: numbers to draw, and beside them what tables say, so that the page rounds nothing that was computed.
#include "report/page/data.hpp"

#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

constexpr int drawn_digits = 5;

double to_drawn_digits(double value) {
    const std::string text = fmt::format("{:.{}g}", value, drawn_digits);
    double shown = 0;
    std::from_chars(text.data(), text.data() + text.size(), shown);
    return shown;
}

/// What `of` makes of each date's value, null where there is none.
template <class Of> Json by_date(const ChartLine& line, const std::vector<Instant>& dates, const Of& of) {
    Json list = Json::array();
    for (const Instant date : dates) {
        const auto at = line.at.find(date);
        list.push_back(at == line.at.end() ? Json() : Json(of(at->second)));
    }
    return list;
}

Json numbers_of(const ChartLine& line, const std::vector<Instant>& dates, double Statistics::*which) {
    return by_date(line, dates, [&](const ChartValue& value) { return to_drawn_digits(value.of.*which); });
}

bool has_texts(const ChartLine& line) { return !line.at.empty() && !line.at.begin()->second.text.empty(); }

/// What of a line is written: the inner quantiles but for big sweeps and comparisons, and means where they are stacked.
struct Extent {
    const std::vector<Instant>& dates;
    bool brief, share, stacks;
    bool errors; // Monte Carlo errors, which a sweep is smoothed by
};

Json json_of(const ChartLine& line, const Extent& extent) {
    Json json{{"variant", line.variant}, {"group", line.group}, {"point", line.point}};
    const auto add = [&](const char* name, double Statistics::*which) { json[name] = numbers_of(line, extent.dates, which); };
    if (extent.stacks) add("mean", &Statistics::mean);
    add("p05", &Statistics::p05);
    if (!extent.brief) add("p25", &Statistics::p25);
    add("p50", &Statistics::p50);
    if (!extent.brief) add("p75", &Statistics::p75);
    add("p95", &Statistics::p95);
    if (extent.errors) {
        if (extent.stacks) add("mean_error", &Statistics::mcse);
        add("p05_error", &Statistics::p05_error);
        add("p50_error", &Statistics::p50_error);
        add("p95_error", &Statistics::p95_error);
    }
    if (!has_texts(line)) return json;
    json["text"] = by_date(line, extent.dates, [](const ChartValue& value) { return value.text; });
    if (extent.stacks)
        json["mean_text"] = by_date(line, extent.dates,
                                    [&](const ChartValue& value) { return mean_text(value.of, extent.share ? As::percent : As::number); });
    return json;
}

Json json_of(const ChartHistogram& d) {
    return {{"variant", d.variant},
            {"group", d.group},
            {"date", to_text(d.date)},
            {"from", to_drawn_digits(d.histogram.from)},
            {"width", to_drawn_digits(d.histogram.width)},
            {"counts", d.histogram.counts}};
}

Json json_of(const ObservedValue& o) { return {{"group", o.group}, {"date", to_text(o.date)}, {"value", to_drawn_digits(o.value)}}; }

Json json_of(const ChartBook::ChartGroup& group) { return {{"id", group.id}, {"label", group.label}, {"level", group.level}}; }

/// `texts` tell points apart, `labels` are what tables say.
Json json_of(const SweptColumn& axis) {
    Json labels = Json::array();
    for (std::uint32_t point = 0; point < axis.texts.size(); ++point) labels.push_back(with_unit(axis, point));
    return {{"name", axis.name},   {"path", axis.path}, {"unit", axis.unit},
            {"texts", axis.texts}, {"labels", labels},  {"numbers", axis.numbers}};
}

Json json_of(const ChartSource& source) {
    return {{"title", source.title}, {"fingerprint", source.fingerprint}, {"command", source.command}};
}

template <class List, class... More> Json list_of(const List& list, const More&... more) {
    Json all = Json::array();
    for (const auto& one : list) all.push_back(json_of(one, more...));
    return all;
}

Json json_of(const Chart& chart, const ChartBook& charts, const std::vector<Instant>& dates) {
    const MetricRow& row = row_of(chart.metric);
    const bool share = is_share(row), stacks = chart.parts && !charts.paired();
    const Extent extent{dates, charts.paired() || charts.points() > most_points_in_tables, share, stacks,
                        charts.points() > 1 && charts.replicates() > 1 && !charts.paired()};
    return {{"metric", row.id},
            {"title", row.title},
            {"doc", row.doc},
            {"unit", row.unit},
            {"share", share},
            {"suffix", !share            ? ""
                       : charts.paired() ? "pp"
                                         : "%"},
            {"stack", stacks},
            {"chosen", chart.chosen},
            {"lines", list_of(chart.lines, extent)},
            {"distributions", list_of(chart.distributions)},
            {"observed", list_of(chart.observed)}};
}

} // namespace

std::string page_data(const ChartBook& charts, std::span<const ChartSource> sources, const std::string& data_end) {
    const std::vector<Instant> dates = charts.dates();
    Json json{{"paired", charts.paired()},
              {"variants", charts.variants()},
              {"variant_ids", charts.variant_ids()},
              {"replicates", charts.replicates()},
              {"points", charts.points()}};
    json["interval"] = tails_text(charts.fewest_replicates(), charts.replicates());
    json["counted"] = replicates_text(charts.fewest_replicates(), charts.replicates());
    json["version"] = program_version;
    json["sources"] = list_of(sources);
    json["data_end"] = data_end;
    json["dates"] = Json::array();
    for (const Instant date : dates) json["dates"].push_back(to_text(date));
    json["groups"] = list_of(charts.groups());
    json["axes"] = list_of(charts.axes());
    json["charts"] = Json::array();
    for (const Chart& chart : charts.charts()) json["charts"].push_back(json_of(chart, charts, dates));
    const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string safe;
    for (const char c : text) safe += c == '<' ? "\\u003c" : std::string(1, c);
    return safe;
}

} // namespace sim
