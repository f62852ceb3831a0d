// The first signal is noted, a later one ends the program.
#include "ensemble/signals.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace sim {
namespace {

std::atomic<int> signal_received = 0;
std::atomic<std::int64_t> signal_time = 0; // ms on the steady clock
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free, "a signal handler may not lock");
constexpr std::int64_t same_signal = 500; // ms: `timeout` and job schedulers send one to the process and one to its group

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// False where one was noted before.
bool note(int number) {
    int none = 0;
    if (!signal_received.compare_exchange_strong(none, number)) return false;
    signal_time = now_ms();
    return true;
}

/// The first signal asks for an orderly end; another one, later, ends the program at once.
void on_signal(int number) {
    if (note(number) || now_ms() - signal_time <= same_signal) return;
    std::signal(number, SIG_DFL);
    std::raise(number);
}

} // namespace

SignalWatch::SignalWatch() {
    signal_received = 0;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &interrupt_);
    sigaction(SIGTERM, &action, &terminate_);
}

SignalWatch::~SignalWatch() {
    sigaction(SIGINT, &interrupt_, nullptr);
    sigaction(SIGTERM, &terminate_, nullptr);
}

int signal_caught() { return signal_received; }

void note_signal(int number) { note(number); }

} // namespace sim
