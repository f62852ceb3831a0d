// How far a run has come, on standard error: a bar on a terminal, a line now and then elsewhere.
#pragma once

#include "sim/cli.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

namespace sim {

/// What a progress line says.
struct Headway {
    std::uint64_t done = 0; ///< trials that the store holds, those of earlier runs too
    std::uint64_t total = 0;
    std::uint64_t failed = 0;
    std::uint64_t played = 0; ///< in this run
    double seconds = 0;       ///< since this run began
};
/// "420/1000 trials, 42 %, 35.2/s, 0:16 left, 2 failed"
[[nodiscard]] std::string to_text(const Headway& advance);

/// Not for several threads at once.
class Progress {
public:
    /// `automatic` is a bar where `out` is a terminal that can move its cursor, and plain elsewhere.
    Progress(ProgressStyle style, std::uint64_t total, std::uint64_t already_done, std::FILE* out = stderr);
    /// One more trial is finished.
    void tick(bool failed);
    /// Leaves the cursor at the start of a line.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    [[nodiscard]] Headway headway() const;
    void draw_bar();
    void write_line();

    ProgressStyle style_;
    std::FILE* out_;
    std::uint64_t total_, already_done_, played_ = 0, failed_ = 0;
    std::uint64_t tenth_written_ = 0;
    bool drawn_ = false;
    Clock::time_point begun_ = Clock::now(), shown_ = begun_;
};

} // namespace sim
