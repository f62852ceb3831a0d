// The real program, started in a folder of its own.
#pragma once

#include "support/outcomes.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <map>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <vector>

namespace sim::test {

/// The program, run in a folder of its own.
class Child {
public:
    enum class Program { sim, any }; // any: the first of the words
    Child(const Folder& folder, std::vector<std::string> words, Program program = Program::sim) : folder_(folder) {
        for (const char* const name : {"stdout", "stderr"}) write_file(folder / name, "");
        pid_ = ::fork();
        REQUIRE(pid_ >= 0); // or signals would go to all processes
        if (pid_ != 0) return;
        for (const int signal : {SIGTERM, SIGINT}) ::signal(signal, SIG_DFL); // and not what this test does about them
        ::dup2(::open((folder / "stdout").c_str(), O_WRONLY), 1);
        ::dup2(::open((folder / "stderr").c_str(), O_WRONLY), 2);
        if (program == Program::sim) words.insert(words.begin(), SIM_BINARY);
        std::vector<char*> pointers;
        for (std::string& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
        if (::chdir((folder / ".").c_str()) == 0) ::execv(words.front().c_str(), pointers.data());
        ::_exit(127);
    }
    void wait_for(const std::string& text) const {
        while (bytes_of(folder_ / "stderr").find(text) == std::string::npos && is_running())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    [[nodiscard]] bool is_running() const {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
    }
    [[nodiscard]] pid_t id() const { return pid_; }
    void send(int signal) const { ::kill(pid_, signal); }
    /// Its exit code, or minus the signal that killed it.
    [[nodiscard]] int end() const {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    const Folder& folder_;
    pid_t pid_ = 0;
};

inline int exit_of(const Folder& folder, const std::vector<std::string>& words) { return Child(folder, words).end(); }

/// Every file by name, but the store, in which rows lie as they came, and the crate of a report, which has its day; of the manifest what
/// depends neither on the day nor on how the command was typed.
inline std::map<std::string, std::string> files_of(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_regular_file() || name.starts_with("store.sqlite") || name == "ro-crate-metadata.json") continue;
        std::string text = bytes_of(entry.path());
        if (name == "manifest.json") {
            auto json = nlohmann::ordered_json::parse(text);
            json.erase("wall_clock");
            json.erase("arguments");
            text = json.dump();
        }
        files[entry.path().lexically_relative(folder).generic_string()] = text;
    }
    return files;
}

inline int exit_of_program(const Folder& folder, const std::vector<std::string>& words) {
    return Child(folder, words, Child::Program::any).end();
}

} // namespace sim::test
