// A lab's GPU time by where it came from and where it went: whole GPU-milliseconds, each posted once on either side.
#pragma once

#include "sim/metric.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sim {

/// The first four are where GPU time comes from, the others where it goes.
enum class Account : std::uint8_t {
    owned,        ///< offered by GPUs that the lab owns, from purchase to retirement
    retired,      ///< by retired GPUs that still finish a job
    borrowed,     ///< by a public cloud
    rented,       ///< by a commercial one
    reproduction, ///< of what others published
    exploration,  ///< runs of own work that are not published: tried, failed, cancelled
    extension,    ///< published runs of own work
    efficiency,   ///< own experiments that seek the same result for less
    lent,         ///< to jobs of other labs
    idle,
    count ///< none: how many there are; stays last
};
inline constexpr auto account_count = static_cast<std::size_t>(Account::count);
inline constexpr auto sources_of_gpu_time = static_cast<std::size_t>(Account::reproduction);
inline constexpr double ms_per_second = 1000; ///< accounts are in milliseconds

/// GPUs are counted in whole millionths, since teams share them; and their time in millionths times milliseconds, exactly.
using Grains = std::int64_t;
__extension__ typedef __int128 GpuTime;
inline constexpr Grains grains_per_gpu = 1'000'000;
/// GPU-seconds as a number, for results.
[[nodiscard]] constexpr double gpu_seconds_of(GpuTime time) {
    return static_cast<double>(time) / (ms_per_second * static_cast<double>(grains_per_gpu));
}
/// The grains nearest to a number of GPUs. REQUIRES: 0 <= gpus < 9e12.
[[nodiscard]] constexpr Grains grains_of(double gpus) { return static_cast<Grains>(gpus * static_cast<double>(grains_per_gpu) + 0.5); }

/// An account's name in results, and the metric that reports it.
struct AccountRow {
    Account account;
    std::string_view name;
    Metric metric;
};
inline constexpr std::array<AccountRow, account_count> account_rows{{
    {Account::owned, "owned", Metric::gpu_hours_owned},
    {Account::retired, "retired", Metric::gpu_hours_retired},
    {Account::borrowed, "borrowed", Metric::gpu_hours_borrowed},
    {Account::rented, "rented", Metric::gpu_hours_rented},
    {Account::reproduction, "reproduction", Metric::gpu_hours_reproduction},
    {Account::exploration, "exploration", Metric::gpu_hours_exploration},
    {Account::extension, "extension", Metric::gpu_hours_extension},
    {Account::efficiency, "efficiency", Metric::gpu_hours_efficiency},
    {Account::lent, "lent", Metric::gpu_hours_lent},
    {Account::idle, "idle", Metric::gpu_hours_idle},
}};
[[nodiscard]] constexpr bool each_account_has_its_row() {
    for (std::size_t a = 0; a < account_count; ++a) {
        if (account_rows[a].account != static_cast<Account>(a) || account_rows[a].name.empty()) return false;
    }
    return true;
}
static_assert(each_account_has_its_row());

/// Double entry: what cohorts offer, what jobs hold and what stands idle are posted by three different rules, each when it is known.
struct Ledger {
    /// Where accounts lie: those that most jobs post to come first, beside the counts of jobs, so that a job touches a cache line less.
    static constexpr std::array<std::uint8_t, account_count> place{2, 3, 4, 5, 1, 6, 7, 8, 9, 0};
    std::array<GpuTime, account_count> time{};
    [[nodiscard]] GpuTime& operator[](Account account) { return time[place[static_cast<std::size_t>(account)]]; }
    [[nodiscard]] GpuTime operator[](Account account) const { return time[place[static_cast<std::size_t>(account)]]; }
    /// What came over what went: exactly 0 when everything is posted up to now.
    [[nodiscard]] GpuTime balance() const {
        GpuTime sum = 0;
        for (std::size_t i = 0; i < account_count; ++i) sum += i < sources_of_gpu_time ? time[place[i]] : -time[place[i]];
        return sum;
    }
};
static_assert(Ledger::place[static_cast<std::size_t>(Account::idle)] == 0 &&
              Ledger::place[static_cast<std::size_t>(Account::reproduction)] == 1);

} // namespace sim
