// Parts by projection, chance by permutation, intervals by weighted least squares in resamples, eight at once.
#include "study/explain/variance_parts.hpp"

#include "sim/ensemble.hpp"
#include "sim/summary.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

namespace sim {
namespace {

constexpr double beyond_chance = 0.95;
constexpr double least_variation = 1e-12; // of the size of a figure: less is rounding
constexpr double least_pivot_of_factor = 1e-9;      // of a direction that a resample has hardly any of

/// A number in each lane.
using Lane = std::array<double, lanes>;

void add_product(Lane& sum, double factor, const double* lane) {
    for (std::size_t l = 0; l < lanes; ++l) sum[l] += factor * lane[l];
}

// ---- chance -----------------------------------------------------------------------------------------------------------

/// The largest part over the bases, in each permutation of a block.
Lane largest_parts(std::span<const RankBasis> bases, const std::vector<double>& permuted, double total) {
    Lane largest;
    largest.fill(-1);
    for (const RankBasis& basis : bases) {
        Lane squares{};
        for (std::size_t k = 0; k < basis.directions(); ++k) {
            const std::span<const double> direction = basis.direction(k);
            Lane along{};
            for (std::size_t i = 0; i < direction.size(); ++i) add_product(along, direction[i], permuted.data() + i * lanes);
            for (std::size_t l = 0; l < lanes; ++l) squares[l] += along[l] * along[l];
        }
        for (std::size_t l = 0; l < lanes; ++l)
            largest[l] = std::max(largest[l], adjusted(squares[l] / total, basis.trials(), basis.directions()));
    }
    return largest;
}

double level_of_chance(std::span<const RankBasis> bases, const Permutations& permutations, const std::vector<double>& figure,
                       double total) {
    std::vector<double> largest;
    for (std::size_t block = 0; block < Permutations::count / lanes; ++block) {
        const Lane found = largest_parts(bases, permutations.of(figure, block), total);
        largest.insert(largest.end(), found.begin(), found.end());
    }
    std::ranges::sort(largest);
    return std::max(0.0, sample_quantile(largest, beyond_chance));
}

// ---- intervals --------------------------------------------------------------------------------------------------------

/// Cholesky's factors of the normal equations in every resample: of the constant and the directions of one basis.
class Factors {
public:
    Factors(const RankBasis& basis, const Resamples& resamples) : size_(basis.directions() + 1), basis_(basis) {
        for (std::size_t block = 0; block < Resamples::count / lanes; ++block) add_block(resamples.block(block));
    }

    /// The adjusted part in each resample of a block. REQUIRES: `figure` of mean 0.
    [[nodiscard]] Lane parts(const Resamples& resamples, std::size_t block, std::span<const double> figure) const {
        const std::span<const double> weights = resamples.block(block);
        std::vector<Lane> right(size_);
        Lane squares{};
        for (std::size_t i = 0; i < figure.size(); ++i) add_product(squares, figure[i] * figure[i], weights.data() + i * lanes);
        for (std::size_t a = 0; a < size_; ++a)
            for (std::size_t i = 0; i < figure.size(); ++i)
                add_product(right[a], column(a, i) * figure[i], weights.data() + i * lanes);
        Lane found{};
        for (std::size_t l = 0; l < lanes; ++l) found[l] = part(block, l, right, squares[l]);
        return found;
    }

private:
    [[nodiscard]] double column(std::size_t a, std::size_t i) const { return a == 0 ? 1.0 : basis_.direction(a - 1)[i]; }
    [[nodiscard]] std::size_t place(std::size_t a, std::size_t b) const { return a * (a + 1) / 2 + b; } // b <= a
    [[nodiscard]] std::size_t per_resample() const { return size_ * (size_ + 1) / 2; }

    void add_block(std::span<const double> weights) {
        std::vector<Lane> products(per_resample());
        for (std::size_t a = 0; a < size_; ++a)
            for (std::size_t b = 0; b <= a; ++b)
                for (std::size_t i = 0; i < basis_.trials(); ++i)
                    add_product(products[place(a, b)], column(a, i) * column(b, i), weights.data() + i * lanes);
        for (std::size_t l = 0; l < lanes; ++l) add_factor(products, l);
    }

    /// A direction that the resample hardly has gets no part in it.
    void add_factor(const std::vector<Lane>& products, std::size_t lane) {
        const std::size_t begin = factors_.size();
        factors_.resize(begin + per_resample());
        double* const factor = factors_.data() + begin;
        for (std::size_t a = 0; a < size_; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                double rest = products[place(a, b)][lane];
                for (std::size_t c = 0; c < b; ++c) rest -= factor[place(a, c)] * factor[place(b, c)];
                const double pivot = factor[place(b, b)];
                if (a == b)
                    factor[place(a, a)] = rest > least_pivot_of_factor * products[place(a, a)][lane] ? std::sqrt(rest) : 0;
                else
                    factor[place(a, b)] = pivot > 0 ? rest / pivot : 0;
            }
        }
    }

    [[nodiscard]] double part(std::size_t block, std::size_t lane, const std::vector<Lane>& right, double squares) const {
        const double* const factor = factors_.data() + (block * lanes + lane) * per_resample();
        std::vector<double> along(size_);
        double explained = 0;
        for (std::size_t a = 0; a < size_; ++a) {
            double rest = right[a][lane];
            for (std::size_t b = 0; b < a; ++b) rest -= factor[place(a, b)] * along[b];
            along[a] = factor[place(a, a)] > 0 ? rest / factor[place(a, a)] : 0;
            if (a > 0) explained += along[a] * along[a];
        }
        const double total = squares - along[0] * along[0];
        return total > 0 ? adjusted(std::min(1.0, explained / total), basis_.trials(), basis_.directions()) : 0;
    }

    std::size_t size_;
    const RankBasis& basis_;
    std::vector<double> factors_; // resample by resample, lower triangles row by row
};

/// The standard error of a part, over the resamples.
double error_of_part(const Factors& factors, const Resamples& resamples, std::span<const double> figure) {
    double sum = 0, squares = 0;
    for (std::size_t block = 0; block < Resamples::count / lanes; ++block) {
        for (const double part : factors.parts(resamples, block, figure)) {
            sum += part;
            squares += part * part;
        }
    }
    constexpr double n = Resamples::count;
    return std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1));
}

bool varies(std::span<const double> centred, std::span<const double> figure) {
    const auto size = [](std::span<const double> values) {
        double most = 0;
        for (const double x : values) most = std::max(most, std::abs(x));
        return most;
    };
    return size(centred) > least_variation * size(figure);
}

} // namespace

double Parts::explained() const {
    double sum = 0;
    for (const PartOfVariance& part : parts) sum += part.above_chance ? part.part : 0;
    return std::min(1.0, sum);
}

VarianceParts::VarianceParts(const DrawnInputs& inputs, std::uint64_t seed, unsigned threads)
    : resamples_(inputs.draws.front().size(), seed), permutations_(inputs.draws.front().size(), seed) {
    const std::size_t trials = inputs.draws.front().size();
    assert(trials >= least_trials_explained);
    std::vector<std::vector<const Draws*>> members;
    for (const auto& group : inputs.groups) {
        members.emplace_back();
        for (const std::size_t input : group) members.back().push_back(&inputs.draws[input]);
    }
    std::vector<std::vector<RankBasis>> made(members.size());
    in_parallel(members.size(), threads, [&](std::size_t g) { made[g].emplace_back(members[g], degree_for(trials)); });
    for (auto& basis : made) bases_.push_back(std::move(basis.front()));
}

Parts VarianceParts::without_intervals(std::span<const double> figure) const {
    Parts found;
    const std::vector<double> values = centred(figure);
    const bool varying = varies(values, figure);
    double total = 0;
    for (const double x : values) total += x * x;
    if (varying) found.chance = level_of_chance(bases_, permutations_, values, total);
    for (std::size_t g = 0; g < bases_.size(); ++g) {
        const double part = varying ? part_of_variance(bases_[g], values) : 0;
        found.parts.push_back({g, part, {part, part}, varying && part > found.chance});
    }
    std::ranges::stable_sort(found.parts, std::ranges::greater{}, &PartOfVariance::part);
    return found;
}

std::vector<Parts> VarianceParts::of(std::span<const std::vector<double>> figures, unsigned threads) const {
    std::vector<Parts> found(figures.size());
    in_parallel(figures.size(), threads, [&](std::size_t f) { found[f] = without_intervals(figures[f]); });
    in_parallel(bases_.size(), threads, [&](std::size_t g) {
        const auto matters = [&](const Parts& of) {
            return std::ranges::any_of(of.parts, [&](const PartOfVariance& part) { return part.group == g && part.above_chance; });
        };
        if (!std::ranges::any_of(found, matters)) return;
        const Factors factors(bases_[g], resamples_);
        for (std::size_t f = 0; f < figures.size(); ++f) {
            const auto part = std::ranges::find(found[f].parts, g, &PartOfVariance::group); // no other thread's
            if (!part->above_chance) continue;
            const double half = errors_of_interval * error_of_part(factors, resamples_, centred(figures[f]));
            part->above_chance = part->part > half;
            part->interval = {std::max(0.0, part->part - half), std::min(1.0, part->part + half)};
        }
    });
    for (Parts& of : found) std::ranges::stable_partition(of.parts, [](const PartOfVariance& part) { return part.above_chance; });
    return found;
}

} // namespace sim
