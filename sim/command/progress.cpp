// Bars and lines of progress.
#include "command/progress.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace sim {
namespace {

constexpr auto between_bars = std::chrono::milliseconds(100);
constexpr auto between_lines = std::chrono::seconds(5);
constexpr std::uint64_t bar_width = 24;
constexpr std::uint64_t minute = 60, hour = 60 * minute; // in seconds

bool can_draw(std::FILE* out) {
    const char* const term = std::getenv("TERM");
    return ::isatty(::fileno(out)) != 0 && std::getenv("CI") == nullptr && term != nullptr && std::string_view(term) != "dumb";
}

/// "0:16", "2:03:00"
std::string to_clock(double seconds) {
    const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
    if (whole < hour) return fmt::format("{}:{:02}", whole / minute, whole % minute);
    return fmt::format("{}:{:02}:{:02}", whole / hour, whole % hour / minute, whole % minute);
}

} // namespace

std::string to_text(const Headway& a) {
    std::string text = fmt::format("{}/{} trials, {} %", a.done, a.total, a.total == 0 ? 100 : a.done * 100 / a.total);
    if (a.played > 0 && a.seconds > 0) {
        const double rate = static_cast<double>(a.played) / a.seconds;
        text += fmt::format(", {:.3g}/s", rate);
        if (a.done < a.total) text += fmt::format(", {} left", to_clock(static_cast<double>(a.total - a.done) / rate));
    }
    if (a.failed > 0) text += fmt::format(", {} failed", a.failed);
    return text;
}

Progress::Progress(ProgressStyle style, std::uint64_t total, std::uint64_t already_done, std::FILE* out)
    : style_(style), out_(out), total_(total), already_done_(already_done), tenth_written_(total == 0 ? 10 : already_done * 10 / total) {
    if (style == ProgressStyle::automatic) style_ = can_draw(out) ? ProgressStyle::bar : ProgressStyle::plain;
}

Headway Progress::headway() const {
    return {already_done_ + played_, total_, failed_, played_, std::chrono::duration<double>(Clock::now() - begun_).count()};
}

void Progress::tick(bool failed) {
    ++played_;
    failed_ += failed ? 1U : 0U;
    const bool last = already_done_ + played_ == total_;
    const auto since = Clock::now() - shown_;
    if (style_ == ProgressStyle::bar && (last || since >= between_bars)) draw_bar();
    const std::uint64_t tenth = (already_done_ + played_) * 10 / total_;
    if (style_ == ProgressStyle::plain && (last || tenth > tenth_written_ || since >= between_lines)) write_line();
}

void Progress::draw_bar() {
    const Headway now = headway();
    const std::uint64_t full = now.done * bar_width / now.total;
    std::fputs(fmt::format("\r[{}{}] {}\x1b[K", std::string(full, '#'), std::string(bar_width - full, '.'), to_text(now)).c_str(), out_);
    std::fflush(out_);
    drawn_ = true;
    shown_ = Clock::now();
}

void Progress::write_line() {
    const Headway now = headway();
    std::fputs((to_text(now) + "\n").c_str(), out_);
    std::fflush(out_);
    tenth_written_ = now.done * 10 / now.total;
    shown_ = Clock::now();
}

void Progress::finish() {
    if (!drawn_) return;
    std::fputs("\n", out_);
    std::fflush(out_);
    drawn_ = false;
}

} // namespace sim
