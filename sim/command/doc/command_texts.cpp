// What no introspection can tell of the commands: examples, exit codes, and the groups in which help lists them.
#include "command/doc/command_doc.hpp"

#include <algorithm>

namespace sim {
namespace {

struct Examples {
    std::string_view command;
    std::vector<Example> list;
};

const std::vector<Examples>& all_examples() {
    static const std::vector<Examples> all = {
        {"",
         {
             {"sim scenarios/china2030.yaml", "play it, print its tables, fill results/china2030"},
             {"sim new mine", "mine.yaml: a scenario to begin with"},
             {"sim claims scenarios/*.yaml", "published figures beside simulated ones"},
         }},
        {"run",
         {
             {"sim run scenarios/china2030.yaml", "play what is missing, print its tables, fill results/china2030"},
             {"sim run scenarios/china2030.yaml -n 1000 -j 2", "more replicates: only what is missing is played"},
             {"sim run scenarios/china2030.yaml --set hardware.utilisation=0.4 -o results/faster", "another value, in a folder of its own"},
             {"sim run scenarios/china2030.yaml --variant observed --precision 'research_share[CHN]@2030=0.5pp'",
              "as many replicates as that takes"},
             {"sim run scenarios/china2030.yaml --shard 2/16", "a sixteenth of the trials, for one machine of sixteen"},
         }},
        {"check",
         {
             {"sim check scenarios/*.yaml", "all errors of all files, with file, line and column"},
         }},
        {"new",
         {
             {"sim new mine", "mine.yaml: the default world with something changed"},
             {"sim new my_field --from field", "a field of your own, from nothing"},
         }},
        {"diff",
         {
             {"sim diff scenarios/china2030.yaml:observed scenarios/china2030.yaml:trend", "two variants, value by value"},
             {"sim diff results/before results/after", "what was played in two folders"},
         }},
        {"cite",
         {
             {"sim cite results/china2030", "an entry for a bibliography"},
         }},
        {"plan",
         {
             {"sim plan scenarios/china2030.yaml -n 1000", "how many trials, how long, how much disk"},
         }},
        {"submit",
         {
             {"sim submit --slurm 16 scenarios/china2030.yaml -j 8 | sh", "sixteen jobs with eight threads each, and one that joins them"},
         }},
        {"show",
         {
             {"sim show scenarios/china2030.yaml --variant trend",
              "what will be played, each value with the file and line that it is from"},
             {"sim show my.yaml --set hardware.utilisation=0.4 | grep -- --set", "what was set on the command line"},
         }},
        {"compare",
         {
             {"sim compare scenarios/china2030.yaml:observed scenarios/china2030.yaml:trend", "two variants under the same luck"},
             {"sim compare scenarios/china2030.yaml", "its first variant with each of the others"},
             {"sim compare scenarios/world.yaml my.yaml -n 500", "two files, 500 replicates of each"},
         }},
        {"story",
         {
             {"sim story scenarios/china2030.yaml --lab universities-big@CHN/3 --variant observed --until 2014-12-31",
              "three years of one lab"},
         }},
        {"claims",
         {
             {"sim claims scenarios/*.yaml", "every published figure beside what a run gives for it"},
             {"sim claims scenarios/china2030.yaml -n 50 -q && echo inside", "as a test: the exit code says whether the gates hold"},
         }},
        {"hindcast",
         {
             {"sim hindcast scenarios/hindcast2017.yaml", "what was known in 2017, scored on what happened to 2023"},
         }},
        {"flip",
         {
             {"sim flip scenarios/china2030.yaml 'research_share[CHN]@2030 >= 1/3' --variant observed",
              "what would have to be otherwise for China's share to reach a third"},
         }},
        {"explain",
         {
             {"sim explain results/china2030 --luck --totals", "and how much is luck, and what inputs do together, by playing more"},
             {"sim explain results/china2030", "what decides the figures at the head of its report"},
             {"sim explain results/china2030 'research_share[CHN]@2030 >= 1/3'", "what decides whether China's share reaches a third"},
         }},
        {"merge",
         {
             {"sim merge results/china2030/shard-*-of-16 -o results/china2030", "all sixteen shards as one run: the same bytes"},
         }},
        {"verify",
         {
             {"sim verify results/china2030", "is the folder as it was written, and do 20 of its trials come out again?"},
             {"sim verify results/* --sample all", "every trial of every folder"},
         }},
        {"report",
         {
             {"sim report results/china2030", "the page of one run, made anew from its store"},
             {"sim report results/china2030 --tables gpus_per_user --dates 2025,2030", "another table of it, on the terminal"},
             {"sim report results/before results/after -o results/page", "several runs on one page"},
         }},
        {"odd",
         {
             {"sim odd > docs/odd.md", "accepts the tables as they are now"},
         }},
        {"reference",
         {
             {"sim reference > docs/reference.md", "accepts the fields, metrics and options as they are now"},
         }},
        {"schema",
         {
             {"sim schema > sim.schema.json", "then begin a scenario with: # yaml-language-server: $schema=sim.schema.json"},
         }},
        {"man",
         {
             {"sim man | man -l -", "the manual, without installing it"},
         }},
        {"completion",
         {
             {"source <(sim completion bash)", "in this shell"},
             {"sim completion fish > ~/.config/fish/completions/sim.fish", "from now on"},
         }},
        {"help",
         {
             {"sim help run", "the same as sim run --help"},
         }},
    };
    return all;
}

} // namespace

std::span<const Example> examples_of(std::string_view command) {
    const auto found = std::ranges::find(all_examples(), command, &Examples::command);
    return found == all_examples().end() ? std::span<const Example>() : std::span<const Example>(found->list);
}

std::span<const ExitDoc> exit_codes() {
    static const std::vector<ExitDoc> all = {
        {"0", "all well", {"*"}},
        {"1", "some trials failed", {"run", "claims", "hindcast", "compare", "flip", "story", "merge"}},
        {"2", "bad command line", {"*"}},
        {"3",
         "bad scenario",
         {"run", "check", "plan", "submit", "show", "diff", "report", "compare", "flip", "story", "claims", "hindcast"}},
        {"4",
         "a precision, an expectation or a claim that is a gate was not met; or a claim does not turn within the stated range (flip)",
         {"run", "claims", "hindcast", "compare", "flip"}},
        {"5", "a results folder is not what it should be (verify), or two disagree about a trial (merge)", {"merge", "verify"}},
        {"6", "input or output failed; also a folder that is missing, not complete, or of another version of sim", {"*"}},
        {"130, 143",
         "interrupted; the same command goes on where it stopped",
         {"run", "claims", "hindcast", "compare", "flip", "explain", "merge", "verify"}},
    };
    return all;
}

bool gives(std::string_view command, const ExitDoc& exit) {
    return std::ranges::find(exit.of, "*") != exit.of.end() || std::ranges::find(exit.of, command) != exit.of.end();
}

std::span<const CommandGroup> command_groups() {
    static const std::vector<CommandGroup> all = {
        {"Begin", {"new", "check", "plan", "show", "diff"}},
        {"Play", {"run", "claims", "hindcast", "compare", "flip", "story", "submit"}},
        {"Results folders", {"explain", "report", "cite", "verify", "merge"}},
        {"Documentation", {"help", "odd", "reference", "schema", "man", "completion"}},
    };
    return all;
}

} // namespace sim
