// Rank correlations, what chance makes of them, and means at the two ends of what is swept.
#include "study/rank_correlation.hpp"

#include "support/catch.hpp"

#include <cmath>
#include <vector>

using namespace sim;

TEST_CASE("Rank correlation: by hand, with ties") {
    CHECK(rank_correlation({1, 2, 3, 4}, {10, 20, 30, 40}) == 1);
    CHECK(rank_correlation({1, 2, 3, 4}, {4, 3, 2, 1}) == -1);
    CHECK(rank_correlation({1, 1, 2, 2}, {1, 2, 3, 4}) == Approx(0.894427)); // scipy: spearmanr
    CHECK(std::isnan(rank_correlation({1, 1, 1}, {1, 2, 3})));
}

TEST_CASE("Rank correlation: chance alone stays within the 95 % bound of a permutation test") {
    CHECK(correlation_by_chance(32) == Approx(0.35).margin(0.005)); // tables of Spearman's rho: 0.350
    CHECK(correlation_by_chance(10) == Approx(0.648).margin(0.012));
    CHECK(correlation_by_chance(8) == Approx(0.738).margin(0.025));
    CHECK(correlation_by_chance(100) == Approx(0.197).margin(0.004));
    CHECK(correlation_by_chance(32) == correlation_by_chance(32));
    CHECK(correlation_by_chance(2) == 1);
}

TEST_CASE("Rank correlation: two levels are shown as two levels, and a factor without effect has none") {
    // 5 x 4 x 2 points of which the last factor changes nothing: thirds by place in the list would cut through its levels.
    std::vector<double> lifetime, papers;
    for (int i = 0; i < 40; ++i) {
        lifetime.push_back(i % 2 == 0 ? 5 : 6);
        papers.push_back(i / 2);
    }
    CHECK(means_at_ends(lifetime, papers).low == 9.5);
    CHECK(means_at_ends(lifetime, papers).high == 9.5);
    CHECK(rank_correlation(lifetime, papers) == Approx(0).margin(1e-12));
}

TEST_CASE("Rank correlation: thirds keep level points together, whatever their order") {
    const std::vector<double> numbers{1, 2, 2, 2, 3, 4, 5, 5, 6}, values{1, 10, 20, 30, 0, 0, 8, 6, 7};
    CHECK(means_at_ends(numbers, values).low == 61.0 / 4);  // 1 and all three of 2
    CHECK(means_at_ends(numbers, values).high == 21.0 / 3); // 5, 5 and 6
    const std::vector<double> turned{6, 5, 5, 4, 3, 2, 2, 2, 1}, their{7, 6, 8, 0, 0, 30, 20, 10, 1};
    CHECK(means_at_ends(turned, their).low == means_at_ends(numbers, values).low);
    const std::vector<double> mostly{1, 2, 2, 2, 2, 2, 2, 2, 3}, of{5, 1, 1, 1, 1, 1, 1, 1, 9}; // thirds would meet
    CHECK(means_at_ends(mostly, of).low == 5);
    CHECK(means_at_ends(mostly, of).high == 9);
    CHECK(means_at_ends({7, 7}, {1, 3}).low == 2);
}
