// What tests above the trial share: a small layout, outcomes made up for it, and a folder that goes away.
#pragma once

#include "base/nothing.hpp"
#include "ensemble/file.hpp"
#include "report/comparison.hpp"
#include "report/data.hpp"
#include "report/headline.hpp"
#include "report/labels.hpp"
#include "report/manifest.hpp"
#include "report/rounding.hpp"
#include "report/swept.hpp"
#include "sim/run.hpp"
#include "study/rank_correlation.hpp"

#include "support/catch.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <unistd.h>

namespace sim::test {

/// A folder of this process alone, removed with all that is in it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sim-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    REQUIRE(in);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// Two dates; papers of the world and of two countries, the countries' shares, and the time that jobs waited.
inline Layout small_layout() {
    Layout layout;
    layout.start = new_year(2020);
    layout.dates = {parse_instant("2020-12-31").instant, parse_instant("2030-12-31").instant};
    layout.groups = {{Level::world, "world"}, {Level::country, "country:CHN"}, {Level::country, "country:USA"}};
    layout.columns = {{Metric::papers, 0},         {Metric::papers, 1},         {Metric::papers, 2},
                      {Metric::research_share, 1}, {Metric::research_share, 2}, {Metric::queue_wait, 0}};
    return layout;
}

/// A number that differs from place to place and trial to trial in all its bytes, and that anyone can compute.
inline double made_up(const Trial& trial, std::size_t place) {
    return std::sin(static_cast<double>(1 + trial.replicate * 1000 + trial.variant * 100 + place)) * 1e3;
}

inline Outcome made_up_outcome(const Trial& trial, std::size_t values) {
    Outcome outcome;
    outcome.events = 1000 + trial.replicate;
    outcome.fingerprint = key_of(to_text(made_up(trial, values)));
    for (std::size_t place = 0; place < values; ++place) outcome.values.push_back(made_up(trial, place));
    outcome.values_fingerprint = hash_of_values(outcome.inputs, outcome.values);
    return outcome;
}

inline Provenance small_provenance() { return {"small", "1", 42, {{"trend", 0xa, 0xb}, {"capped", 0xc, 0xd}}}; }

/// Two variants of the small layout, with names.
inline Run small_run(std::uint64_t replicates) {
    Run run;
    for (const char* const name : {"trend", "capped"}) {
        Scenario scenario;
        scenario.name = "small";
        scenario.title = "A small world";
        scenario.variant = name;
        scenario.countries.resize(2);
        scenario.countries[0].id = "CHN";
        scenario.countries[0].name = "China";
        scenario.countries[1].id = "USA";
        scenario.countries[1].name = "United States";
        scenario.report.tables = {"research_share", "papers"};
        scenario.report.dates = small_layout().dates;
        scenario.report.groups = {"country:CHN", "country:USA"};
        run.variants.push_back(scenario);
        run.layouts.push_back(small_layout());
    }
    run.trials = {2, 1, replicates};
    run.seed = 42;
    run.command = "sim run small.yaml";
    run.arguments = {"small.yaml", "-j", "2"};
    return run;
}

/// What a summary has of values with these percentiles and this error of their mean.
inline Statistics around(double low, double median, double high, double mcse, std::uint64_t n = 100) {
    Statistics s;
    s.n = n;
    s.mean = median;
    s.mcse = mcse;
    s.sd = mcse * std::sqrt(static_cast<double>(n));
    s.p05 = low;
    s.p50 = median;
    s.p95 = high;
    s.p05_error = s.p50_error = s.p95_error = mcse;
    s.p50_least = low;
    s.p50_most = high;
    return s;
}

/// A table of two rows with signs that each form writes in its own way.
inline Table small_table() {
    return {"Who & what?",
            "shares\n90 % interval",
            2,
            {"variant", "of", "2030"},
            {{"trend", "a_b: China >= US", "63 % [-1, 70]"}, {"trend", "c", "1.2e21 +- 0.1"}},
            {"Fingerprint 00ab; sim run a.yaml --replicates 3."}};
}

} // namespace sim::test
