// The curve that a quantity follows in calendar time: its growth made ready to be asked for the value at a date.
#pragma once

#include "base/extended.hpp"
#include "sim/growth.hpp"

#include <limits>
#include <vector>

namespace sim {

/// Level and slope are independent at the middle. Errors are 0 for two points. REQUIRES: at least two dates, values above 0.
[[nodiscard]] Fit fit_exponential(const std::vector<Anchor>& points);

/// A growth law made ready for evaluation, with this replicate's numbers in place.
///
/// value(t) = v0 2^((t - t0) / D) for a doubling time D, and v0 (1 + g)^((t - t0) / yr) for a growth rate g. The double returned is
/// within one unit in the last place of the exact value, and the same on every machine; it is exact at anchors.
/// Growth beyond a double's range is infinite. A growth rate of -100 % or less ends in 0 within two seconds.
class Curve {
public:
    Curve() = default; ///< the constant 0
    /// REQUIRES: finite numbers; no doubling time of 0.
    explicit Curve(const Growth& growth);
    [[nodiscard]] double at(Instant when) const;
    /// The same to 1e-12 where it doubles steadily, at a third of the cost.
    [[nodiscard]] double nearly_at(Instant when) const;
    /// True where it never changes.
    [[nodiscard]] bool is_constant() const { return pieces_.empty() || (pieces_.size() == 1 && pieces_.front().shape == Shape::constant); }

private:
    enum class Shape : std::uint8_t { constant, linear, exponential, logistic };
    /// The curve from one date to the next piece's.
    struct Piece {
        std::int64_t from_ms;   // this piece holds from here until the next piece begins
        std::int64_t origin_ms; // where `value` is the value
        Scaled value;           // of the quantity x; where logistic, of the odds x / (K - x), which double steadily
        Extended per_ms;        // doublings; where linear, what is added
        Shape shape;
    };
    [[nodiscard]] const Piece& piece_at(std::int64_t ms) const;
    [[nodiscard]] double uncapped(std::int64_t ms) const;
    void add_table(const std::vector<Anchor>& anchors);
    void carry_backward(const Growth& growth, const Anchor& anchor);
    void carry_forward(const Growth& growth, const Anchor& anchor);

    std::vector<Piece> pieces_;
    double ceiling_ = std::numeric_limits<double>::infinity();
    double cap_ = std::numeric_limits<double>::infinity();
};

} // namespace sim
