// Draws by ziggurat are those of Boost.Random, whose exponentials are the C library's, word for word and bit for bit.
#include "support/catch.hpp"

#include "engine/draw.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>

using namespace sim;

TEST_CASE("Draw: normal and exponential numbers are those of Boost.Random, and take the same words") {
    Roll own = Dice(1, 2).roll(Purpose::input, 3), other = own;
    boost::random::normal_distribution<double> normal;
    boost::random::exponential_distribution<double> exponential;
    int differ = 0;
    for (int i = 0; i < 500'000; ++i) {
        differ += draw_normal(own) != normal(other) ? 1 : 0;
        differ += draw_exponential(own) != exponential(other) ? 1 : 0;
    }
    CHECK(differ == 0);
}
