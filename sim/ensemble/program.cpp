// posix_spawn, and nothing between the program and its words.
#include "ensemble/program.hpp"

#include "sim/problem.hpp"

#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace sim {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> surroundings_in_plain_locale() {
    std::vector<std::string> all{"LC_ALL=C"};
    for (char** each = environ; *each != nullptr; ++each)
        if (!std::string_view(*each).starts_with("LC_ALL=")) all.emplace_back(*each);
    return all;
}

/// What is to be done in the new process first.
class Preparation {
public:
    Preparation(const std::filesystem::path& folder, const std::filesystem::path& log) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, log.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW, 0);
        posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
        posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    }
    ~Preparation() { posix_spawn_file_actions_destroy(&actions_); }
    Preparation(const Preparation&) = delete;
    Preparation& operator=(const Preparation&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

int wait_for(pid_t child) {
    constexpr int by_signal = 128;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : by_signal + WTERMSIG(status);
}

} // namespace

std::optional<int> exit_of_program(std::vector<std::string> words, const std::filesystem::path& folder, const std::filesystem::path& log) {
    const Preparation preparation(folder, log);
    std::vector<std::string> surroundings = surroundings_in_plain_locale();
    const std::string name = words.front();
    pid_t child = 0;
    const int error =
        ::posix_spawnp(&child, name.c_str(), preparation.actions(), nullptr, pointers_to(words).data(), pointers_to(surroundings).data());
    if (error == ENOENT) return std::nullopt;
    if (error != 0) throw IoError(name, std::generic_category().message(error));
    return wait_for(child);
}

} // namespace sim
