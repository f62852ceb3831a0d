// Partings of the first replicates, found by playing them side by side, and told.
#include "report/parting_text.hpp"

#include "model/tell/parting.hpp"
#include "sim/ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace sim {
namespace {

constexpr std::uint64_t most_partings = 20; // replicates that are played side by side

/// Of replicate 0, 1, ...
using Partings = std::vector<std::optional<Parting>>;

Partings partings_of(const Run& run, std::uint32_t other, unsigned threads) {
    Partings partings(std::min(most_partings, run.trials.replicates));
    in_parallel(partings.size(), threads,
                [&](std::size_t replicate) { partings[replicate] = parting(run.variants[0], run.variants[other], run.seed, replicate); });
    return partings;
}

std::string two_lines(const Difference& difference, const std::string& base, const std::string& other) {
    const std::size_t width = std::max(base.size(), other.size());
    return fmt::format("  {:<{}}  {}\n  {:<{}}  {}\n", base, width, difference.base, other, width, difference.other);
}

/// "Over the first 20 replicates they part in 18: earliest 2012-01-01, median 2013-02-11."
std::string dates_text(const Partings& partings) {
    std::vector<Instant> dates;
    for (const auto& p : partings) {
        if (p) dates.push_back(p->first.at);
    }
    std::ranges::sort(dates);
    const std::size_t middle = (partings.size() - 1) / 2;
    return fmt::format("Over the first {} replicates they part in {}: earliest {}, median {}.\n", partings.size(), dates.size(),
                       to_text(dates.front()), middle < dates.size() ? to_text(dates[middle]) : "never");
}

} // namespace

std::string parting_text(const Run& run, std::uint32_t with, bool differs, unsigned threads) {
    const Partings partings = partings_of(run, with, threads);
    const std::string &base = label_of_variant(run, 0), &other = label_of_variant(run, with);
    if (std::ranges::none_of(partings, [](const auto& p) { return p.has_value(); }))
        return fmt::format("The worlds never part: in the first {} the same events happen in both{}.\n",
                           partings.size() == 1 ? "replicate" : fmt::format("{} replicates", partings.size()),
                           differs ? "; what differs is how much each event amounts to (weights, money, compute)" : "");
    std::string text = "In replicate 0 the worlds never part.\n";
    if (partings[0]) {
        text = fmt::format("The worlds part on {} (replicate 0):\n", to_text(partings[0]->first.at)) +
               two_lines(partings[0]->first, base, other);
        if (const auto& consequence = partings[0]->consequence)
            text += fmt::format("First consequence for a lab, on {}:\n", to_text(consequence->at)) + two_lines(*consequence, base, other);
    }
    return text + dates_text(partings);
}

} // namespace sim
