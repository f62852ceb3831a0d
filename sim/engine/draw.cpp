// Laws drawn by ziggurat where there is one: constants, normal, lognormal and exponential laws; by quantile the others.
#include "engine/draw.hpp"

#include "base/quick.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

namespace sim {

namespace {

/// A word as Boost's ziggurats read it: a strip, and how far across it.
struct Throw {
    explicit Throw(std::uint64_t word)
        : strip(word & 255U), across(static_cast<double>(static_cast<std::int64_t>((word & ~skipped) >> 8U)) * 0x1p-56) {}
    static constexpr std::uint64_t skipped = std::uint64_t{1} << 11U;
    std::size_t strip;
    double across;
};

} // namespace

// All but a few draws end within their strip. That case is taken here, by Boost's tables, at half of its instructions; it gets the others.

double draw_normal(Roll& roll) {
    const double* const edges = boost::random::detail::normal_table<double>::table_x;
    const Throw thrown(roll());
    const std::size_t strip = thrown.strip / 2;
    const double x = thrown.across * edges[strip];
    if (x < edges[strip + 1]) return thrown.strip % 2 == 1 ? x : -x;
    roll.put_back();
    return boost::random::normal_distribution<double>{}(roll);
}

double draw_exponential(Roll& roll) {
    const double* const edges = boost::random::detail::exponential_table<double>::table_x;
    const Throw thrown(roll());
    const double x = thrown.across * edges[thrown.strip];
    if (x < edges[thrown.strip + 1]) return x;
    roll.put_back();
    return boost::random::exponential_distribution<double>{}(roll);
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
