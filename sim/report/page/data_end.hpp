// Where data end and assumptions begin, by one rule for every page.
#pragma once

#include "report/page/page.hpp"

#include <span>
#include <string>

namespace sim {

/// The ends of the tables of data among the inputs, each by its last date as written ("2025-07"): of the one that ends first, and of the
/// one that ends last. Of a hindcast both are its origin, after which no input is dated. Empty where there are no such tables.
struct DataEnd {
    std::string first, last;
    bool origin = false;
};
[[nodiscard]] DataEnd data_end(std::span<const Origin> origins);
/// What a page says of it in a sentence; empty where there is nothing to say.
[[nodiscard]] std::string text_of(const DataEnd& end);

} // namespace sim
