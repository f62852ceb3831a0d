// Outcomes on disk: what goes in comes out, and what does not belong there is refused.
#include "support/outcomes.hpp"

#include <bit>
#include <sys/wait.h>

using namespace sim;
using namespace sim::test;

namespace {

constexpr std::size_t many = 1024;

std::vector<double> all_values(Store& store, const StoredTrial& trial) { return store.values(trial.row); }

std::string refusal_of(const std::filesystem::path& file, const Provenance& provenance) {
    try {
        Store store(file, provenance);
    } catch (const ForeignStore& error) {
        return error.what();
    }
    return "opened";
}

} // namespace

TEST_CASE("Store: what goes into the store comes out of it, bit by bit, also after it was closed") {
    const Folder folder;
    const Trial trial{5, 1, 0, 2};
    Outcome outcome = made_up_outcome(trial, 2 * many + 7);
    outcome.values[3] = nothing;
    outcome.values[many] = -0.0;
    outcome.values[many + 1] = 5e-324;
    outcome.values[many + 2] = 1.7976931348623157e308;
    outcome.events = 0xffffffffffULL;
    outcome.fingerprint = 0xfedcba9876543210ULL;
    outcome.values_fingerprint = 0x8123456789abcdefULL;
    outcome.inputs = {0.25, 1e21};
    {
        Store store(folder / "store.sqlite", small_provenance());
        CHECK_FALSE(store.holds(trial));
        store.add(trial, outcome);
        CHECK(store.holds(trial));
    }
    Store store(folder / "store.sqlite", small_provenance());
    const auto stored = store.find(trial);
    REQUIRE(stored);
    CHECK(stored->head.status == Outcome::Status::ok);
    CHECK(stored->head.reason.empty());
    CHECK(stored->head.events == 0xffffffffffULL);
    CHECK(stored->head.fingerprint == 0xfedcba9876543210ULL);
    CHECK(stored->head.values_fingerprint == 0x8123456789abcdefULL);
    CHECK(stored->head.inputs == outcome.inputs);
    const auto values = all_values(store, *stored);
    REQUIRE(values.size() == outcome.values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        INFO(i);
        REQUIRE(std::bit_cast<std::uint64_t>(values[i]) == std::bit_cast<std::uint64_t>(outcome.values[i]));
    }
}

TEST_CASE("Store: every trial has a place of its own") {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    const TrialList list{2, 3, 4};
    for (std::uint64_t id = list.size(); id-- > 0;) store.add(list.trial(id), made_up_outcome(list.trial(id), 10));
    for (std::uint64_t id = 0; id < list.size(); ++id) {
        const auto stored = store.find(list.trial(id));
        REQUIRE(stored);
        CHECK(all_values(store, *stored) == made_up_outcome(list.trial(id), 10).values);
    }
    CHECK_FALSE(store.find({0, 0, 0, 4}));
    CHECK_FALSE(store.find({0, 0, 3, 0}));
}

TEST_CASE("Store: columns of many trials come in the order that is asked for, whatever chunks they lie in") {
    const Folder folder;
    const TrialList list{2, 3, 300};
    {
        Store store(folder / "store.sqlite", small_provenance());
        for (std::uint64_t i = 0; i < list.size(); ++i) { // in an order of its own, with commits in between
            const Trial trial = list.trial((i * 7) % list.size());
            store.add(trial, made_up_outcome(trial, 50));
            if (i % 500 == 3) store.commit();
        }
        CHECK(store.count() == list.size());
    }
    Store store(folder / "store.sqlite", small_provenance(), Store::Access::read);
    CHECK_NOTHROW(store.check_values());
    std::vector<StoredRow> rows;
    for (std::uint64_t replicate = 0; replicate < list.replicates; ++replicate) rows.push_back(store.find({0, 1, 2, replicate})->row);
    const std::vector<std::size_t> places{49, 0, 17};
    std::vector<double> values(rows.size() * places.size());
    store.read(rows, places, values);
    for (std::uint64_t replicate = 0; replicate < list.replicates; ++replicate) {
        const std::vector<double> all = made_up_outcome({0, 1, 2, replicate}, 50).values;
        for (std::size_t p = 0; p < places.size(); ++p) REQUIRE(values[p * rows.size() + replicate] == all[places[p]]);
        REQUIRE(store.values(rows[replicate]) == all);
    }
}

TEST_CASE("Store: failed trials are forgotten, the others of their time stay") {
    const Folder folder;
    Outcome failed;
    failed.status = Outcome::Status::failed;
    failed.reason = "no";
    {
        Store store(folder / "store.sqlite", small_provenance());
        store.add({0, 0, 0, 0}, made_up_outcome({0, 0, 0, 0}, 3));
        Outcome with_values = made_up_outcome({0, 0, 0, 1}, 3);
        with_values.status = Outcome::Status::failed;
        store.add({0, 0, 0, 1}, with_values);
        store.add({0, 0, 0, 2}, failed);
        store.forget_unusable();
        CHECK(store.count() == 1);
        CHECK_FALSE(store.holds({0, 0, 0, 1}));
        store.add({0, 0, 0, 1}, made_up_outcome({0, 0, 0, 1}, 3));
    }
    Store store(folder / "store.sqlite", small_provenance());
    CHECK(store.count() == 2);
    CHECK(store.values(store.find({0, 0, 0, 1})->row) == made_up_outcome({0, 0, 0, 1}, 3).values);
    CHECK_NOTHROW(store.check_values());
}

TEST_CASE("Store: a failed trial keeps its reason and has no values") {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    Outcome outcome;
    outcome.status = Outcome::Status::failed;
    outcome.reason = "2020-01-01: too many, \"events\"; it's over";
    store.add({0, 0, 0, 0}, outcome);
    const auto stored = store.find({0, 0, 0, 0});
    REQUIRE(stored);
    CHECK(stored->head.status == Outcome::Status::failed);
    CHECK(stored->head.reason == outcome.reason);
    CHECK(all_values(store, *stored).empty());
}

TEST_CASE("Store: outcomes of another scenario, model or seed are refused, and the message names the difference and the remedy") {
    const Folder folder;
    const auto file = folder / "store.sqlite";
    { Store store(file, small_provenance()); }
    const auto refused = [&](auto change) {
        Provenance other = small_provenance();
        change(other);
        const std::string text = refusal_of(file, other);
        CHECK_THAT(text, Catch::Matchers::StartsWith(file.string()));
        CHECK_THAT(text, Catch::Matchers::Contains("--fresh"));
        return text;
    };
    using Catch::Matchers::Contains;
    CHECK_THAT(refused([](Provenance& p) { p.seed = 43; }), Contains("seed 42, this run has 43"));
    CHECK_THAT(refused([](Provenance& p) { p.model = "2"; }), Contains("model version 1, this run has 2"));
    CHECK_THAT(refused([](Provenance& p) { p.scenario = "large"; }), Contains("scenario small, this run has large"));
    CHECK_THAT(refused([](Provenance& p) { p.variants[1].hash = 0xe; }),
               Contains("variant 'capped' of scenario hash 000000000000000c, this run has 000000000000000e"));
    CHECK_THAT(refused([](Provenance& p) { p.variants[0].layout = 0; }),
               Contains("variant 'trend' of which other figures are kept: layout hash 000000000000000b"));
    CHECK(refusal_of(file, small_provenance()) == "opened");
}

TEST_CASE("Store: variants may be left out, added and reordered: outcomes go by name") {
    const Folder folder;
    const auto file = folder / "store.sqlite";
    {
        Store store(file, small_provenance());
        store.add({0, 1, 0, 0}, made_up_outcome({0, 1, 0, 0}, 3));
    }
    Provenance other = small_provenance();
    other.variants = {other.variants[1], {"third", 1, 2}};
    Store store(file, other);
    CHECK(store.holds({0, 0, 0, 0}));
    CHECK_FALSE(store.holds({0, 1, 0, 0}));
}

TEST_CASE("Store: a store that is opened for reading is not changed, and nothing appears beside it") {
    const Folder folder;
    const auto file = folder / "store.sqlite";
    CHECK_THROWS_WITH(Store(file, small_provenance(), Store::Access::read), Catch::Matchers::Contains("is not there"));
    CHECK_FALSE(std::filesystem::exists(file));
    {
        Store store(file, small_provenance());
        store.add({0, 0, 0, 0}, made_up_outcome({0, 0, 0, 0}, many + 3));
        store.note("a name", "a text");
        store.commit();
        CHECK(Store::needs_recovery(file)); // while it is written to
        CHECK_THROWS_WITH(Store(file, small_provenance(), Store::Access::read), Catch::Matchers::Contains("is being written"));
        CHECK(Store::noted_in(file, "a name") == "a text");
    }
    CHECK_FALSE(Store::needs_recovery(file));
    const std::string before = bytes_of(file);
    const auto time = std::filesystem::last_write_time(file);
    {
        Store first(file, small_provenance(), Store::Access::read), second(file, small_provenance(), Store::Access::read);
        CHECK_NOTHROW(first.check_pages());
        const auto stored = second.find({0, 0, 0, 0});
        REQUIRE(stored);
        CHECK(all_values(first, *stored) == made_up_outcome({0, 0, 0, 0}, many + 3).values);
        std::vector<double> two(2);
        first.read({&stored->row, 1}, std::vector<std::size_t>{many + 2, 5}, two);
        CHECK(two == std::vector<double>{all_values(first, *stored)[many + 2], all_values(first, *stored)[5]});
        CHECK_THROWS_AS(first.read({&stored->row, 1}, std::vector<std::size_t>{many + 3, 5}, two), DamagedStore);
        CHECK(first.noted("a name") == "a text");
        CHECK_FALSE(first.noted("another"));
        CHECK_THROWS_AS(first.note("a name", "another text"), IoError);
        Provenance other = small_provenance();
        other.variants.push_back({"third", 1, 2});
        CHECK_THROWS_AS(Store(file, other, Store::Access::read), ForeignStore);
        other = small_provenance();
        other.seed = 43;
        CHECK_THROWS_WITH(Store(file, other, Store::Access::read), Catch::Matchers::EndsWith("made with seed 42, this run has 43"));
        CHECK(std::distance(std::filesystem::directory_iterator(file.parent_path()), std::filesystem::directory_iterator()) == 1);
    }
    CHECK(bytes_of(file) == before);
    CHECK(std::filesystem::last_write_time(file) == time);
    CHECK(Store::noted_in(file, "a name") == "a text");
    CHECK_FALSE(Store::noted_in(folder / "none.sqlite", "a name"));
}

TEST_CASE("Store: a store knows what each point sets: others are refused, further ones join, and looking at it writes nothing") {
    const Folder folder;
    const auto file = folder / "store.sqlite";
    Provenance two = small_provenance(), three = small_provenance(), other = small_provenance();
    two.points = {"a=1\nb=x", "a=2\nb=y"};
    three.points = {"a=1\nb=x", "a=2\nb=y", "a=3\nb=z"};
    other.points = {"a=1\nb=x", "a=2\nb=w"};
    { Store store(file, two); }
    CHECK_THAT(refusal_of(file, other), Catch::Matchers::Contains("made with point 1 of the sweep: b=y, this run has b=w"));
    const std::string before = bytes_of(file);
    CHECK_NOTHROW(Store(file, two, Store::Access::read));
    CHECK_NOTHROW(Store(file, three, Store::Access::read)); // of the third point it has no trial
    CHECK_THROWS_AS(Store(file, other, Store::Access::read), ForeignStore);
    CHECK(bytes_of(file) == before);
    { Store store(file, three); }
    CHECK(refusal_of(file, two) == "opened");
}

TEST_CASE("Store: a second writer is refused while the first is at work") {
    const Folder folder;
    const auto file = folder / "store.sqlite";
    const Store first(file, small_provenance());
    using Catch::Matchers::Contains;
    CHECK_THROWS_WITH(Store(file, small_provenance()), Contains("another run is writing to this store"));
    CHECK_THROWS_WITH(Store::erase(file), Contains("another run is writing to this store"));
    CHECK(std::filesystem::exists(file));
}

TEST_CASE("Store: a second process is refused too, and a killed one leaves what it committed") {
    const Folder folder;
    const auto file = folder / "store.sqlite";
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        Store store(file, small_provenance());
        store.add({0, 0, 0, 0}, made_up_outcome({0, 0, 0, 0}, 3));
        store.commit();
        store.add({0, 0, 0, 1}, made_up_outcome({0, 0, 0, 1}, 3));
        if (::write(ready[1], "x", 1) == 1) ::pause();
        ::_exit(1);
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    CHECK_THROWS_WITH(Store(file, small_provenance()), Catch::Matchers::Contains("another run is writing to this store"));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    Store store(file, small_provenance());
    CHECK(store.holds({0, 0, 0, 0}));
    CHECK_FALSE(store.holds({0, 0, 0, 1}));
}

TEST_CASE("Store: a file that is no store, and a place where none can be, are errors that name the file") {
    const Folder folder;
    const auto file = folder / "store.sqlite";
    write_file(file, std::string(5000, 'x'));
    CHECK_THROWS_WITH(Store(file, small_provenance()), Catch::Matchers::StartsWith(file.string()));
    const auto below_a_file = folder / "store.sqlite/store.sqlite";
    CHECK_THROWS_AS(Store(below_a_file, small_provenance()), IoError);
    Store::erase(file);
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK_NOTHROW(Store(file, small_provenance()));
}

TEST_CASE("Store: layouts have the same hash exactly when they measure the same things in the same order") {
    const Layout layout = small_layout();
    CHECK(hash_of(layout) == hash_of(small_layout()));
    Layout other = layout;
    std::swap(other.columns[0], other.columns[1]);
    CHECK(hash_of(other) != hash_of(layout));
    other = layout;
    other.dates.pop_back();
    CHECK(hash_of(other) != hash_of(layout));
    other = layout;
    other.groups[1].name = "country:IND";
    CHECK(hash_of(other) != hash_of(layout));
}

TEST_CASE("Whole file: one that is not committed leaves the old one alone, and nothing behind") {
    const Folder folder;
    write_file(folder / "a.txt", "old");
    {
        WholeFile file(folder / "a.txt");
        file.append("new");
    }
    CHECK(bytes_of(folder / "a.txt") == "old");
    CHECK_FALSE(std::filesystem::exists(folder / "a.txt.part"));
    WholeFile file(folder / "a.txt");
    file.append("new");
    file.commit();
    CHECK(bytes_of(folder / "a.txt") == "new");
    CHECK_THROWS_AS(write_file("/dev/full/a", "x"), IoError);
    CHECK_THROWS_AS(write_file(folder / "a.txt/b", "x"), IoError);
}
