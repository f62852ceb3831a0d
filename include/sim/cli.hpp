// The command line: what the user asks for, as a value.
#pragma once

#include "sim/quantity.hpp"
#include "sim/shard.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// What the program tells the shell.
enum Exit : int {
    all_well = 0,
    trials_failed = 1,
    bad_command_line = 2,
    bad_scenario = 3,
    not_met = 4,  ///< a claim that is a gate did not come out inside
    mismatch = 5, ///< a results folder is not what it should be
    input_output = 6,
    internal_error = 70, ///< EX_SOFTWARE of sysexits.h: a bug
    by_signal = 128,     ///< plus the signal's number: 130, 143
};

/// Signs of life on standard error; `automatic` is a bar where that is a terminal, and plain lines elsewhere.
enum class ProgressStyle : std::uint8_t { automatic, bar, plain, none };
/// Whose completion script is asked for; in the order of `shells`.
enum class Shell : std::uint8_t { bash, zsh, fish };
inline constexpr std::string_view shells[] = {"bash", "zsh", "fish"};

/// How many trials `sim verify` plays again, unless it is told.
inline constexpr std::uint64_t usual_spot_checks = 20;

struct Request {
    std::string command = "run";                ///< the word; see commands.hpp for what it does
    std::vector<std::string> files;             ///< for compare one or two, each FILE or FILE:VARIANT
    std::vector<std::filesystem::path> folders; ///< in place of files, for merge, verify and report
    std::optional<std::uint64_t> replicates;    ///< >= 1
    std::optional<std::uint64_t> seed;
    unsigned threads = 0;                          ///< 0: all cores
    std::filesystem::path out;                     ///< empty: results/<scenario>; for report: the folder itself
    std::vector<std::string> sets;                 ///< PATH=VALUE, in order
    std::string variant;                           ///< empty: all
    std::string lab;                               ///< whose story is told: "universities@CHN/3"
    std::uint32_t point = 0;                       ///< at which point of a sweep...
    std::uint64_t replicate = 0;                   ///< ...in which replicate it is told...
    Instant until = Instant::max();                ///< ...and up to when
    std::optional<Shard> shard;                    ///< only these trials
    std::uint64_t spot_checks = usual_spot_checks; ///< how many trials verify plays again, at most
    std::string figure;                            ///< for explain: of the figures of a run this one; for flip, what is claimed
    bool luck = false;                             ///< for explain: tell luck from inputs, by playing more
    bool totals = false;                           ///< and what inputs do together
    std::uint64_t samples = 0;                     ///< pairs of trials for that; 0: as many as usual
    std::string input;                             ///< for flip: path of the input that is changed; empty: the one that explains most
    std::string from = "world";                    ///< for new: what the scenario begins with
    Shell shell = Shell::bash;                     ///< for completion
    bool strict = false;                           ///< warnings are errors
    bool fresh = false;
    bool retry_failed = false;                      ///< play trials again that failed
    double timeout = 0;                             ///< seconds that a trial may take; 0: as many as it wants
    std::vector<std::string> precision;             ///< FIGURE=WITHIN, besides the scenario's
    std::vector<std::string> keep;                  ///< metrics, sets of them, figures, or "all": kept besides what the scenario asks for
    std::vector<std::string> series;                ///< what series.csv has: metrics, sets of them, or "all" that is kept
    std::vector<std::string> tables, dates, groups; ///< for report: what is shown in place of what the scenario's report says
    std::uint64_t slurm = 0;                        ///< for submit: in how many shards
    bool stop_on_failure = false;
    ProgressStyle progress = ProgressStyle::automatic;
    bool quiet = false;
    bool verbose = false;
    std::vector<std::string> arguments; ///< as typed, without the program's name
    std::string program;                ///< how it was called
};

/// Either a request, or a text to print and what to exit with: help, version and manuals on standard output, complaints on standard error.
struct ParsedCommandLine {
    std::optional<Request> request;
    std::string text;
    int exit = all_well;
};
[[nodiscard]] ParsedCommandLine parse_command_line(std::vector<std::string> arguments);

/// Words as one line that a POSIX shell splits into the same words.
[[nodiscard]] std::string shell_line(const std::vector<std::string>& words);
/// `sim COMMAND FILE...` with every option of the request that can reach a result and no other, in a fixed order.
[[nodiscard]] std::string canonical_command(const Request& request, const std::string& command, std::span<const std::string> files);
/// The command that goes on with an interrupted run.
[[nodiscard]] std::string resuming_command(const Request& request);

} // namespace sim
