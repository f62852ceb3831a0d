// A lab's GPU time by where it came from and where it went: whole GPU-milliseconds, each posted once on either side.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sim {

/// The first four are where GPU time comes from, the others where it goes.
enum class Account : std::uint8_t {
    owned,        ///< offered by GPUs that the lab owns, from purchase to retirement
    retired,      ///< by retired GPUs that still finish a job
    borrowed,     ///< by a public cloud
    rented,       ///< by a commercial one
    reproduction, ///< of what others published
    extension,    ///< own experiments
    efficiency,   ///< own experiments that seek the same result for less
    lent,         ///< to jobs of other labs
    idle,
};
inline constexpr std::size_t account_count = static_cast<std::size_t>(Account::idle) + 1;
inline constexpr std::size_t sources_of_gpu_time = static_cast<std::size_t>(Account::reproduction);
inline constexpr double ms_per_second = 1000; ///< accounts are in milliseconds

/// Double entry: what cohorts offer, what jobs hold and what stands idle are posted by three different rules, each when it is known.
struct Ledger {
    std::array<std::int64_t, account_count> gpu_ms{};
    [[nodiscard]] std::int64_t& operator[](Account account) { return gpu_ms[static_cast<std::size_t>(account)]; }
    [[nodiscard]] std::int64_t operator[](Account account) const { return gpu_ms[static_cast<std::size_t>(account)]; }
    /// What came over what went: exactly 0 when everything is posted up to now.
    [[nodiscard]] std::int64_t balance() const {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < account_count; ++i) sum += i < sources_of_gpu_time ? gpu_ms[i] : -gpu_ms[i];
        return sum;
    }
};

} // namespace sim
