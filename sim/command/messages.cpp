// The words in which a run reports.
#include "command/messages.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "command/pager.hpp"
#include "ensemble/signals.hpp"
#include "report/claims.hpp"
#include "report/findings.hpp"
#include "report/headline.hpp"
#include "report/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sim {
namespace {

constexpr std::size_t narrowest_table = 80, widest_table = 160; // tables, in columns of the terminal

/// Where a variant's point is, for people.
std::string cell_text(const Run& run, std::uint32_t variant, std::uint32_t point) {
    const std::string& name = run.variants[variant].variant;
    return run.trials.points > 1 ? fmt::format("{}, point {}", name, point) : name;
}

/// How the shards of a run are joined, once all are there.
std::string merging_command(const Run& run, const std::filesystem::path& folder) {
    const std::string whole = shell_line({"results/" + run.variants.front().name});
    if (!folder.filename().string().starts_with(fmt::format("shard-{}-of-", run.shard->number)))
        return fmt::format("sim merge {} OTHER-SHARDS -o {}", shell_line({folder.string()}), whole);
    const std::filesystem::path above = folder.parent_path();
    const std::string in_front = above.empty() ? "" : shell_line({above.string()}) + '/';
    return fmt::format("sim merge {}shard-*-of-{} -o {}", in_front, run.shard->of, above.empty() ? whole : shell_line({above.string()}));
}

/// True where one of these sections has the footnote too.
bool comes_again(const std::string& footnote, std::span<const Section> sections) {
    return std::ranges::any_of(sections, [&](const Section& section) {
        return std::ranges::any_of(
            section.tables, [&](const Table& table) { return std::ranges::find(table.footnotes, footnote) != table.footnotes.end(); });
    });
}

/// Without the footnotes that stand below a later section.
std::string terminal_text(const Section& section, std::span<const Section> later) {
    std::string text;
    for (Table table : section.tables) {
        std::erase_if(table.footnotes, [&](const std::string& footnote) { return comes_again(footnote, later); });
        text += (text.empty() ? "" : "\n") + terminal(table, style_of_terminal());
    }
    return section.text.empty() ? text : text + '\n' + section.text;
}

} // namespace

void complain(const std::string& line) { std::fputs((made_printable(line) + '\n').c_str(), stderr); }

void tell_error(const std::string& line) { std::fputs(coloured(made_printable("sim: " + line) + '\n').c_str(), stderr); }

std::string coloured(std::string problems) {
    if (::isatty(STDERR_FILENO) == 0 || std::getenv("NO_COLOR") != nullptr) return problems;
    constexpr std::string_view plain = "\x1b[0m";
    const auto paint = [&](std::string_view word, std::string_view colour) {
        for (std::size_t at = problems.find(word); at != problems.npos;
             at = problems.find(word, at + word.size() + colour.size() + plain.size()))
            problems.replace(at, word.size(), fmt::format("{}{}{}", colour, word, plain));
    };
    paint(" error: ", "\x1b[1;31m");
    paint(" warning: ", "\x1b[1;33m");
    if (problems.starts_with("sim:")) problems.replace(0, std::string_view("sim:").size(), fmt::format("\x1b[1;31msim:{}", plain));
    return problems;
}

void Voice::say(const std::string& line) const {
    if (!quiet) complain(line);
}

std::string count_text(const Inventory& inventory) {
    return fmt::format("{} trials ({} failed), {} events; fingerprint {}", with_commas(inventory.played.trials), inventory.played.failed,
                       with_commas(inventory.played.events), fingerprints_text(inventory));
}

std::string failure_text(const Run& run, const Trial& trial, const std::string& reason) {
    return fmt::format("trial {} ({}, replicate {}) failed: {}", trial.id, cell_text(run, trial.variant, trial.point), trial.replicate,
                       reason);
}

std::string precision_text(const Run& run, const Knowledge& known) {
    const WrittenQuantity wanted = taken_apart(known.wanted->within);
    const double in_unit = known.half_width / known.wanted->half_width * parse_quantity(wanted.digits).quantity.value;
    const std::string width = std::isnan(known.half_width)
                                  ? "has no interval yet, of so few or so skewed values,"
                                  : fmt::format("is known to +-{:.3g}{}{}", in_unit, wanted.unit.empty() ? "" : " ", wanted.unit);
    return fmt::format("precision: {} {} after {} replicates ({}); {} is wanted", known.wanted->figure, width,
                       with_commas(run.trials.replicates), cell_text(run, known.variant, known.point), known.wanted->within);
}

std::string unfinished_text(const Run& run, const Inventory& inventory, const std::string& resuming_command) {
    return fmt::format("{} after {} of {} trials, which are kept; to go on:\n  {}",
                       signal_caught() != 0 ? "interrupted" : "stopped at a failed trial", inventory.played.trials, run.size(),
                       resuming_command);
}

std::string closing_text(const Run& run, const Inventory& inventory, const WallClock& clock, const std::filesystem::path& folder) {
    std::string text = count_text(inventory) + '\n';
    if (clock.played.trials == 0)
        text += "all of them were there before: nothing was played\n";
    else
        text += fmt::format("played {} trials in {:.3g} s on {} {}: {:.3g} million events a second\n", with_commas(clock.played.trials),
                            clock.seconds, clock.threads, plural(clock.threads, "thread"),
                            static_cast<double>(clock.played.events) / clock.seconds / 1e6);
    if (run.shard)
        return text + fmt::format("seed {}; shard {} of {} is in {}; when all shards are there:\n  {}", run.seed, run.shard->number,
                                  run.shard->of, folder.string(), merging_command(run, folder));
    return text + fmt::format("seed {}; results in {}, tables in {}", run.seed, folder.string(), (folder / "tables").string());
}

void print_run(const Voice& voice, const Run& run, const Findings& findings) {
    if (voice.quiet) return;
    const bool once = run.kind == ResultsKind::run; // most footnotes are the same below every table
    std::vector<std::string> sections;
    const std::span<const Section> all = findings.sections;
    for (std::size_t i = 0; i < all.size(); ++i)
        sections.push_back(terminal_text(all[i], once ? all.subspan(i + 1) : std::span<const Section>{}));
    if (once && !sections.empty())
        sections[0] = fmt::format("{}: {}\n\n", run.variants.front().name, run.variants.front().title) + sections[0];
    std::string text;
    for (const std::string& section : sections) text += (text.empty() ? "" : "\n") + section;
    if (run.kind == ResultsKind::run && !findings.judged.empty())
        text += terminal(claims_table({&run, 1}, {&findings.judged, 1}, {}), style_of_terminal()) + '\n';
    print_paged(text);
}

TerminalStyle style_of_terminal() {
    const bool to_terminal = ::isatty(STDOUT_FILENO) != 0;
    TerminalStyle style;
    winsize size{};
    if (to_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        style.width = std::clamp<std::size_t>(size.ws_col, narrowest_table, widest_table);
    style.bold = to_terminal && std::getenv("NO_COLOR") == nullptr;
    return style;
}

} // namespace sim
