// SIGINT and SIGTERM as a wish to end in order: the first one is noted, a second one, later, ends the program at once.
#pragma once

#include <csignal>

namespace sim {

/// While it lives, the first signal is only noted. One at a time.
class SignalWatch {
public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

private:
    struct sigaction interrupt_ {
    }, terminate_{};
};

/// The signal that came during the watch that is or was the last one; 0 where none did.
[[nodiscard]] int signal_caught();
/// The same as if this process had got it: another rank did.
void note_signal(int number);

} // namespace sim
