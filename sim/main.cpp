#include "sim/commands.hpp"
#include "sim/file.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

int print(const sim::ParsedCommandLine& parsed) {
    std::fputs(parsed.text.c_str(), parsed.exit == sim::all_well ? stdout : stderr);
    return parsed.exit;
}

int complain(const char* what, int exit) {
    std::fflush(stdout);
    std::fprintf(stderr, "sim: %s\n", what);
    return exit;
}

/// What was printed may still be on its way, to a full disk.
int flushed(int exit) {
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? exit : complain("standard output: cannot be written", sim::input_output);
}

}  // namespace

int main(int count, char** words) {
    try {
        auto parsed = sim::parse_command_line({words + 1, words + count});
        if (!parsed.request) return flushed(print(parsed));
        // A script that starts this program tells how it was called itself, so that commands in messages can be pasted.
        const char* const script = std::getenv("SIM_CALLED_AS");
        parsed.request->program = script != nullptr ? script : words[0];
        return flushed(sim::execute(*parsed.request));
    } catch (const sim::IoError& error) {
        return complain(error.what(), sim::input_output);
    } catch (const std::bad_alloc&) {
        return complain("out of memory", sim::input_output);
    } catch (const std::exception& error) {
        return complain(error.what(), sim::internal_error);
    }
}
