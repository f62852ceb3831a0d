// Sums of amounts that are kept as logarithms to base 2, by a table: to 1e-5, enough to compare, not to settle.
#pragma once

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <variant>

namespace sim {

/// log2(1 + 2^-d) for d >= 0, linear between steps.
class Softplus {
public:
    Softplus() {
        for (std::size_t i = 0; i < steps_.size(); ++i)
            steps_[i] = static_cast<float>(quick_log2(1 + quick_exp2(-static_cast<double>(i) / per_unit)));
    }
    [[nodiscard]] double operator()(double d) const {
        const double at = std::min(d * per_unit, last);
        const auto step = static_cast<std::int32_t>(at);
        const double below = steps_[static_cast<std::size_t>(step)], above = steps_[static_cast<std::size_t>(step) + 1];
        return below + (at - step) * (above - below);
    }

private:
    static constexpr double per_unit = 64, units = 20, last = units * per_unit;
    std::array<float, std::size_t{20} * 64 + 2> steps_{};
};
inline const Softplus softplus;

/// log2((2^(theta a) + 2^(theta b))^(1/theta)): of the time of a stage of thinking and computing. `per_theta` is 1/theta.
[[nodiscard]] inline double log_overlapping(double a, double b, double theta, double per_theta) {
    return std::max(a, b) + softplus(theta * std::abs(a - b)) * per_theta;
}
/// log2(2^a + 2^b).
[[nodiscard]] inline double log_sum(double a, double b) { return std::max(a, b) + softplus(std::abs(a - b)); }

/// For one return to compute and one overlap: log2 of the computing of own work over its people's time where size brings most credit per
/// time, by log2 of the first stage over that people's time.
class BestSizes {
public:
    /// Works them out anew. `best_of(first)` is exact, with the first stage as a multiple.
    template <class F> void fill(F&& best_of) {
        steps_[0] = static_cast<float>(best_of(0.0));
        for (std::size_t i = 1; i < steps_.size(); ++i)
            steps_[i] = static_cast<float>(best_of(quick_exp2(static_cast<double>(i) / per_unit - farthest)));
    }
    [[nodiscard]] double operator()(double log_first) const {
        const double at = std::clamp((log_first + farthest) * per_unit, 0.0, last);
        const auto step = static_cast<std::int32_t>(at);
        const double below = steps_[static_cast<std::size_t>(step)], above = steps_[static_cast<std::size_t>(step) + 1];
        return below + (at - step) * (above - below);
    }

private:
    static constexpr double per_unit = 32, farthest = 12, last = 2 * farthest * per_unit;
    std::array<float, std::size_t{2} * 12 * 32 + 2> steps_{};
};

/// Of an amount that may be 0 or beyond all measure.
inline double clamped_log2(double x) { return quick_log2(std::clamp(x, 1e-300, 1e300)); }

/// A law that is drawn as a logarithm: of a lognormal law that is all that it takes. Keeps a reference to the law.
class LogLaw {
public:
    static constexpr double zero = -990; ///< from here on down what was drawn is 0
    LogLaw() = default;
    explicit LogLaw(const Distribution& law) {
        if (const auto* log_normal = std::get_if<LogNormal>(&law.law)) {
            middle_ = clamped_log2(log_normal->median);
            sigma_ = log_normal->sigma * std::numbers::log2e;
        } else if (const auto* constant = std::get_if<Constant>(&law.law))
            middle_ = clamped_log2(constant->value);
        else
            other_ = &law;
    }
    [[nodiscard]] double draw(Roll roll) const {
        if (other_ != nullptr) return clamped_log2(sim::draw(*other_, roll));
        return sigma_ == 0 ? middle_ : middle_ + sigma_ * draw_normal(roll);
    }

private:
    double middle_ = 0, sigma_ = 0;
    const Distribution* other_ = nullptr;
};

/// What size by choice takes from the scenario, as logarithms; made once per replicate.
struct Sizing {
    BestSizes best;
    LogLaw reproduction_time, research_time, intensity, step, open_size;
    double least = 0; ///< Research::least_size
    double tries = 0; ///< for a reproduction
};

} // namespace sim
