// Laws drawn by ziggurat where there is one: constants, normal, lognormal and exponential laws; by quantile the others.
#include "engine/draw.hpp"

#include "base/extended.hpp"
#include "base/quick.hpp"

#include <array>
#include <cmath>
#include <cstddef>

namespace sim {
namespace {

// Source: G. Marsaglia, W. W. Tsang, "The ziggurat method for generating random variables", Journal of Statistical Software 5 (2000).
// The layers, the words that are taken and what is made of them are those of Boost.Random 1.74, to the bit, but for the exponentials that
// decide between them, which are the C library's there.

/// A falling density with f(0) = 1, and where it has a value.
struct NormalDensity {
    static constexpr std::size_t layers = 128;
    static constexpr Extended tail{0x1.b8a7c476d1741p+1, -0x1.bd118841f5845p-53};   ///< begins where 128 layers of one area fill the rest
    static constexpr Extended lowest{0x1.db4668fe7d167p+1, -0x1.cd03d4adad0d0p-54}; ///< the tail's area and the layer below, at f(tail)
    static Extended at(Extended x) { return to_extended(exp2(x * x * Extended{-0.5, 0} * log2_e)); }
    static Extended where(Extended y) { return sqrt(Extended{-2, 0} * (log2(y) * ln_2)); }
};
struct ExponentialDensity {
    static constexpr std::size_t layers = 256;
    static constexpr Extended tail{0x1.ec9d9297ebb83p+2, -0x1.a1eb4a1d9b516p-52};
    static constexpr Extended lowest = tail + Extended{1, 0};
    static Extended at(Extended x) { return to_extended(exp2(Extended{-1, 0} * x * log2_e)); }
    static Extended where(Extended y) { return Extended{-1, 0} * (log2(y) * ln_2); }
};

/// The layers of one area under a density, from the lowest up: how far each reaches, and where its floor is.
template <class Density> struct Ziggurat {
    std::array<double, Density::layers + 1> x{}, y{};

    Ziggurat() {
        Extended reach = Density::tail, floor = Density::at(reach);
        const Extended area = Density::lowest * floor;
        x[0] = Density::lowest.high;
        for (std::size_t i = 1; i < Density::layers; ++i) {
            x[i] = reach.high;
            y[i] = floor.high;
            floor = floor + area / reach;
            if (i + 1 < Density::layers) reach = Density::where(floor);
        }
        y[Density::layers] = 1;
    }
};
const Ziggurat<NormalDensity> normal_layers;
const Ziggurat<ExponentialDensity> exponential_layers;

/// One word: the layer from its lowest eight bits, how far along from the others.
struct Throw {
    explicit Throw(std::uint64_t word)
        : low(word & 255U), along(static_cast<double>(static_cast<std::int64_t>((word & ~(std::uint64_t{1} << 11U)) >> 8U)) * 0x1p-56) {}
    std::size_t low;
    double along;
};

/// Uniform in [0, 1).
double any(Roll& roll) {
    for (;;) {
        const double share = static_cast<double>(roll()) * 0x1p-64;
        if (share < 1) return share;
    }
}

/// Of a point in a layer, beyond what lies wholly under the density: how far it is above the chord and the tangent there.
struct Above {
    double chord, tangent;
};

} // namespace

double draw_exponential(Roll& roll) {
    const auto& [x, y] = exponential_layers;
    for (double shift = 0;;) {
        const Throw thrown(roll());
        const std::size_t i = thrown.low;
        const double at = thrown.along * x[i];
        if (at < x[i + 1]) return shift + at;
        if (i == 0) { // the tail looks like the whole
            shift += x[1];
            continue;
        }
        const double part = any(roll), height = y[i] + part * (y[i + 1] - y[i]);
        const Above above{(x[i] - x[i + 1]) * part - (x[i] - at), height - (y[i + 1] + (x[i + 1] - at) * y[i + 1])};
        if (above.chord < 0 && (above.tangent < 0 || height < exp_of(-at))) return at + shift;
    }
}

namespace {

/// By the exponential law along the tail's beginning, kept where a second one lies above the difference. Source: Marsaglia, 1964.
double draw_tail(Roll& roll) {
    const double begins = normal_layers.x[1];
    for (;;) {
        const double x = draw_exponential(roll) / begins, y = draw_exponential(roll);
        if (2 * y > x * x) return x + begins;
    }
}

} // namespace

double draw_normal(Roll& roll) {
    const auto& [x, y] = normal_layers;
    for (;;) {
        const Throw thrown(roll());
        const std::size_t i = thrown.low >> 1U;
        const double sign = static_cast<int>(thrown.low & 1U) * 2 - 1, at = thrown.along * x[i]; // without a branch
        if (at < x[i + 1]) return at * sign;
        if (i == 0) return draw_tail(roll) * sign;
        const double part = any(roll), height = y[i] + part * (y[i + 1] - y[i]);
        const double chord = (x[i] - x[i + 1]) * part - (x[i] - at), tangent = height - (y[i] + (x[i] - at) * y[i] * x[i]);
        const Above above = x[i] >= 1 ? Above{chord, tangent} : Above{tangent, chord}; // the density bends the other way below 1
        if (above.chord < 0 && (above.tangent < 0 || height < exp_of(-(at * at / 2)))) return at * sign;
    }
}

double draw(const Distribution& distribution, Roll& roll) {
    if (const auto* constant = std::get_if<Constant>(&distribution.law)) return constant->value;
    if (const auto* log_normal = std::get_if<LogNormal>(&distribution.law))
        return log_normal->median * quick_exp(log_normal->sigma * draw_normal(roll));
    if (const auto* normal = std::get_if<Normal>(&distribution.law)) return normal->mean + normal->sd * draw_normal(roll);
    if (const auto* exponential = std::get_if<Exponential>(&distribution.law)) return exponential->mean * draw_exponential(roll);
    return quantile(distribution, roll.uniform());
}

} // namespace sim
