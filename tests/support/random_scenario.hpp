// Small valid scenarios with every feature on or off at random: the same number gives the same text for ever.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace sim::test {

/// A small deterministic generator (splitmix64, Steele, Lea and Flood 2014); the product's dice are for stories.
class Chance {
public:
    explicit Chance(std::uint64_t number) : state_(number * 0x9e3779b97f4a7c15ULL) {}
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }
    /// A whole number from `least` to `most`, as text.
    std::string whole(std::uint64_t least, std::uint64_t most) { return std::to_string(least + below(most - least + 1)); }
    bool once_in(std::uint64_t times) { return below(times) == 0; }
    std::string one_of(std::initializer_list<const char*> words) { return *(words.begin() + below(words.size())); }
    /// The text, or nothing.
    std::string perhaps(const std::string& text) { return below(2) == 0 ? text : ""; }

private:
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    std::uint64_t state_;
};

namespace random_parts {

inline std::string clock(Chance& any) {
    return "clock: {start: " + any.one_of({"2010-01-01", "2010-04-15", "2011"}) +
           ", end: " + any.one_of({"2013-12-31", "2014-12-31", "2015-06-30", "2016-01-01", "2014-10-07"}) +
           ", sample: " + any.one_of({"12", "12", "24", "5", "3"}) + " mo}\n";
}

inline std::string hardware(Chance& any) {
    std::string text = "hardware:\n  utilisation: " + any.one_of({"1", "30 %", "{ci90: [0.2, 0.5], law: beta}"}) + "\n";
    text += any.perhaps("  parallel_exponent: 0.9\n") + "  lifetime: " + any.one_of({"1 yr", "2 yr", "40 mo", "30 yr"}) + "\n";
    text += any.perhaps("  pue: 1.4\n") + any.perhaps("  idle_power: " + any.whole(0, 100) + " %\n");
    if (any.once_in(2)) text += "  cloud: {market: " + any.one_of({"home", "hall"}) + ", break_even: " + any.whole(1000, 6000) + " h}\n";
    text += "  generations:\n    - {id: h1, market: home, release: 2009-06, price: 500 USD, peak: 1 TFLOP/s, memory: 2 GB, power: 200 W}\n"
            "    - {id: h2, market: home, release: 2011-09-10, price: 600 USD, peak: 3 TFLOP/s, memory: 6 GB, power: 250 W}\n"
            "    - {id: c1, market: hall, release: 2010-02, price: 4000 USD, peak: 6 TFLOP/s, memory: 8 GB, power: 300 W}\n";
    return text + any.perhaps("  roadmap: [{id: home, after: h2, every: 1.1 yr, performance_doubling: 2 yr, price_performance_doubling: "
                              "{ci90: [1 yr, 3 yr]}}]\n");
}

inline std::string countries(Chance& any) {
    std::string text = "countries:\n";
    for (const char* id : {"AAA", "BBB", "CCC"}) {
        text += "  - {id: " + std::string(id) + ", name: " + id + ", gdp: {at: {2010: " + any.whole(1, 12) +
                " TUSD/yr}, growth: 4 %/yr}, population: " + any.whole(20, 900) + "e6 person, researchers: " +
                any.one_of({"300 person", "{at: {2010: 900 person}, growth: 20 %/yr}", "{ci90: [100 person, 500 person]}"});
        text += any.perhaps(", electricity: 0.2 USD/kWh") + any.perhaps(", carbon: 400 gCO2e/kWh");
        text +=
            any.perhaps(", access: {delay: " + any.whole(0, 18) + " mo, price_factor: 1.3" + any.perhaps(", cap: 4 TFLOP/s") + "}") + "}\n";
    }
    return text;
}

inline std::string budget(Chance& any) {
    const std::string spread = any.perhaps(", spread: {lognormal: {mean: 1, sigma: 1}}");
    switch (any.below(5)) {
    case 0:
        return "budget: {income: {at: {2010: 9 kUSD/yr}, growth: 50 %/yr}" + spread + "}, ";
    case 1:
        return "budget: {per_researcher: 300 USD/yr/person" + spread + "}, ";
    case 2:
        return "budget: {of_gdp_per_capita: 4 %" + spread + "}, ";
    case 3:
        return "budget: {of_gdp: 0.00002 %" + spread + "}, ";
    default:
        return "";
    }
}

inline std::string kind(Chance& any, const std::string& id, const std::string& buys) {
    std::string text = "  - {id: " + id + ", " + any.perhaps("buys: [" + buys + "], ") + budget(any) + any.perhaps("matthew: 0.4, ");
    text += "team_size: " + any.whole(3, 9) + " person, patience: " + any.one_of({"20 d", "90 d", "{lognormal: {median: 30 d, sigma: 1}}"});
    text +=
        any.perhaps(", aim: 5 d") + any.perhaps(", largest_job: 40 %") + any.perhaps(", appetite: {lognormal: {median: 0.4, sigma: 1}}");
    if (any.once_in(6)) text += ", gpus_per_job: 2 GPU";
    text += any.perhaps(", queue_limit: " + any.whole(0, 3)) + any.perhaps(", efficiency_work: 20 %") +
            any.perhaps(", efficiency_work_when_cut: 60 %");
    text += any.perhaps(", open: " + any.whole(0, 100) + " %");
    return text + any.perhaps(", first_gpus: " + any.whole(1, 20) + " GPU, first_generation: h1") + "}\n";
}

inline std::string labs(Chance& any) {
    std::string text = "labs:\n  - {id: universities, kind: academia, of: \"*\", count: " + any.whole(1, 4) +
                       ", researchers: {lognormal: {median: 12 person, sigma: 0.7}}, ";
    text += any.one_of({"share: 60 %", "weight: 3", "share: 5 %"}) + "}\n";
    text += any.perhaps("  - {id: firms, kind: industry, of: [AAA, BBB], count: 2, researchers: 25 person, share: 20 %}\n");
    return text + any.perhaps("  - {id: institutes, kind: academia, of: CCC, researchers: 40 person, weight: 0.4}\n");
}

inline std::string research(Chance& any) {
    std::string text = "research: {" + std::string(any.once_in(8) ? "endogenous: false, " : "") + "candidates: " + any.whole(1, 12) +
                       " paper, start_within: 60 d";
    text += any.perhaps(", success: " + any.whole(20, 100) + " %") + any.perhaps(", first_credit: 0.3") + any.perhaps(", abandon: 50 %");
    text += any.perhaps(", attempt: {lognormal: {median: 1, sigma: 0.6}}") +
            ", research_time: " + any.one_of({"40 d", "{lognormal: {median: 2 mo, sigma: 0.5}}"});
    text += any.perhaps(", extension: {lognormal: {median: 2, sigma: 0.8}}") + any.perhaps(", performance: 0.1") +
            any.perhaps(", bytes_per_parameter: 16 B");
    text +=
        any.perhaps(", advance: {exponential: {mean: 2e-3}}") + any.perhaps(", advance_scaling: 0.05") + any.perhaps(", fishing_out: 0.5");
    text += "}\nseeds: {count: " + any.whole(1, 40) + " paper, compute: {lognormal: {median: 1e17 FLOP, sigma: 2}}}\n";
    if (any.once_in(2)) text += "domains: [{id: vision, efficiency: {at: {2010: 1}, doubling: 16 mo}}, {id: language, efficiency: 1}]\n";
    return text;
}

inline std::string streams(Chance& any) {
    if (any.once_in(2)) return "";
    return "streams:\n  - {id: dated, at: [2011-06-01, 2012-06-01, 2012-06-01], scale: 1e17 FLOP" + any.perhaps(", memory: 4 GB") + "}\n" +
           any.perhaps(
               "  - {id: steady, rate: 20 paper/yr, scale: {at: {2010: 1e17 FLOP}, doubling: 1 yr}, cost: {exponential: {mean: 1}}" +
               any.perhaps(", interest: 40 %") + "}\n");
}

inline std::string know_how(Chance& any) {
    std::string text;
    if (any.once_in(2)) {
        text += "network: {ties: " + any.whole(0, 3) + ", home: " + any.whole(0, 100) +
                " %, alike: 70 %, delay: {lognormal: {median: 2 mo, sigma: 0.5}}, leak: " + any.whole(0, 24) + " mo";
        text += any.perhaps(", list: [{from: universities@AAA/1, to: universities@CCC/1, delay: 9 d}]") + "}\n";
    }
    return text +
           any.perhaps("corpora: [{id: video, volume: {at: {2010: 1e9 item/yr}, doubling: 2 yr}, cost: 8 GFLOP/item, useful: 10 %}]\n");
}

inline std::string policy(Chance& any, const std::string& id) {
    const std::string whom =
        any.one_of({"", "whom: {country: AAA}, ", "whom: {kind: academia}, ", "whom: {country: [AAA, CCC], kind: [academia]}, "});
    const std::string at = any.one_of({"2009-05-05", "2010-01-01", "2011-07-19", "2012-01-01", "2013-03-01"}),
                      until = any.perhaps("until: 2013-09-09, ");
    std::string text = "  - {id: " + id + ", at: " + at + ", " + until;
    switch (any.below(9)) {
    case 0:
        return text + whom + "what: hardware_access, delay: 9 mo}\n";
    case 1:
        return text + whom + "what: hardware_access, cap: 2 TFLOP/s, price_factor: 1.5, opens: [home, hall]}\n";
    case 2:
        return text + whom + "what: public_cloud, income: " + any.whole(10, 900) + " kUSD/yr" + any.perhaps(", largest_job: 25 %") +
               any.perhaps(", quota: 2") + "}\n";
    case 3:
        return text + whom + "what: public_cloud, of_gdp: 0.00001 %" + any.perhaps(", run_by: industry") + "}\n";
    case 4:
        return text + whom + "what: budget, factor: " + any.one_of({"0", "0.5", "3"}) + any.perhaps(", grant: 200 USD/yr/person") + "}\n";
    case 5:
        return text + whom + "what: open_release}\n";
    case 6:
        return text + "what: migration, whom: {country: [AAA, BBB]}, to: CCC, rate: " + any.whole(1, 90) + " %/yr}\n";
    case 7:
        return text + whom + "what: efficiency_programme, part: " + any.whole(1, 100) + " %}\n";
    default:
        return text + whom + "what: price_shock, price_factor: 2" + any.perhaps(", electricity_factor: 3") + "}\n";
    }
}

} // namespace random_parts

/// The text of scenario number n.
inline std::string random_scenario(std::uint64_t n) {
    using namespace random_parts;
    Chance any(n);
    std::string text = "scenario: random\nmost_events: 100_000\n" + clock(any) + hardware(any) + countries(any);
    text += "kinds:\n" + kind(any, "academia", "home") + kind(any, "industry", "hall") + labs(any);
    text += any.perhaps("sizes: [{id: small}, {id: large, from: 15 person}]\n") + research(any) + streams(any) + know_how(any);
    const std::uint64_t policies = any.below(5);
    if (policies > 0) text += "policies:\n";
    for (std::uint64_t p = 0; p < policies; ++p) text += policy(any, "p" + std::to_string(p));
    return text;
}

} // namespace sim::test
