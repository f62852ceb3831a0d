// A pager as a child, which reads from a pipe.
#include "command/pager.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sim {
namespace {

constexpr int no_such_program = 127; // as shells say it

bool fits(const std::string& text) {
    winsize size{};
    return ::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 ||
           std::ranges::count(text, '\n') < size.ws_row;
}

[[noreturn]] void become_pager(int from, const char* named) {
    ::dup2(from, STDIN_FILENO);
    if (named != nullptr)
        ::execl("/bin/sh", "sh", "-c", named, nullptr); // PAGER is a command with its words, as everywhere
    else
        ::execlp("less", "less", "-FRX", nullptr);
    ::_exit(no_such_program);
}

/// A reader who has seen enough ends it early.
void feed(int to, const std::string& text) {
    void (*const before)(int) = std::signal(SIGPIPE, SIG_IGN);
    for (std::string_view left = text; !left.empty();) {
        const ssize_t written = ::write(to, left.data(), left.size());
        if (written <= 0) break;
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    ::close(to);
    std::signal(SIGPIPE, before);
}

/// False where there is no such program.
bool show_in_pager(const std::string& text, const char* named) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return false;
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[1]);
        become_pager(ends[0], named);
    }
    ::close(ends[0]);
    if (child < 0) {
        ::close(ends[1]);
        return false;
    }
    feed(ends[1], text);
    int status = 0;
    ::waitpid(child, &status, 0);
    return !(WIFEXITED(status) && WEXITSTATUS(status) == no_such_program);
}

} // namespace

void print_paged(const std::string& text) {
    const char* const named = std::getenv("PAGER");
    const bool plain = named != nullptr && (std::string_view(named).empty() || std::string_view(named) == "cat");
    if (plain || fits(text) || !show_in_pager(text, named)) std::fputs(text.c_str(), stdout);
}

} // namespace sim
