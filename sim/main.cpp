// The program: one process that leads, and, under mpirun, others that follow it.
#include "base/text.hpp"
#include "command/commands.hpp"
#include "ensemble/relay.hpp"
#include "sim/problem.hpp"
#include "study/play.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

int print(const sim::ParsedCommandLine& parsed) {
    const bool well = parsed.exit == sim::all_well;
    std::fputs(well ? parsed.text.c_str() : sim::made_printable(parsed.text).c_str(), well ? stdout : stderr);
    return parsed.exit;
}

int complain(const char* what, int exit) {
    std::fflush(stdout);
    std::fprintf(stderr, "sim: %s\n", sim::made_printable(what).c_str());
    return exit;
}

/// What was printed may still be on its way, to a full disk.
int flushed(int exit) {
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? exit : complain("standard output: cannot be written", sim::input_output);
}

int run_program(int count, char** words, sim::Ranks& ranks) {
    try {
        auto parsed = sim::parse_command_line({words + 1, words + count});
        if (!parsed.request) return flushed(print(parsed));
        // A script that starts this program tells how it was called itself, so that commands in messages can be pasted.
        const char* const script = std::getenv("SIM_CALLED_AS");
        parsed.request->program = script != nullptr ? script : words[0];
        return flushed(sim::execute(*parsed.request, ranks));
    } catch (const sim::Mismatch& error) {
        return complain(error.what(), sim::mismatch);
    } catch (const sim::IoError& error) {
        return complain(error.what(), sim::input_output);
    } catch (const std::bad_alloc&) {
        return complain("out of memory", sim::input_output);
    } catch (const std::exception& error) {
        return complain(error.what(), sim::internal_error);
    }
}

/// Whoever leads waits for an answer: a rank that cannot give one ends them all.
int follow_rank_0(sim::Ranks& ranks) {
    try {
        sim::follow(ranks);
        return sim::all_well;
    } catch (const std::exception& error) {
        complain(error.what(), sim::internal_error);
        ranks.abandon(sim::internal_error);
        return sim::internal_error;
    }
}

} // namespace

int main(int count, char** words) {
    sim::Ranks ranks;
    if (!ranks.leads()) return follow_rank_0(ranks);
    const int exit = run_program(count, words, ranks);
    sim::dismiss(ranks);
    return exit;
}
