// Parts by projection, chance by permutation, intervals by weighted least squares in resamples, eight at once.
#include "study/explain/variance_parts.hpp"

#include "sim/ensemble.hpp"
#include "sim/summary.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <optional>

namespace sim {
namespace {

constexpr double beyond_chance = 0.95;
constexpr double errors_of_part = 2.1; // standard errors in half an interval: parts are skewed, and 1.96 hold 92 to 94 % only
constexpr int rounds_of_fitting = 8, most_rounds = 4;
constexpr std::size_t few_permutations = 64;
constexpr double least_part_left = 0.6;        // of the degrees of freedom, where inputs are fitted together
constexpr double least_variation = 1e-12;      // of the size of a figure: less is rounding
constexpr double least_pivot_of_factor = 1e-9; // of a direction that a resample has hardly any of

/// A number in each lane.
using Lane = std::array<double, lanes>;

void add_product(Lane& sum, double factor, const double* lane) {
    for (std::size_t l = 0; l < lanes; ++l) sum[l] += factor * lane[l];
}

// ---- parts ------------------------------------------------------------------------------------------------------------

/// Variance in some directions, adjusted for their number: of what is left with so many degrees of freedom.
double adjusted_variance(double along, double total, double freedom, double directions) {
    return total / freedom - std::max(0.0, total - along) / (freedom - directions);
}

/// What lies in the directions of a basis.
std::vector<double> projection(const RankBasis& basis, const std::vector<double>& values) {
    std::vector<double> found(values.size());
    for (std::size_t k = 0; k < basis.directions(); ++k) {
        const std::span<const double> direction = basis.direction(k);
        double along = 0;
        for (std::size_t i = 0; i < values.size(); ++i) along += values[i] * direction[i];
        for (std::size_t i = 0; i < values.size(); ++i) found[i] += along * direction[i];
    }
    return found;
}

double sum_of_squares(std::span<const double> values) {
    double sum = 0;
    for (const double x : values) sum += x * x;
    return sum;
}

/// Squared lengths in the directions of a basis, added up, of what lies lane by lane. Two directions at once read it half as often.
Lane squares_along(const RankBasis& basis, const std::vector<double>& permuted) {
    Lane squares{};
    for (std::size_t k = 0; k < basis.directions(); k += 2) {
        const bool two = k + 1 < basis.directions();
        const std::span<const double> one = basis.direction(k), other = basis.direction(two ? k + 1 : k);
        Lane along_one{}, along_other{};
        for (std::size_t i = 0; i < one.size(); ++i) {
            const double* const lane = permuted.data() + i * lanes;
            add_product(along_one, one[i], lane);
            add_product(along_other, other[i], lane);
        }
        for (std::size_t l = 0; l < lanes; ++l) squares[l] += along_one[l] * along_one[l] + (two ? along_other[l] * along_other[l] : 0);
    }
    return squares;
}

/// The largest variance over the bases but for those left out, in each permutation of a block.
Lane largest_variances(std::span<const RankBasis> bases, const std::vector<char>& left_out, const std::vector<double>& permuted,
                       double total, double freedom) {
    Lane largest{};
    for (std::size_t g = 0; g < bases.size(); ++g) {
        if (left_out[g] != 0) continue;
        const Lane squares = squares_along(bases[g], permuted);
        const auto directions = static_cast<double>(bases[g].directions());
        for (std::size_t l = 0; l < lanes; ++l)
            largest[l] = std::max(largest[l], adjusted_variance(squares[l], total, freedom, directions));
    }
    return largest;
}

/// A figure as a sum of what its inputs do one by one, and a rest: those that are chosen are fitted together, so that each is told from the
/// rest and not from what the others do.
class Additive {
public:
    Additive(std::span<const RankBasis> bases, const std::vector<double>& figure)
        : bases_(bases), figure_(figure), chosen_(bases.size()), fits_(bases.size()), rest_(figure) {
        take_stock();
    }

    [[nodiscard]] bool is_chosen(std::size_t g) const { return chosen_[g] != 0; }
    [[nodiscard]] const std::vector<char>& chosen() const { return chosen_; }
    /// The figure without what all chosen ones do, but for one.
    [[nodiscard]] std::vector<double> rest_and(std::size_t g) const {
        std::vector<double> values = rest_;
        for (std::size_t i = 0; i < fits_[g].size(); ++i) values[i] += fits_[g][i];
        return values;
    }
    /// Degrees of freedom of the rest.
    [[nodiscard]] double freedom() const {
        double left = static_cast<double>(figure_.size() - 1);
        for (std::size_t g = 0; g < bases_.size(); ++g) left -= chosen_[g] != 0 ? static_cast<double>(bases_[g].directions()) : 0;
        return left;
    }
    /// Degrees of freedom of that.
    [[nodiscard]] double freedom_and(std::size_t g) const {
        return freedom() + (is_chosen(g) ? static_cast<double>(bases_[g].directions()) : 0);
    }
    [[nodiscard]] double part(std::size_t g) const { return variance_of(g) / variance_; }
    [[nodiscard]] const std::vector<double>& rest() const { return rest_; }
    [[nodiscard]] const std::vector<double>& fit(std::size_t g) const { return fits_[g]; }
    /// Of the variance.
    [[nodiscard]] double part_left() const { return sum_of_squares(rest_) / freedom() / variance_; }
    /// What chance gives to the largest of those that are not chosen, with 95 %.
    [[nodiscard]] double level_of_chance(const Permutations& permutations, std::size_t count = Permutations::count) const {
        std::vector<double> largest;
        const double rest = sum_of_squares(rest_);
        for (std::size_t block = 0; block < count / lanes; ++block) {
            const Lane found = largest_variances(bases_, chosen_, permutations.of(rest_, block), rest, freedom());
            largest.insert(largest.end(), found.begin(), found.end());
        }
        std::ranges::sort(largest);
        return std::max(0.0, sample_quantile(largest, beyond_chance)) / variance_;
    }
    void choose(const std::vector<char>& flags) {
        chosen_ = flags;
        for (int round = 0; round < rounds_of_fitting; ++round) {
            for (std::size_t g = 0; g < bases_.size(); ++g) {
                if (chosen_[g] == 0 && fits_[g].empty()) continue;
                rest_ = rest_and(g);
                fits_[g] = chosen_[g] != 0 ? projection(bases_[g], rest_) : std::vector<double>{};
                for (std::size_t i = 0; i < fits_[g].size(); ++i) rest_[i] -= fits_[g][i];
            }
        }
        take_stock();
    }
    /// So many directions can be fitted together.
    [[nodiscard]] bool has_room_for(std::size_t g) const {
        return freedom() - static_cast<double>(bases_[g].directions()) > least_part_left * static_cast<double>(figure_.size());
    }

private:
    [[nodiscard]] double variance_of(std::size_t g) const {
        const std::vector<double> values = rest_and(g);
        const double along = sum_of_squares(projection(bases_[g], values));
        return adjusted_variance(along, sum_of_squares(values), freedom_and(g), static_cast<double>(bases_[g].directions()));
    }
    /// The whole variance is the sum of what it is made of: what inputs that were drawn independently have in common in these trials is
    /// chance.
    void take_stock() {
        variance_ = sum_of_squares(rest_) / freedom();
        for (std::size_t g = 0; g < bases_.size(); ++g) variance_ += chosen_[g] != 0 ? variance_of(g) : 0;
    }
    std::span<const RankBasis> bases_;
    const std::vector<double>& figure_;
    std::vector<char> chosen_;
    std::vector<std::vector<double>> fits_; // of those that are chosen
    std::vector<double> rest_;
    double variance_ = 0;
};

/// Those of a part above this level, as far as they can be fitted together.
std::vector<char> above(const Additive& additive, std::size_t groups, double level) {
    std::vector<char> flags = additive.chosen();
    for (std::size_t g = 0; g < groups; ++g) flags[g] = additive.part(g) > level && (flags[g] != 0 || additive.has_room_for(g)) ? 1 : 0;
    return flags;
}

/// Chooses what is above chance, and then again what is above chance beside it, until nothing changes. On the way chance is known from few
/// permutations, and taken to shrink as what is left does. Returns its level by then.
double choose_above_chance(Additive& additive, std::size_t groups, const Permutations& permutations) {
    const double at_first = additive.level_of_chance(permutations, few_permutations);
    for (int round = 0; round < most_rounds; ++round) {
        const std::vector<char> flags = above(additive, groups, at_first * additive.part_left());
        if (flags == additive.chosen()) break;
        additive.choose(flags);
    }
    const double chance = additive.level_of_chance(permutations);
    const std::vector<char> flags = above(additive, groups, chance);
    if (flags != additive.chosen()) additive.choose(flags);
    return chance;
}

// ---- intervals --------------------------------------------------------------------------------------------------------

/// Cholesky's factors of the normal equations in every resample: of the constant and the directions of one basis.
class Factors {
public:
    Factors(const RankBasis& basis, const Resamples& resamples) : size_(basis.directions() + 1), basis_(basis) {
        for (std::size_t block = 0; block < Resamples::count / lanes; ++block) add_block(resamples.block(block));
    }

    /// The variance in the directions of the basis in each resample of a block, of a figure without what the other inputs do.
    [[nodiscard]] Lane variances(const Resamples& resamples, std::size_t block, std::span<const double> figure, double freedom) const {
        const std::span<const double> weights = resamples.block(block);
        std::vector<Lane> right(size_);
        Lane squares{}, found{};
        for (std::size_t i = 0; i < figure.size(); ++i) add_product(squares, figure[i] * figure[i], weights.data() + i * lanes);
        for (std::size_t a = 0; a < size_; ++a)
            for (std::size_t i = 0; i < figure.size(); ++i) add_product(right[a], column(a, i) * figure[i], weights.data() + i * lanes);
        for (std::size_t l = 0; l < lanes; ++l) found[l] = explained(block, l, right, squares[l], freedom);
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

    [[nodiscard]] double explained(std::size_t block, std::size_t lane, const std::vector<Lane>& right, double squares,
                                   double freedom) const {
        const double* const factor = factors_.data() + (block * lanes + lane) * per_resample();
        std::vector<double> along(size_);
        double sum = 0;
        for (std::size_t a = 0; a < size_; ++a) {
            double rest = right[a][lane];
            for (std::size_t b = 0; b < a; ++b) rest -= factor[place(a, b)] * along[b];
            along[a] = factor[place(a, a)] > 0 ? rest / factor[place(a, a)] : 0;
            if (a > 0) sum += along[a] * along[a];
        }
        return adjusted_variance(sum, squares - along[0] * along[0], freedom, static_cast<double>(basis_.directions()));
    }

    std::size_t size_;
    const RankBasis& basis_;
    std::vector<double> factors_; // resample by resample, lower triangles row by row
};

/// A figure of mean 0, and what it is made of; nothing where it never varies.
struct Decomposed {
    std::vector<double> figure;
    std::optional<Additive> additive;
    Parts parts;
    std::vector<std::vector<double>> resampled; // variance of each group in each resample; empty where it is not chosen
};

/// What is left, in each resample.
std::vector<double> resampled_rest(const Decomposed& of, const Resamples& resamples) {
    const std::vector<double>& rest = of.additive->rest();
    std::vector<double> found;
    for (std::size_t block = 0; block < Resamples::count / lanes; ++block) {
        Lane sum{}, squares{};
        for (std::size_t i = 0; i < rest.size(); ++i) {
            add_product(sum, rest[i], resamples.block(block).data() + i * lanes);
            add_product(squares, rest[i] * rest[i], resamples.block(block).data() + i * lanes);
        }
        for (std::size_t l = 0; l < lanes; ++l)
            found.push_back((squares[l] - sum[l] * sum[l] / static_cast<double>(rest.size())) / of.additive->freedom());
    }
    return found;
}

/// The standard error of a part, over the resamples, in each of which all parts and the rest are the whole.
double error_of_part(const Decomposed& of, const std::vector<double>& rest, std::size_t group) {
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < rest.size(); ++r) {
        double whole = rest[r];
        for (const std::vector<double>& variances : of.resampled) whole += variances.empty() ? 0 : variances[r];
        const double part = whole > 0 ? of.resampled[group][r] / whole : 0;
        sum += part;
        squares += part * part;
    }
    const auto n = static_cast<double>(rest.size());
    return std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1));
}

void add_intervals(Decomposed& of, const Resamples& resamples) {
    if (!of.additive) return;
    const std::vector<double> rest = resampled_rest(of, resamples);
    const double shrunk = std::sqrt(static_cast<double>(of.figure.size() - 1) / of.additive->freedom()); // what is fitted leaves too little
    for (PartOfVariance& part : of.parts.parts) {
        if (!part.above_chance) continue;
        const double half = errors_of_part * shrunk * error_of_part(of, rest, part.group);
        part.above_chance = part.part > half;
        if (part.above_chance) part.fit = of.additive->fit(part.group);
        part.interval = {std::max(0.0, part.part - half), std::min(1.0, part.part + half)};
    }
    std::stable_partition(of.parts.parts.begin(), of.parts.parts.end(), [](const PartOfVariance& part) { return part.above_chance; });
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

namespace {

void decompose(Decomposed& of, std::span<const RankBasis> bases, std::span<const double> figure, const Permutations& permutations) {
    of.figure = centred(figure);
    of.resampled.resize(bases.size());
    if (varies(of.figure, figure)) {
        of.additive.emplace(bases, of.figure);
        of.parts.chance = choose_above_chance(*of.additive, bases.size(), permutations);
    }
    for (std::size_t g = 0; g < bases.size(); ++g) {
        const double part = of.additive ? of.additive->part(g) : 0;
        of.parts.parts.push_back({g, part, {part, part}, of.additive && of.additive->is_chosen(g), {}});
    }
    std::ranges::stable_sort(of.parts.parts, std::ranges::greater{}, &PartOfVariance::part);
}

} // namespace

std::vector<Parts> VarianceParts::of(std::span<const std::vector<double>> figures, unsigned threads) const {
    std::vector<Decomposed> all(figures.size());
    in_parallel(figures.size(), threads, [&](std::size_t f) { decompose(all[f], bases_, figures[f], permutations_); });
    in_parallel(bases_.size(), threads, [&](std::size_t g) {
        const auto is_chosen = [&](const Decomposed& of) { return of.additive && of.additive->is_chosen(g); };
        if (!std::ranges::any_of(all, is_chosen)) return;
        const Factors factors(bases_[g], resamples_);
        for (Decomposed& of : all) {
            if (!is_chosen(of)) continue;
            const std::vector<double> figure = of.additive->rest_and(g);
            for (std::size_t block = 0; block < Resamples::count / lanes; ++block) {
                const Lane found = factors.variances(resamples_, block, figure, of.additive->freedom_and(g));
                of.resampled[g].insert(of.resampled[g].end(), found.begin(), found.end()); // no other thread's
            }
        }
    });
    in_parallel(figures.size(), threads, [&](std::size_t f) { add_intervals(all[f], resamples_); });
    std::vector<Parts> found;
    for (Decomposed& of : all) found.push_back(std::move(of.parts));
    return found;
}

} // namespace sim
