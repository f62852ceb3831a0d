// `sim report`: pages and figures of folders that are complete.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "command/tables.hpp"
#include "ensemble/file.hpp"
#include "report/crate.hpp"
#include "report/explain/drawings.hpp"
#include "report/findings.hpp"
#include "report/folder.hpp"
#include "report/headline.hpp"
#include "report/manifest.hpp"
#include "report/page/page.hpp"
#include "report/plot.hpp"
#include "sim/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace sim {
namespace {

void write_figures(ResultFiles& files, const ChartBook& charts, const ExplainedRun* explained = nullptr) {
    std::vector<Plot> plots = plots_of(charts);
    const std::vector<Telling> tellings = explained == nullptr ? std::vector<Telling>{} : explained->tellings();
    const auto is_first_metric = [&](const Telling& telling) {
        const auto &column = telling.of().question.column, &first = tellings.front().of().question.column;
        return column && first && column->metric == first->metric;
    };
    for (const Telling& telling : tellings)
        if (is_first_metric(telling))
            for (Plot& plot : plots_of(telling)) plots.push_back(std::move(plot));
    for (const DrawnPlot& plot : draw(plots)) {
        write_file(files.place(fmt::format("{}{}.svg", plots_folder, plot.name)), plot.svg);
        write_file(files.place(fmt::format("{}{}.pdf", plots_folder, plot.name)), plot.pdf);
    }
}

std::string figures_text(const ResultFiles& files) {
    const auto figures = std::ranges::count_if(files.names(), [](const std::string& name) { return name.starts_with(plots_folder); });
    return figures == 0 ? "" : fmt::format("; {} figures in figures/", figures);
}

/// All files of the folder again, from its store, and the figures; the manifest lists them too.
void report_one(const std::filesystem::path& path, unsigned threads, const Voice& voice) {
    const ResultsFolder folder = open_whole(path);
    Store store = open_vouched(folder);
    OwnFolder own(path);
    own.open_for_more();
    ResultFiles files(own);
    const Findings findings = write_results(files, folder.run, folder.readings, store, folder.manifest.inventory, threads);
    voice.say((path / page_name).string());
    write_figures(files, findings.charts, findings.explained ? &*findings.explained : nullptr);
    write_file(files.place(crate_name), crate(folder.manifest, files.listed()));
    own.vouch(manifest_with(path / manifest_name, files.listed()), files.names());
    voice.say((path / manifest_name).string() + figures_text(files));
}

/// The tables of one of several runs, with its name before their titles.
std::vector<Section> tables_of(const Run& run, const std::string& name, const Headline& headline) {
    std::vector<Section> sections;
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant) {
        Table table = headline.of_variant(variant);
        table.title = fmt::format("{}: {}", name, label_of_variant(run, variant));
        table.name = fmt::format("{}-{}", name, run.variants[variant].variant);
        sections.push_back({{std::move(table)}, {}});
    }
    return sections;
}

/// How the folders are told apart: by their last name, and where that is not enough by the whole, and by numbers where one is named twice.
std::vector<std::string> names_of(std::span<const std::filesystem::path> folders) {
    const auto last_of = [](const std::filesystem::path& folder) {
        return made_printable((folder.has_filename() ? folder : folder.parent_path()).filename().string());
    };
    std::vector<std::string> names;
    for (const auto& folder : folders) names.push_back(last_of(folder));
    const bool all_differ = std::set<std::string>(names.begin(), names.end()).size() == names.size();
    if (all_differ) return names;
    std::map<std::string, int> count;
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = made_printable(folders[i].string());
        if (const int before = count[names[i]]++; before > 0) names[i] += fmt::format(" ({})", before + 1);
    }
    return names;
}

/// Folders that fit on one page. Charts refer to their runs.
std::deque<ResultsFolder> open_comparable(std::span<const std::filesystem::path> paths) {
    std::deque<ResultsFolder> folders;
    for (const auto& path : paths) {
        folders.push_back(open_whole(path));
        if (folders.back().run.kind == ResultsKind::compare)
            throw IoError(path, "is a comparison already; name the folders of its variants");
        if (folders.size() > 1 && (folders.back().run.trials.points > 1 || folders.front().run.trials.points > 1))
            throw IoError(path, "has a sweep, or the first folder has: a sweep gets a page of its own");
    }
    return folders;
}

/// What stands on the page of several runs.
struct JointPage {
    ChartBook charts;
    std::vector<Section> sections;
    std::vector<Origin> origins;

    void add(const ResultsFolder& folder, const std::string& name, unsigned threads) {
        const Run& run = folder.run;
        Store store = open_vouched(folder);
        Headline headline(run);
        charts.open(run, name);
        charts.add_observations();
        summarise(store, run.trials, run.layouts, {.threads = threads}, [&](const SummaryRow& row) {
            headline.add(row);
            charts.add(row);
        });
        charts.add_distributions(store);
        headline.conclude(folder.manifest.inventory);
        for (Section& section : tables_of(run, name, headline)) sections.push_back(std::move(section));
        origins.push_back({&run, folder.readings, folder.manifest.inventory});
    }
    void write(ResultFiles& files, const std::filesystem::path& folder, const Voice& voice) const {
        write_file(files.place(page_name), page(origins, charts, sections));
        voice.say((folder / page_name).string());
        for (const Section& section : sections) {
            std::vector<Table> tables = section.tables;
            write_tables(files, tables[0].name, tables);
        }
        write_figures(files, charts);
        voice.say(folder.string() + figures_text(files));
    }
};

void report_together(std::span<const std::filesystem::path> paths, const std::filesystem::path& out, unsigned threads, const Voice& voice) {
    OwnFolder own(out);
    const auto manifest = out / manifest_name;
    std::error_code ignored;
    if (std::filesystem::exists(out / store_name, ignored) || (is_manifest(manifest) && !is_manifest_of_page(manifest)))
        throw IoError(out, "is a results folder with a page of its own; say with -o where this one goes");
    const std::deque<ResultsFolder> folders = open_comparable(paths);
    const std::vector<std::string> names = names_of(paths);
    JointPage page_of_all;
    for (std::size_t i = 0; i < folders.size(); ++i) page_of_all.add(folders[i], names[i], threads);
    own.enter();
    own.withdraw();
    ResultFiles files(own);
    page_of_all.write(files, out, voice);
    own.vouch(manifest_of_page(files.listed()), files.names());
}

} // namespace

int report_folders(const Request& request, Ranks&) {
    if (!request.tables.empty() || !request.dates.empty() || !request.groups.empty()) return report_tables(request);
    const unsigned threads = threads_of(request);
    const Voice voice = voice_of(request);
    if (!request.out.empty()) {
        report_together(request.folders, request.out, threads, voice);
    } else {
        for (const auto& folder : request.folders) report_one(folder, threads, voice);
    }
    return all_well;
}

} // namespace sim
