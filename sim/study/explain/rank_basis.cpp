// Legendre's polynomials of mid-ranks, made orthogonal over the trials by Gram and Schmidt.
#include "study/explain/rank_basis.hpp"

#include "study/rank_correlation.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace sim {
namespace {

constexpr std::size_t highest_degree = 6, highest_of_many = 8, many_trials = 500;
constexpr std::size_t trials_per_degree = 25, trials_per_direction = 20;
constexpr double least_length = 1e-6; // of a candidate, once the directions before it are taken out: below, it is one of them

double product(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// Mid-ranks moved into (-1, 1).
std::vector<double> places(std::span<const double> values) {
    std::vector<double> found = mid_ranks(values);
    const auto n = static_cast<double>(found.size());
    for (double& x : found) x = (2 * x + 1) / n - 1;
    return found;
}

/// Legendre's polynomials of degrees 1 to `most` at these places: (m + 1) P[m + 1] = (2 m + 1) x P[m] - m P[m - 1].
std::vector<std::vector<double>> legendre(const std::vector<double>& x, unsigned most) {
    std::vector<std::vector<double>> all{std::vector<double>(x.size(), 1.0), x};
    for (unsigned degree = 2; degree <= most; ++degree) {
        std::vector<double> next(x.size());
        const double m = degree - 1;
        for (std::size_t i = 0; i < x.size(); ++i) next[i] = ((2 * m + 1) * x[i] * all[degree - 1][i] - m * all[degree - 2][i]) / (m + 1);
        all.push_back(std::move(next));
    }
    all.erase(all.begin());
    return all;
}

std::vector<double> times(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> both(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) both[i] = a[i] * b[i];
    return both;
}

} // namespace

unsigned degree_for(std::size_t trials) {
    return static_cast<unsigned>(trials >= many_trials ? highest_of_many
                                                       : std::clamp<std::size_t>(trials / trials_per_degree, 1, highest_degree));
}

std::vector<double> centred(std::span<const double> values) {
    double sum = 0;
    for (const double x : values) sum += x;
    std::vector<double> found(values.begin(), values.end());
    for (double& x : found) x -= sum / static_cast<double>(values.size());
    return found;
}

RankBasis::RankBasis(std::span<const Draws* const> members, unsigned degree) : trials_(members.front()->size()) {
    assert(!members.empty() && trials_ >= 2 && degree >= 1);
    const std::size_t most = std::max<std::size_t>(degree, trials_ / trials_per_direction);
    std::vector<std::vector<std::vector<double>>> of_member;
    for (const Draws* const member : members) of_member.push_back(legendre(places(*member), degree));
    for (unsigned d = 0; d < degree; ++d)
        for (auto& polynomials : of_member)
            if (directions_ < most) add(polynomials[d]);
    for (unsigned sum = 0; sum <= 1 && sum < degree; ++sum)
        for (std::size_t a = 0; a < of_member.size(); ++a)
            for (std::size_t b = 0; b < of_member.size(); ++b)
                if ((sum == 0 ? a < b : a != b) && directions_ < most) add(times(of_member[a][0], of_member[b][sum]));
}

/// What of the candidate is in no direction yet becomes one.
void RankBasis::add(std::vector<double> candidate) {
    candidate = centred(candidate);
    const double before = std::sqrt(product(candidate, candidate));
    if (!(before > 0)) return;
    for (int pass = 0; pass < 2; ++pass) {
        for (std::size_t k = 0; k < directions_; ++k) {
            const std::span<const double> known = direction(k);
            const double along = product(candidate, known);
            for (std::size_t i = 0; i < trials_; ++i) candidate[i] -= along * known[i];
        }
        candidate = centred(candidate);
    }
    const double length = std::sqrt(product(candidate, candidate));
    if (!(length > least_length * before)) return;
    for (const double x : candidate) values_.push_back(x / length);
    ++directions_;
}

double adjusted(double part, std::size_t trials, std::size_t directions) {
    if (trials <= directions + 1) return 0;
    return 1 - (1 - part) * static_cast<double>(trials - 1) / static_cast<double>(trials - directions - 1);
}

double part_of_variance(const RankBasis& basis, std::span<const double> centred) {
    double along = 0;
    for (std::size_t k = 0; k < basis.directions(); ++k) {
        const double c = product(basis.direction(k), centred);
        along += c * c;
    }
    return adjusted(along / product(centred, centred), basis.trials(), basis.directions());
}

} // namespace sim
