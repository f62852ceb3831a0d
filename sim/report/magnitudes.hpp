// How people write large numbers: "1,230", "12 million", "1.3 billion [0.9, 1.5]".
#pragma once

#include <string>
#include <string_view>

namespace sim {

/// The text with every number in it so written: thousands apart, and from a million to below a thousand trillions in words. Ends in
/// brackets or braces are in the word of the number before them where all of them can be, otherwise each has its own. What is larger or
/// smaller keeps its power of ten.
[[nodiscard]] std::string in_words(std::string_view text);

} // namespace sim
