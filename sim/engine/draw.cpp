// Laws drawn by ziggurat where there is one: constants, normal, lognormal and exponential laws; by quantile the others.
#include "engine/draw.hpp"

#include "base/quick.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

namespace sim {

double draw_normal(Roll& roll) { return boost::random::normal_distribution<double>{}(roll); }
double draw_exponential(Roll& roll) { return boost::random::exponential_distribution<double>{}(roll); }

double draw(const Distribution& distribution, Roll& roll) {
    if (const auto* constant = std::get_if<Constant>(&distribution.law)) return constant->value;
    if (const auto* log_normal = std::get_if<LogNormal>(&distribution.law))
        return log_normal->median * quick_exp(log_normal->sigma * draw_normal(roll));
    if (const auto* normal = std::get_if<Normal>(&distribution.law)) return normal->mean + normal->sd * draw_normal(roll);
    if (const auto* exponential = std::get_if<Exponential>(&distribution.law)) return exponential->mean * draw_exponential(roll);
    return quantile(distribution, roll.uniform());
}

} // namespace sim
