// What a scenario file may say and what comes of it; every way to get it wrong, and what is said then.
#include "sim/scenario_file.hpp"

#include "base/text.hpp"
#include "input/catalogue.hpp"
#include "model/inputs.hpp"
#include "model/walk.hpp"
#include "sim/event.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <unistd.h>

using namespace sim;
namespace fs = std::filesystem;

namespace {

const fs::path root = SIM_SOURCE_DIR;
const fs::path mm1 = root / "tests/scenarios/mm1.yaml";
const fs::path world_file = root / "tests/scenarios/world.yaml";

std::string contents(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// A folder of its own for each test, gone afterwards.
class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("sim-reader-" + std::to_string(::getpid()) + "-" + std::to_string(++made_))) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream{path_ / name, std::ios::binary} << text;
        return path_ / name;
    }

private:
    static inline int made_ = 0;
    fs::path path_;
};

Scenario only(const Reading& reading) {
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    REQUIRE(reading.variants.size() == 1);
    return reading.variants.front();
}

/// The M/M/1 scenario with this set.
Scenario with(const std::vector<std::string>& sets) { return only(read_scenario_file(mm1, sets)); }

/// What is wrong with the M/M/1 scenario with this set; without the file's path.
std::string refusal(const std::string& set) {
    const Reading reading = read_scenario_file(mm1, std::vector{set});
    REQUIRE_FALSE(reading.ok());
    CHECK(reading.variants.empty());
    return to_text(reading.problems);
}

std::string in_file(std::string text) {
    const std::string prefix = root.generic_string() + "/";
    for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix)) text.erase(at, prefix.size());
    return text;
}

Instant date(std::string_view text) { return parse_instant(text).instant; }
template <class Law> Law law_of(const Number& number) {
    REQUIRE(number.law);
    return std::get<Law>(number.law->law);
}

} // namespace

TEST_CASE("Reader: a small scenario is read field by field") {
    const Scenario s = only(read_scenario_file(mm1));
    CHECK(s.name == "mm1");
    CHECK(s.variant == "base");
    CHECK(s.replicates == 20);
    CHECK(s.seed == 1);
    CHECK(s.clock.start == date("2000-01-01"));
    CHECK(s.clock.sample_months == 120);
    CHECK(s.hardware.utilisation == 1.0);
    CHECK(s.hardware.lifetime == 100 * 31'557'600.0);
    REQUIRE(s.hardware.generations.size() == 1);
    CHECK(s.hardware.generations[0].peak == 1e12);
    CHECK(s.countries[0].id == "NO");
    CHECK(s.kinds[0].name == "server");
    CHECK(s.kinds[0].gpus_per_job == 1);
    CHECK(std::get<Constant>(s.kinds[0].patience.law).value == 1000 * 31'557'600.0);
    CHECK(s.labs[0].countries == std::vector{CountryId{0}});
    CHECK_FALSE(s.research.endogenous);
    CHECK(s.streams[0].rate->level == Approx(0.8 / 86'400).epsilon(1e-15));
    CHECK(std::get<Exponential>(s.streams[0].cost.law).mean == 1);
    CHECK(s.domains[0].id == "all");
    CHECK(s.sizes[0].from == 0);
}

TEST_CASE("Reader: numbers take every form of a law") {
    const Hardware h = read_scenario_file(world_file).variants.at(0).hardware;
    constexpr double yr = 31'557'600;
    CHECK(quantile(*h.utilisation.law, 0.05) == Approx(0.2).epsilon(1e-8));
    CHECK(quantile(*h.utilisation.law, 0.95) == Approx(0.5).epsilon(1e-8));
    CHECK(std::holds_alternative<Beta>(h.utilisation.law->law));
    CHECK(law_of<Triangular>(h.parallel_exponent).mode == 0.95);
    CHECK(quantile(*h.lifetime.law, 0.1) == Approx(4 * yr));
    CHECK(quantile(*h.lifetime.law, 0.9) == Approx(6 * yr));
    CHECK(law_of<LogNormal>(h.lifetime).median == Approx(std::sqrt(24.0) * yr));
    CHECK(law_of<Uniform>(h.pue).most == 1.6);
    const Roadmap& r = h.roadmap[0];
    CHECK(r.base.index == 1);
    CHECK(law_of<LogNormal>(r.every).sigma == 0.2);
    CHECK(law_of<Gamma>(r.performance_doubling).mean == 2.5 * yr);
    CHECK(quantile(*r.price_performance_doubling.law, 0.05) == Approx(2.1 * yr));
    CHECK(law_of<Normal>(r.memory_doubling).sd == Approx(yr / 6));
    CHECK(law_of<LogUniform>(r.efficiency_doubling).least == 2 * yr);
    CHECK(r.every.value == Approx(2.3 * yr)); // before any draw: the median
    CHECK(with({"hardware.utilisation={lognormal: {mean: 0.1, sigma: 0.2}}"}).hardware.utilisation == Approx(0.1 * std::exp(-0.02)));
    CHECK(with({"hardware.pue={value: 1.5, source: here, note: a, checked: 2024-05-01}"}).hardware.pue == 1.5);
    CHECK(with({"replicates={value: 7, note: few}"}).replicates == 7);
    CHECK(with({"seed=18446744073709551615"}).seed == 18446744073709551615ULL);
    CHECK(with({"seed=1_000"}).seed == 1000);
    CHECK(with({"most_events=1e6"}).most_events == 1'000'000);
}

TEST_CASE("Reader: growth takes anchors, tables, rates, doublings and regimes") {
    const Scenario s = read_scenario_file(world_file).variants.at(1);
    constexpr double yr = 31'557'600;
    const Growth& gdp = s.countries[0].gdp;
    REQUIRE(gdp.anchors.size() == 2);
    CHECK(gdp.anchors[1].at == date("2017"));
    CHECK(gdp.anchors[1].value == 12.31e12 / yr);
    REQUIRE(gdp.regimes.size() == 1);
    CHECK_FALSE(gdp.regimes[0].from);
    CHECK(gdp.regimes[0].means == Regime::Rate::growth_per_year);
    CHECK(quantile(*gdp.regimes[0].rate.law, 0.05) == Approx(0.03));
    const Growth& researchers = s.countries[0].researchers;
    REQUIRE(researchers.regimes.size() == 2);
    CHECK(researchers.regimes[0].means == Regime::Rate::doubling_time);
    CHECK(researchers.regimes[0].rate == 4 * yr);
    CHECK(researchers.regimes[1].from == date("2017"));
    CHECK(researchers.regimes[1].rate == 0.05); // exactly: 5 %/yr is no matter of seconds
    CHECK(researchers.ceiling->value == 400'000);
    CHECK(s.countries[1].gdp.cap->value == 1e12 / yr);
    CHECK(s.countries[1].population.level == Approx(std::sqrt(5.2e6 * 5.4e6)));
    for (const char* rate : {"4 %/yr", "4.5 %/yr", "170 %/yr", "0.07/yr", "-3 %/yr"}) {
        const Scenario grown = with({std::string("countries[NO].gdp={at: {2012: 1 USD/yr}, growth: ") + rate + "}"});
        CHECK(grown.countries[0].gdp.regimes[0].rate == std::round(parse_quantity(rate).quantity.value * yr * 1e6) / 1e6);
    }
    CHECK(with({"countries[NO].gdp={table: {2014: 3 USD/yr, 2012: 1 USD/yr}}"}).countries[0].gdp.anchors[0].at == date("2012"));
}

TEST_CASE("Reader: references, defaults and sample dates are resolved") {
    const Scenario s = read_scenario_file(world_file).variants.at(0);
    CHECK(s.kinds[0].first_generation_id.index == 1);
    CHECK(s.labs[0].countries == std::vector{CountryId{0}, CountryId{1}});
    CHECK(s.labs[1].kind_id.index == 1);
    CHECK(s.streams[0].domain_id.index == 1);
    CHECK(s.streams[1].domain_id.index == 0);
    CHECK(s.report.dates == std::vector{date("2015-12-31"), date("2020-12-31")});
}

TEST_CASE("Reader: sample dates are counted back from the end in calendar months") {
    const auto dates = [](const char* start, const char* end, std::uint32_t months) {
        std::string all;
        for (const Instant at : sample_dates({date(start), date(end), months})) all += to_text(at) + ' ';
        return all;
    };
    CHECK(dates("2012-01-01", "2014-12-31", 12) == "2012-12-31 2013-12-31 2014-12-31 ");
    CHECK(dates("2015-11-30", "2016-03-31", 1) == "2015-12-31 2016-01-31 2016-02-29 2016-03-31 ");
    CHECK(dates("2012-01-01", "2013-01-01", 12) == "2013-01-01 "); // not the start itself
    CHECK(dates("2012-01-01", "2012-06-01", 12) == "2012-06-01 ");
}

TEST_CASE("Reader: files extend files, and variants and settings come on top") {
    const Folder folder;
    const auto base = folder.write("base.yaml", contents(mm1));
    SECTION("maps merge, lists of things merge by id, '~' removes, the rest replaces") {
        const auto file = folder.write(
            "a.yaml",
            "extends: base.yaml\n"
            "scenario: a\n"
            "report: ~\n"
            "hardware: {generations: [{id: unit, price: 5 USD}, {id: more, market: x, release: 2001, price: 1 USD, peak: 2 FLOP/s}]}\n"
            "kinds: [{id: server, buys: [any, x]}]\n"
            "variants:\n"
            "  slow: {hardware: {generations: [{id: unit, peak: 1 GFLOP/s}]}}\n"
            "  poor: {hardware: {generations: [{id: unit, price: {ci90: [1 USD, 2 USD]}}]}, kinds: [{id: server, buys: any}]}\n");
        const Reading reading = read_scenario_file(file);
        INFO(to_text(reading.problems));
        REQUIRE(reading.variants.size() == 2);
        const Scenario& slow = reading.variants[0];
        CHECK(slow.name == "a");
        CHECK(slow.variant == "slow");
        CHECK(slow.report.tables.empty());
        CHECK(slow.hardware.generations.size() == 2);
        CHECK(slow.hardware.generations[0].price == 5.0);
        CHECK(slow.hardware.generations[0].peak == 1e9);
        CHECK(slow.hardware.generations[0].market == "any");
        CHECK(slow.kinds[0].gpus_per_job == 1);
        CHECK(reading.variants[1].kinds[0].buys == std::vector<std::string>{"any"});
        CHECK(reading.variants[1].hardware.generations[0].price.law);
        CHECK(slow.hash != reading.variants[1].hash);
    }
    SECTION("a map from ids changes, removes and adds the items of a list") {
        const auto file =
            folder.write("ids.yaml", "extends: base.yaml\n"
                                     "hardware: {generations: {more: {market: any, release: 2001, price: 1 USD, peak: 2 FLOP/s}}}\n"
                                     "variants:\n"
                                     "  less: {hardware: {generations: {more: ~, unit: {price: 7 USD}}}}\n"
                                     "  same: {}\n");
        const Reading reading = read_scenario_file(file);
        INFO(to_text(reading.problems));
        REQUIRE(reading.variants.size() == 2);
        CHECK(reading.variants[1].hardware.generations.at(1).id == "more");
        REQUIRE(reading.variants[0].hardware.generations.size() == 1);
        CHECK(reading.variants[0].hardware.generations[0].price == 7.0);
        const Reading again = read_scenario_file(folder.write("ids_resolved.yaml", resolved_yaml(reading)));
        INFO(resolved_yaml(reading) << to_text(again.problems));
        REQUIRE(again.variants.size() == 2);
        CHECK(again.variants[0].hash == reading.variants[0].hash);
        CHECK(again.variants[1].hash == reading.variants[1].hash);
        const auto wrong = folder.write("wrong.yaml", "extends: base.yaml\nhardware: {generations: {unti: ~}}\n");
        CHECK(to_text(read_scenario_file(wrong).problems).find("'unti' is not there to be removed\n") != std::string::npos);
        CHECK(to_text(read_scenario_file(wrong).problems).find("did you mean 'unit'?") != std::string::npos);
    }
    SECTION("a third file changes a variant of the second; a variant may remove what the file says") {
        (void)folder.write("b.yaml",
                           "extends: base.yaml\nvariants: {one: {hardware: {pue: 2}}, two: {hardware: {lifetime: ~}}, three: {}}\n");
        const auto file = folder.write(
            "c.yaml", "extends: b.yaml\nvariants: {one: {hardware: {utilisation: 0.5}}, three: ~, four: {hardware: {pue: 3}}}\n");
        const Reading reading = read_scenario_file(file);
        INFO(to_text(reading.problems));
        REQUIRE(reading.variants.size() == 3);
        CHECK(reading.variants[0].hardware.pue == 2.0);
        CHECK(reading.variants[0].hardware.utilisation == 0.5);
        CHECK(reading.variants[1].hardware.lifetime == Hardware{}.lifetime);
        CHECK(reading.variants[2].variant == "four");
        CHECK(read_scenario_file(file, {}, "four").variants.at(0).hardware.pue == 3.0);
        CHECK(to_text(read_scenario_file(file, {}, "fuor").problems).find("there is no variant 'fuor'\n      did you mean 'four'?") !=
              std::string::npos);
    }
    SECTION("a number's new form replaces the old one") {
        const auto file = folder.write("d.yaml", "extends: base.yaml\n"
                                                 "hardware: {pue: {ci90: [1.1, 1.2], law: uniform}}\n"
                                                 "countries: [{id: NO, researchers: {at: {2012: 5 person}, growth: [{growth: 4 %/yr}]}}]\n"
                                                 "variants:\n"
                                                 "  fixed: {hardware: {pue: {value: 1.3}}}\n"
                                                 "  wider: {hardware: {pue: {ci50: [1.2, 1.5]}}}\n"
                                                 "  later: {countries: [{id: NO, researchers: {at: {2017: 9 person}, doubling: 3 yr}}]}\n");
        const Reading reading = read_scenario_file(file);
        INFO(to_text(reading.problems));
        REQUIRE(reading.variants.size() == 3);
        CHECK_FALSE(reading.variants[0].hardware.pue.law);
        CHECK(reading.variants[0].hardware.pue == 1.3);
        CHECK(quantile(*reading.variants[1].hardware.pue.law, 0.25) == Approx(1.2));
        CHECK(law_of<Uniform>(reading.variants[1].hardware.pue).most > 1.5);
        const Growth& later = reading.variants[2].countries[0].researchers;
        REQUIRE(later.anchors.size() == 1);
        CHECK(later.anchors[0].value == 9.0);
        CHECK(later.regimes.at(0).means == Regime::Rate::doubling_time);
    }
    SECTION("settings win over variants") {
        const auto file = folder.write("e.yaml", "extends: base.yaml\nvariants: {one: {hardware: {pue: 2}}}\n");
        CHECK(only(read_scenario_file(file, std::vector<std::string>{"hardware.pue=3"})).hardware.pue == 3.0);
    }
    SECTION("files that extend each other in a circle are refused") {
        (void)folder.write("x.yaml", "extends: y.yaml\n");
        const auto file = folder.write("y.yaml", "extends: x.yaml\n");
        CHECK(to_text(read_scenario_file(file).problems).find("y.yaml' extends itself") != std::string::npos);
    }
    SECTION("so is an endless chain") {
        for (int i = 0; i < 20; ++i)
            (void)folder.write("n" + std::to_string(i) + ".yaml", "extends: n" + std::to_string(i + 1) + ".yaml\n");
        CHECK(to_text(read_scenario_file(base.parent_path() / "n0.yaml").problems).find("is number 17 in a row") != std::string::npos);
    }
}

TEST_CASE("Reader: --set reaches every value by its path") {
    CHECK(with({"replicates=3"}).replicates == 3);
    CHECK(with({"hardware.generations[unit].peak=2 TFLOP/s"}).hardware.generations[0].peak == 2e12);
    CHECK(with({"hardware.generations[0].peak=2 TFLOP/s"}).hardware.generations[0].peak == 2e12);
    CHECK(with({"countries[NO].access={delay: 1 yr}", "countries[NO].access.delay=2 yr"}).countries[0].access.delay == 2 * 31'557'600.0);
    CHECK(with({"countries[NO].gdp={at: {2012: 1 USD/yr}, growth: [{growth: 1 %/yr}]}", "countries[NO].gdp.growth[0].growth=2 %/yr"})
              .countries[0]
              .gdp.regimes[0]
              .rate == 0.02);
    CHECK(with({"report.tables[1]=~"}).report.tables == std::vector<std::string>{"jobs_in_system"});
    CHECK(with({"report=~"}).report.tables.empty());
    const Growth growth =
        only(read_scenario_file(world_file, std::vector<std::string>{"countries[CHN].researchers.doubling=2 yr"}, "capped"))
            .countries[0]
            .researchers;
    CHECK(growth.regimes.size() == 1);
}

TEST_CASE("Reader: --set says where its path or value goes wrong") {
    const auto said = [](const std::string& set) {
        const std::string text = refusal(set);
        return text.substr(0, text.rfind("1 error; nothing was run.\n"));
    };
    CHECK(said("hardware.pui=2") ==
          "--set:1:10: error: unknown key 'pui' in hardware\n    1 | hardware.pui=2\n      |          ^~~ did you mean 'pue'?\n");
    CHECK(said("hardwre.pue=2") ==
          "--set:1:1: error: unknown key 'hardwre'\n    1 | hardwre.pue=2\n      | ^~~~~~~ did you mean 'hardware'?\n");
    CHECK(said("kinds[sever].aim=2 d") ==
          "--set:1:7: error: the list has no item 'sever'\n    1 | kinds[sever].aim=2 d\n      |       ^~~~~ did you mean 'server'?\n");
    CHECK(said("kinds[7].aim=2 d") == "--set:1:7: error: the list has no item '7'\n    1 | kinds[7].aim=2 d\n      |       ^\n");
    CHECK(said("kinds.aim=2 d") ==
          "--set:1:7: error: a list: name the item in brackets before 'aim'\n    1 | kinds.aim=2 d\n      |       ^\n");
    CHECK(said("hardware[0]=2") ==
          "--set:1:9: error: no list here that '0' could be an item of\n    1 | hardware[0]=2\n      |         ^\n");
    CHECK(said("kinds[0=2") == "--set:1:6: error: a closing ']' is missing in the path\n    1 | kinds[0=2\n      |      ^\n");
    CHECK(said("kinds[0]x=2") == "--set:1:9: error: a path goes on with '.' or '['\n    1 | kinds[0]x=2\n      |         ^\n");
    CHECK(said("hardware..pue=2") == "--set:1:10: error: a key is missing in the path\n    1 | hardware..pue=2\n      |          ^\n");
    CHECK(said("hardware.pue=~") == "--set:1:10: error: 'pue' is not there to be removed\n    1 | hardware.pue=~\n      |          ^~~\n");
    CHECK(said("hardware.pue=2 d") ==
          "--set:1:14: error: hardware.pue is a number without a unit, not '2 d'\n    1 | hardware.pue=2 d\n      |              ^~~\n");
    CHECK(said("hardware.pue") ==
          "--set:1:1: error: expected PATH=VALUE\n    1 | hardware.pue\n      | ^~~~~~~~~~~~ such as 'hardware.pue=1.2'\n");
    CHECK(said("hardware.pue= ") ==
          "--set:1:13: error: no value behind the '='\n    1 | hardware.pue= \n      |             ^ '~' removes what is there\n");
    CHECK(said("hardware.pue=[1") == "--set:1:14: error: not valid YAML: end of sequence flow not found\n    1 | hardware.pue=[1\n      |  "
                                     "            ^ is a bracket still open, or the indentation uneven?\n");
}

TEST_CASE("Reader: every bad scenario is refused with exactly these words") {
    std::size_t seen = 0;
    for (const auto& entry : fs::directory_iterator{root / "tests/bad"}) {
        if (entry.path().extension() != ".yaml") continue;
        ++seen;
        INFO(entry.path().filename());
        const Reading reading = read_scenario_file(entry.path());
        CHECK(reading.variants.empty());
        CHECK(in_file(to_text(reading.problems)) == contents(fs::path{entry.path()}.replace_extension(".txt")));
    }
    CHECK(seen >= 38);
}

TEST_CASE("Reader: what is no scenario file at all is refused") {
    const Folder folder;
    const auto said = [](const fs::path& file) { return to_text(read_scenario_file(file).problems); };
    CHECK(said(folder.write("big.yaml", std::string(1'000'001, '#'))).find("big.yaml: error: is larger than 1 MB") != std::string::npos);
    CHECK(said(root / "tests").find("error: is a directory") != std::string::npos);
    CHECK(said("no/such/file.yaml") == "no/such/file.yaml: error: cannot be read: No such file or directory\n1 error; nothing was run.\n");
    CHECK(only(read_scenario_file(folder.write("mark.yaml", "\xEF\xBB\xBF" + contents(mm1)))).name == "mm1");
    std::string windows;
    for (const char c : contents(mm1)) windows += c == '\n' ? std::string{"\r\n"} : std::string{c};
    CHECK(only(read_scenario_file(folder.write("windows.yaml", windows))).hash == only(read_scenario_file(mm1)).hash);
}

TEST_CASE("Reader: the resolved document reads back to the same scenarios") {
    const Folder folder;
    const std::vector<std::vector<std::string>> all_sets{
        {},
        {"hardware.pue=1.4", "countries[CHN].access.cap=~", "title='a: \"b\" # c'"},
        {"hardware.roadmap=~", "streams[dated].at=[2016-01-01]", "countries[CHN].gdp={ci90: [1 TUSD/yr, 2 TUSD/yr]}"}};
    for (const auto& sets : all_sets) {
        const Reading first = read_scenario_file(world_file, sets);
        INFO(to_text(first.problems));
        REQUIRE(first.ok());
        const Reading again = read_scenario_file(folder.write("resolved.yaml", resolved_yaml(first)));
        INFO(to_text(again.problems));
        REQUIRE(again.variants.size() == 2);
        for (std::size_t v = 0; v < 2; ++v) {
            CHECK(again.variants[v].variant == first.variants[v].variant);
            CHECK(again.variants[v].title == first.variants[v].title);
            CHECK(canonical_text(again.variants[v]) == canonical_text(first.variants[v]));
            CHECK(again.variants[v].hash == first.variants[v].hash);
        }
        CHECK(resolved_yaml(again) == resolved_yaml(first));
    }
}

TEST_CASE("Reader: the hash names the world, however it is written") {
    const std::uint64_t hash = with({}).hash;
    for (const char* same : {"hardware.lifetime=1_200 mo", "hardware.utilisation=100 %", "title=other", "replicates=5", "report=~",
                             "hardware.pue=1", "hardware.pue={value: 1.0, source: default}"}) {
        INFO(same);
        CHECK(with({same}).hash == hash);
    }
    for (const char* other : {"seed=2", "hardware.lifetime=99 yr", "scenario=mm2", "streams[papers].cost={exponential: {mean: 2}}",
                              "clock.sample=5 yr", "labs[queue].of='*'", "hardware.utilisation={uniform: [0.1, 1]}"}) {
        INFO(other);
        CHECK(with({other}).hash != hash);
    }
}

TEST_CASE("Show: it puts the origin behind each value") {
    const std::string text = in_file(show(read_scenario_file(mm1, std::vector<std::string>{"hardware.pue=1.3"})));
    CHECK(text.find("  utilisation: 1                     # tests/scenarios/mm1.yaml:6\n") != std::string::npos);
    CHECK(text.find("  pue: 1.3                           # --set\n") != std::string::npos);
    CHECK(text.find("    - id: unit                       # tests/scenarios/mm1.yaml:9\n") != std::string::npos);
    CHECK(show(read_scenario_file(world_file)).find("# variant capped\n") != std::string::npos);
}

TEST_CASE("Show: it says what holds where a file says nothing, and nothing else") {
    const std::string text = show(read_scenario_file(mm1));
    CHECK_THAT(text, Catch::Matchers::Contains("  pue: 1  ") && Catch::Matchers::Contains("  retry: 30 d  "));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with(':') || line.starts_with('#') || line.empty()) continue;
        INFO(line);
        CHECK((line.ends_with("  # default") || line.find("  # ") != std::string::npos));
    }
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(std::string(SIM_SOURCE_DIR) + "/scenarios")) {
        if (!entry.is_regular_file()) continue; // scenarios/new has beginnings, see tests/command/beginnings.cpp
        const Reading reading = read_scenario_file(entry.path());
        INFO(entry.path());
        REQUIRE(reading.ok());
        for (std::size_t v = 0; v < reading.variants.size(); ++v) {
            Node there_is = with_defaults(reading.documents[v]->root);
            std::erase_if(there_is.items, [](const Node& item) { return item.key == "claims"; }); // they name other variants
            for (Node& section : there_is.items)
                if (section.key == "hindcast")
                    std::erase_if(section.items, [](const Node& item) { return item.key == "without"; }); // as does it
            const Folder folder;
            const Reading again = read_scenario_file(folder.write("again.yaml", to_yaml(there_is)));
            INFO(to_text(again.problems));
            REQUIRE(again.ok());
            const Scenario& there = again.variants.front();
            Scenario here = reading.variants[v];
            here.claims.clear();
            here.hindcast.without.clear();
            here.variant = there.variant;
            CHECK(canonical_text(there) == canonical_text(here));
            ++count;
        }
    }
    CHECK(count > 20);
}

TEST_CASE("Reader: uncertain inputs have the paths that --set takes, and are drawn by path") {
    const Scenario scenario = read_scenario_file(world_file, {}, "capped").variants.at(0);
    std::set<std::string> paths;
    for (const UncertainInput& input : uncertain_inputs(scenario)) paths.insert(input.path);
    CHECK(paths.size() == 25);
    for (const char* path : {"hardware.roadmap[consumer].every", "countries[CHN].gdp.growth", "countries[NO].gdp.at.2017",
                             "domains[vision].efficiency.doubling", "labs[companies].share", "countries[NO].population"})
        CHECK(paths.count(path) == 1);

    Scenario drawn = scenario;
    Inputs inputs{drawn};
    inputs.draw(Dice{1, 0});
    const auto first = inputs.values();
    CHECK(first.size() == 25);
    const auto every = static_cast<std::size_t>(
        std::ranges::find(inputs.list(), "hardware.roadmap[consumer].every", &UncertainInput::path) - inputs.list().begin());
    CHECK(drawn.hardware.roadmap[0].every == first[every]);
    CHECK(drawn.hardware.roadmap[0].every ==
          quantile(*scenario.hardware.roadmap[0].every.law, Dice(1, 0).roll(Purpose::input, key_of(inputs.list()[every].path)).uniform()));
    inputs.draw(Dice{1, 1});
    CHECK(inputs.values() != first);
    inputs.draw(Dice{1, 0});
    CHECK(inputs.values() == first);

    Scenario fixed = only(read_scenario_file(world_file, std::vector<std::string>{"hardware.pue=1.2"}, "capped"));
    Inputs fewer{fixed};
    fewer.draw(Dice{1, 0});
    CHECK(fewer.values().size() == 24);
    CHECK(fixed.hardware.roadmap[0].every == first[every]); // fixing one leaves the others' luck alone
}

namespace {

/// One leaf of the table of fields, as the tests' scenario has it.
struct Leaf {
    std::string path;
    Field row;
    bool number = false, law = false, count = false;
};

std::vector<Leaf> leaves_of(Scenario scenario) {
    std::vector<Leaf> leaves;
    each_leaf(scenario, [&](const Field& row, const std::string& path, auto& member) {
        using T = std::remove_reference_t<decltype(member)>;
        constexpr bool law = std::is_same_v<T, Number> || std::is_same_v<T, Distribution> || std::is_same_v<T, Growth> ||
                             std::is_same_v<T, std::optional<Number>> || std::is_same_v<T, std::optional<Growth>>;
        constexpr bool count = std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::uint64_t>;
        leaves.push_back({path, row, law || count || std::is_same_v<T, double>, law, count});
    });
    return leaves;
}

bool has(const Node& node, std::string_view key) {
    return node.key == key || std::any_of(node.items.begin(), node.items.end(), [&](const Node& item) { return has(item, key); });
}

} // namespace

TEST_CASE("Reader: no field is misread: each refuses what it cannot mean, and says where") {
    const Reading reading = read_scenario_file(world_file);
    const std::vector<Leaf> leaves = leaves_of(reading.variants.at(0));
    CHECK(leaves.size() > 100);
    each_kind<Policy::Action>([&]<class Kind>(const Kind&) { // the scenario has policies of all kinds
        CHECK(std::ranges::any_of(reading.variants[0].policies, [](const Policy& p) { return std::holds_alternative<Kind>(p.what); }));
    });
    std::set<std::string> done; // each row of the table once
    for (const Leaf& leaf : leaves) {
        INFO(leaf.path);
        if (leaf.path != "sweep.file")
            CHECK(has(reading.base->root, leaf.row.key)); // the scenario uses every field of the table; a file is read away
        const std::string row = leaf.path.substr(0, leaf.path.find('[')) + std::string{leaf.row.key} + std::string{leaf.row.doc};
        if (!done.insert(row).second) continue;
        std::vector<std::string> bad{leaf.path + "={a: 1}", leaf.path + "=[[1]]", leaf.path + "x=1"};
        if (leaf.number) {
            for (const char* value :
                 {".nan", ".inf", "-.inf", "010", "0x10", "1e400", "x", "true", "5 furlongs", "[1, 2, 3]", "\"\"", "1,5", "5 USD*B"})
                bad.push_back(leaf.path + "=" + value);
            if (!leaf.row.unit.empty()) bad.push_back(leaf.path + "=5");
            if (leaf.row.least != -no_limit)
                bad.push_back(leaf.path + "=" + to_text(leaf.row.least - 1) + " " + std::string{leaf.row.unit});
            if (leaf.row.most != no_limit)
                bad.push_back(leaf.path + "=" + to_text(leaf.row.most * 1.001) + " " + std::string{leaf.row.unit});
            if (leaf.row.above_least) bad.push_back(leaf.path + "=" + to_text(leaf.row.least) + " " + std::string{leaf.row.unit});
        }
        if (leaf.count) bad.push_back(leaf.path + "=1.5 " + std::string{leaf.row.unit});
        if (leaf.law) {
            for (const char* law : {"{ci90: [2, 1]}", "{ci42: [1, 2]}", "{normal: {mean: 1}}", "{uniform: [1 furlong, 2 furlong]}",
                                    "{value: 1, ci90: [1, 2]}"})
                bad.push_back(leaf.path + "=" + law);
        }
        for (const std::string& set : bad) {
            INFO(set);
            const Reading refused = read_scenario_file(world_file, std::vector{set}, "capped");
            CHECK_FALSE(refused.ok());
            CHECK(std::any_of(refused.problems.begin(), refused.problems.end(),
                              [](const Problem& p) { return p.file == "--set" && p.line == 1 && p.column > 0; }));
        }
    }
}

namespace {

/// A small deterministic generator for mutants; the product's dice are for stories.
struct Mutator {
    std::uint64_t state;
    std::size_t below(std::size_t limit) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::size_t>((state >> 33U) % std::max<std::size_t>(limit, 1));
    }
    std::string mutate(std::string text) {
        static const std::string alphabet = "{}[]:,-?&*!|>'\"%@`#~ \t\n\r\\0e.xN\xC3\xFF";
        for (std::size_t change = 1 + below(4); change > 0; --change) {
            const std::size_t at = below(text.size());
            switch (below(6)) {
            case 0:
                text.erase(at, 1 + below(10));
                break;
            case 1:
                text.insert(at, text.substr(below(text.size()), 1 + below(30)));
                break;
            case 2:
                text[at] = alphabet[below(alphabet.size())];
                break;
            case 3:
                text.insert(at, 1, static_cast<char>(below(256)));
                break;
            case 4:
                text.insert(line(text, at), text.substr(line(text, below(text.size())), 40));
                break;
            default:
                text.erase(line(text, at), 1 + below(60));
                break;
            }
            if (text.empty()) text = "a: 1\n";
        }
        return text;
    }
    static std::size_t line(const std::string& text, std::size_t at) {
        const std::size_t found = text.rfind('\n', at);
        return found == std::string::npos ? 0 : found;
    }
};

} // namespace

TEST_CASE("Reader: no mutant of a scenario makes the reader throw or lose a place") {
    const Folder folder;
    const std::string original = contents(mm1);
    Mutator mutator{20'301};
    std::size_t valid = 0;
    for (int i = 0; i < 2000; ++i) {
        const std::string mutant = mutator.mutate(original);
        const fs::path file = folder.write("mutant.yaml", mutant);
        Reading reading;
        REQUIRE_NOTHROW(reading = read_scenario_file(file));
        REQUIRE(reading.ok() == !reading.variants.empty());
        valid += reading.ok();
        for (const Problem& problem : reading.problems) {
            INFO(mutant << "\n" << to_text(reading.problems));
            REQUIRE(problem.line <= static_cast<std::size_t>(std::count(mutant.begin(), mutant.end(), '\n')) + 1);
            REQUIRE((problem.line == 0) == (problem.column == 0));
            REQUIRE_FALSE(problem.message.empty());
        }
        if (reading.ok() && i % 10 == 0)
            REQUIRE(read_scenario_file(folder.write("again.yaml", resolved_yaml(reading))).variants.at(0).hash == reading.variants[0].hash);
    }
    CHECK(valid > 20); // the mutants are near enough to the truth to reach every check
    CHECK(valid < 1000);
}

TEST_CASE("Reader: a resolved scenario of one variant keeps the names of those that its claims speak of") {
    const Folder folder;
    const Reading one = read_scenario_file(root / "tests/scenarios/small_claimed.yaml", {}, "richer");
    REQUIRE(one.ok());
    CHECK(one.left_out == std::vector<std::string>{"plain"});
    const std::string text = resolved_yaml(one);
    CHECK_THAT(text, Catch::Matchers::Contains("\n  plain: ~\n"));
    const Reading again = read_scenario_file(folder.write("resolved.yaml", text));
    INFO(to_text(again.problems));
    REQUIRE(again.variants.size() == 1);
    CHECK(again.variants[0].variant == "richer");
    CHECK(again.variants[0].hash == one.variants[0].hash);
    CHECK(again.left_out == one.left_out);
    CHECK(resolved_yaml(again) == text);
    // A name alone cannot be played, and nobody but a claim may speak of it.
    const Reading none = read_scenario_file(folder.write("resolved.yaml", text), {}, "plain");
    CHECK_THAT(to_text(none.problems), Catch::Matchers::Contains("there is no variant 'plain'"));
    const Reading stray = read_scenario_file(folder.write("stray.yaml", "extends: " + mm1.string() + "\nvariants: {a: {}, b: ~}\n"));
    CHECK_THAT(to_text(stray.problems), Catch::Matchers::Contains("variants.b"));
}

TEST_CASE("Reader: more countries or GPUs than a release can name are refused where they become too many") {
    const Folder folder;
    const std::string extends = "scenario: many\nextends: " + mm1.string() + "\n";
    const auto countries = [&](std::uint32_t more) {
        std::string text = extends + "countries:\n";
        for (std::uint32_t i = 0; i < more; ++i) text += "  - {id: C" + std::to_string(i) + ", name: C}\n";
        return read_scenario_file(folder.write("many.yaml", text));
    };
    CHECK(countries(HardwareRelease::most_countries - 1).ok()); // and Norway
    const Reading one_more = countries(HardwareRelease::most_countries);
    REQUIRE(one_more.problems.size() == 1);
    CHECK(one_more.problems[0].message == "there are 4097 countries, at most 4096 can be played");
    CHECK(one_more.problems[0].line == 3 + HardwareRelease::most_countries);
    CHECK(one_more.problems[0].column == 5);

    // Each series has 50,099 GPUs from 1999 to 2500.
    const auto gpus = [&](int series, const std::string& every) {
        std::string text = extends + "clock: {start: 2000-01-01, end: 2500-01-01, sample: 100 yr}\nhardware:\n  roadmap:\n";
        for (int i = 0; i < series; ++i)
            text += "    - {every: " + every + ", id: a" + std::to_string(i) +
                    ", after: unit, performance_doubling: 100 yr, price_performance_doubling: 100 yr}\n";
        return read_scenario_file(folder.write("many.yaml", text));
    };
    CHECK(gpus(20, "0.01 yr").ok());
    CHECK(gpus(30, "1 yr").ok());
    for (const char* const every : {"0.01 yr", "{uniform: [0.01 yr, 5 yr]}"}) {
        INFO(every);
        const Reading reading = gpus(21, every);
        REQUIRE(reading.problems.size() == 1);
        CHECK(reading.problems[0].message == "there are 1052080 generations of GPUs up to here, at most 1048576 can be played");
        CHECK(reading.problems[0].line == 5 + 21);
        CHECK(reading.problems[0].column == 15);
    }
}
