// The checks of what compute is measured against: corpora and benchmarks.
#include "input/resolve/resolve_parts.hpp"

#include <fmt/format.h>

namespace sim {
namespace {

class YardstickResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        for (std::size_t i = 0; i < scenario_.corpora.size(); ++i) resolve_corpus(i);
        for (std::size_t i = 0; i < scenario_.benchmarks.size(); ++i) resolve_benchmark(i);
    }

private:
    void resolve_corpus(std::size_t i) { resolve_market(scenario_.corpora[i].market, within(item(within(root_, "corpora"), i), "market")); }

    void resolve_benchmark(std::size_t i) {
        Benchmark& benchmark = scenario_.benchmarks[i];
        const Node& node = item(within(root_, "benchmarks"), i);
        const std::string name = fmt::format("benchmarks[{}]", benchmark.id);
        for (const std::string_view key : {"error", "slope", "targets"}) {
            const Node* const there = find(node, key);
            if (benchmark.law == Benchmark::Law::given && there != nullptr)
                problems_.at_head(*there, fmt::format("{}: a given compute has no {}", name, in_quotes(key)),
                                  "polynomial and exponential laws do");
            if (benchmark.law != Benchmark::Law::given && there == nullptr)
                problems_.at_head(node, fmt::format("{} needs '{}'", name, key),
                                  fmt::format("a {} law is about that", word_of(benchmark.law)));
        }
        for (std::size_t t = 1; t < benchmark.targets.size(); ++t)
            if (benchmark.targets[t] >= benchmark.targets[t - 1])
                problems_.at(item(within(node, "targets"), t), fmt::format("{}.targets must descend", name));
        if (!benchmark.domain.empty())
            if (const auto found = find_in(ids(scenario_.domains), benchmark.domain, "domain", within(node, "domain")))
                benchmark.domain_id = DomainId{*found};
        if (!benchmark.country.empty())
            resolve_id(benchmark.country_id, ids(scenario_.countries), benchmark.country, "country", within(node, "country"),
                       names(scenario_.countries));
        resolve_market(benchmark.market, within(node, "market"));
    }
};

} // namespace

void resolve_yardsticks(Scenario& scenario, const Node& root, Problems& problems) { YardstickResolver{scenario, root, problems}.run(); }

} // namespace sim
