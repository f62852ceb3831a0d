// Normal scores with the correlations asked for, each turned back into a probability for its own law.
#include "model/correlation.hpp"

#include "base/extended.hpp"
#include "sim/distribution.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

std::size_t place_of(std::span<const std::string> paths, const std::string& path) {
    return static_cast<std::size_t>(std::ranges::find(paths, path) - paths.begin());
}

/// Row `i` of a lower triangle begins here.
std::size_t row(std::size_t i) { return i * (i + 1) / 2; }

/// 2 sin(pi rank / 6), by the sine's series around 0 for angles of at most 30 degrees.
double pearson_of(double rank) {
    const Extended sixth_of_pi{0x1.0c152382d7366p-1, -0x1.ee6913347c2a6p-55}, angle = sixth_of_pi * Extended{rank, 0};
    const double square = angle.high * angle.high;
    double beyond = 0;
    for (int n = 17; n >= 3; n -= 2) beyond = (1 + beyond) * (-square / (n * (n - 1)));
    return 2 * (angle + Extended{angle.high * beyond, 0}).high;
}

/// Empty where the matrix, given by its lower triangle, is not positive definite beyond rounding.
std::vector<double> cholesky(const std::vector<double>& matrix, std::size_t size) {
    constexpr double rounding = 1e-10;
    std::vector<double> factor(matrix.size());
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double rest = matrix[row(i) + j];
            for (std::size_t k = 0; k < j; ++k) rest -= factor[row(i) + k] * factor[row(j) + k];
            if (i == j && rest <= rounding) return {};
            factor[row(i) + j] = i == j ? std::sqrt(rest) : rest / factor[row(j) + j];
        }
    }
    return factor;
}

} // namespace

std::vector<CorrelatedSet> correlated_sets(std::span<const std::string> paths, std::span<const Correlation> correlations) {
    constexpr std::size_t alone = static_cast<std::size_t>(-1);
    std::vector<std::size_t> first(paths.size(), alone); // member of the input's set
    struct Link {
        std::size_t a, b;
        double pearson;
    };
    std::vector<Link> links;
    for (const Correlation& c : correlations) {
        const std::size_t a = place_of(paths, c.between[0]), b = place_of(paths, c.between[1]);
        links.push_back({std::max(a, b), std::min(a, b), pearson_of(c.rank)});
        const std::size_t old_a = std::min(first[a], a), old_b = std::min(first[b], b), joint = std::min(old_a, old_b);
        first[a] = first[b] = joint;
        for (std::size_t& f : first) f = f == old_a || f == old_b ? joint : f;
    }
    std::vector<CorrelatedSet> sets;
    for (std::size_t leader = 0; leader < paths.size(); ++leader) {
        if (first[leader] != leader) continue;
        CorrelatedSet set;
        for (std::size_t i = leader; i < paths.size(); ++i)
            if (first[i] == leader) set.members.push_back(i);
        std::vector<double> matrix(row(set.members.size()));
        const auto place_in_set = [&](std::size_t i) {
            return static_cast<std::size_t>(std::ranges::find(set.members, i) - set.members.begin());
        };
        for (std::size_t i = 0; i < set.members.size(); ++i) matrix[row(i) + i] = 1;
        for (const Link& link : links)
            if (first[link.a] == leader) matrix[row(place_in_set(link.a)) + place_in_set(link.b)] = link.pearson;
        set.factor = cholesky(matrix, set.members.size());
        sets.push_back(std::move(set));
    }
    return sets;
}

void correlate(const CorrelatedSet& set, std::span<double> shares) {
    std::vector<double> normal;
    for (const double share : shares) normal.push_back(standard_normal_quantile(share));
    for (std::size_t i = 1; i < shares.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k <= i; ++k) sum += set.factor[row(i) + k] * normal[k];
        shares[i] = std::clamp(standard_normal_share_below(sum), Roll::midpoint(0), Roll::midpoint(~std::uint64_t{0}));
    }
}

} // namespace sim
