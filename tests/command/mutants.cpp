// Scenarios with something broken in them, read as `sim check` does, in children with limits: none may crash, take long or much memory, or
// be refused without a place. SIM_MUTANTS says how many, SIM_FIRST_MUTANT from which on; a night takes 20,000.
#include "sim/reader.hpp"
#include "sim/scenario_file.hpp"

#include "support/catch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace sim;
namespace fs = std::filesystem;

namespace {

constexpr int mutants_of_a_child = 25, mutants_of_a_push = 2000;
constexpr rlim_t most_seconds = 1, most_memory = 256U << 20U; // besides what the test holds itself
constexpr int refused_without_place = 99;

struct Original {
    fs::path path;
    std::string text;
};

std::vector<Original> originals() {
    std::vector<Original> all;
    for (const char* const folder : {"scenarios", "tests/scenarios"})
        for (const auto& entry : fs::directory_iterator(fs::path(SIM_SOURCE_DIR) / folder)) {
            std::ifstream in(entry.path(), std::ios::binary);
            if (entry.path().extension() == ".yaml") all.push_back({entry.path(), {std::istreambuf_iterator<char>(in), {}}});
        }
    std::ranges::sort(all, {}, &Original::path);
    return all;
}

/// One that breaks things. Equal numbers break the same.
class Breaker {
public:
    explicit Breaker(std::uint64_t number) : dice_(number) {}

    std::string broken(std::string text) {
        for (std::size_t times = 1 + below(3); times > 0; --times) text = once(std::move(text));
        return text;
    }

private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : dice_() % end; }
    template <std::size_t n> std::string one_of(const std::array<const char*, n>& words) { return words[below(n)]; }

    std::string once(std::string text) {
        switch (below(8)) {
        case 0:
            return with_value(std::move(text));
        case 1:
            return with_misspelling(std::move(text));
        case 2:
            return without_line(std::move(text));
        case 3:
            return with_line_again(std::move(text));
        case 4:
            return with_other_word(std::move(text));
        case 5:
            return with_sign(std::move(text));
        case 6:
            return text.substr(0, below(text.size() + 1));
        default:
            return with_byte(std::move(text));
        }
    }
    /// Where a word or a number begins.
    std::pair<std::size_t, std::size_t> word_in(const std::string& text) {
        const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-'; };
        std::size_t at = below(text.size() + 1);
        while (at < text.size() && !is_part(text[at])) ++at;
        while (at > 0 && at < text.size() && is_part(text[at - 1])) --at;
        std::size_t end = at;
        while (end < text.size() && is_part(text[end])) ++end;
        return {at, end - at};
    }
    std::string with_value(std::string text) {
        static constexpr std::array values{"0",
                                           "-1",
                                           "1e18",
                                           "5e12",
                                           "1e400",
                                           "1e-400",
                                           "NaN",
                                           ".inf",
                                           "~",
                                           "''",
                                           "[]",
                                           "{}",
                                           "99999999999999999999",
                                           "0x7f",
                                           "1e9 yr",
                                           "true",
                                           "2500",
                                           "1899",
                                           "100 %",
                                           "-5 %",
                                           "1 USD",
                                           "3 h",
                                           "2030-02-30",
                                           "1e308",
                                           "18446744073709551615",
                                           "4294967296",
                                           "{ci90: [1, 2]}",
                                           "[1, 2]",
                                           "*a",
                                           "&a"};
        const auto [at, length] = word_in(text);
        return text.replace(at, length, one_of(values));
    }
    std::string with_misspelling(std::string text) {
        const auto [at, length] = word_in(text);
        if (length == 0) return text;
        const std::size_t place = at + below(length);
        return below(2) == 0 ? text.erase(place, 1) : text.insert(place, 1, static_cast<char>('a' + below(26)));
    }
    std::pair<std::size_t, std::size_t> line_in(const std::string& text) {
        const std::size_t at = below(text.size() + 1), before = text.rfind('\n', at == 0 ? 0 : at - 1);
        const std::size_t begin = before == text.npos ? 0 : before + 1, end = std::min(text.find('\n', begin), text.size());
        return {begin, end - begin};
    }
    std::string without_line(std::string text) {
        const auto [at, length] = line_in(text);
        return text.erase(at, length + 1);
    }
    std::string with_line_again(std::string text) {
        const auto [at, length] = line_in(text);
        const std::string line = text.substr(at, length) + '\n';
        return text.insert(line_in(text).first, line);
    }
    std::string with_other_word(std::string text) {
        const auto [from, size] = word_in(text);
        const std::string word = text.substr(from, size);
        const auto [at, length] = word_in(text);
        return text.replace(at, length, word);
    }
    std::string with_sign(std::string text) {
        static constexpr std::array signs{"[",  "]", "{", "}", ":", ",", "'", "\"", "\n", "  ",
                                          "\t", "#", "-", "%", "/", "*", "^", "(",  "@",  "|"};
        return text.insert(below(text.size() + 1), one_of(signs));
    }
    std::string with_byte(std::string text) {
        if (!text.empty()) text[below(text.size())] = static_cast<char>(below(256));
        return text;
    }

    std::mt19937_64 dice_;
};

/// What the child is at, for the parent to see.
struct Shared {
    int mutant = 0;
    double slowest = 0; // seconds of the processor
};

double processor_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

void limit(int what, rlim_t most) {
    rlimit both{most, most};
    ::getrlimit(what == RLIMIT_AS ? RLIMIT_AS : RLIMIT_CPU, &both);
    both.rlim_cur = std::min<rlim_t>(most, both.rlim_max);
    ::setrlimit(what == RLIMIT_AS ? RLIMIT_AS : RLIMIT_CPU, &both);
}

rlim_t memory_held() {
    std::ifstream pages("/proc/self/statm");
    rlim_t count = 0;
    pages >> count;
    return count * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

Original of(int mutant, const std::vector<Original>& all) {
    const Original& original = all[static_cast<std::size_t>(mutant) % all.size()];
    return {original.path, Breaker(static_cast<std::uint64_t>(mutant)).broken(original.text)};
}

/// As `sim check` reads a file; false where it is refused and nobody says where.
bool is_read_or_placed(const Original& mutant) {
    const OpenSource open = [&](const std::string& path) -> std::variant<std::string, Unreadable> {
        if (path == mutant.path) return mutant.text;
        std::ifstream in(path, std::ios::binary);
        if (!in || fs::is_directory(path)) return Unreadable{"cannot be read"};
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const Reading reading = read_scenario(mutant.path, open);
    if (reading.ok()) return !reading.variants.empty();
    const bool empty = mutant.text.find_first_not_of(" \n\t") == std::string::npos;
    return std::ranges::all_of(reading.problems, [&](const Problem& p) {
        return !p.message.empty() && !p.file.empty() && (p.line > 0 || empty || p.message == "there is nothing in it");
    });
}

/// Never returns.
void read_mutants(int first, int end, const std::vector<Original>& all, Shared& shared) {
    limit(RLIMIT_AS, memory_held() + most_memory);
    for (shared.mutant = first; shared.mutant < end; ++shared.mutant) {
        const double before = processor_seconds();
        limit(RLIMIT_CPU, static_cast<rlim_t>(before) + most_seconds + 1); // whole seconds; the exact time is looked at below
        if (!is_read_or_placed(of(shared.mutant, all))) ::_exit(refused_without_place);
        shared.slowest = std::max(shared.slowest, processor_seconds() - before);
    }
    ::_exit(0);
}

int from_environment(const char* name, int otherwise) {
    const char* const said = std::getenv(name);
    return said == nullptr ? otherwise : std::atoi(said);
}

} // namespace

TEST_CASE("Mutants: no broken scenario crashes the reader, takes more than a second or 256 MiB, or is refused without a place") {
    const std::vector<Original> all = originals();
    auto* const shared = static_cast<Shared*>(::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    REQUIRE(shared != MAP_FAILED);
    *shared = {};
    const int begin = from_environment("SIM_FIRST_MUTANT", 0), last = begin + from_environment("SIM_MUTANTS", mutants_of_a_push);
    int failures = 0;
    for (int first = begin; first < last && failures < 10;) {
        const int end = std::min(first + mutants_of_a_child, last);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) read_mutants(first, end, all, *shared);
        int status = 0;
        ::waitpid(child, &status, 0);
        first = end;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
        ++failures;
        const Original mutant = of(shared->mutant, all);
        const fs::path kept = fs::temp_directory_path() / fmt::format("mutant-{}-{}", shared->mutant, mutant.path.filename().string());
        std::ofstream(kept, std::ios::binary) << mutant.text;
        UNSCOPED_INFO(fmt::format("mutant {} of {}, kept as {}: {} {}", shared->mutant, mutant.path.string(), kept.string(),
                                  WIFSIGNALED(status) ? "signal" : "exit", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)));
        CHECK(false);
        first = shared->mutant + 1;
    }
    CHECK(failures == 0);
    CHECK(shared->slowest < static_cast<double>(most_seconds));
    WARN(last - begin << " mutants; the slowest took " << shared->slowest << " s of the processor");
    ::munmap(shared, sizeof(Shared));
}
