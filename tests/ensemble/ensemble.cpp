// All trials on all cores, and no result that can tell.
#include "support/outcomes.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

using namespace sim;
using namespace sim::test;

namespace {

const std::vector<Layout> layouts(2, small_layout());
const std::size_t values = small_layout().size();

MakePlay shared(Play play) {
    return [play] { return play; };
}

/// Each even trial waits until the odd one after it is done (or two seconds, should there be only one thread at work).
class Overtaking {
public:
    explicit Overtaking(std::uint64_t trials) : done_(trials) {}
    Outcome play(const Trial& trial) {
        using namespace std::chrono_literals;
        const auto patience = std::chrono::steady_clock::now() + 2s;
        const bool waits = trial.id % 2 == 0 && trial.id + 1 < done_.size();
        while (waits && !done_[trial.id + 1] && std::chrono::steady_clock::now() < patience) std::this_thread::sleep_for(100us);
        done_[trial.id] = true;
        return made_up_outcome(trial, values);
    }

private:
    std::vector<std::atomic<bool>> done_;
};

struct Files {
    std::string runs, summary, series;
    std::uint64_t fingerprint = 0;
    std::vector<std::uint64_t> order; // of completion
};

Files files_of(unsigned threads, const Run& run, const MakePlay& make_play) {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    Files files;
    EnsembleOptions options;
    options.threads = threads;
    options.finished = [&](const Trial& trial, const Outcome&) { files.order.push_back(trial.id); };
    play_all(run.trials, run.layouts, make_play, store, options);
    write_runs(folder / "runs.csv", run, store);
    Run told = run;
    told.series = {"all"};
    write_series(folder / "series.csv", told, store);
    SummaryFile summary(folder / "summary.csv", run);
    summarise(store, run.trials, run.layouts, {.threads = threads}, [&](const SummaryRow& row) { summary.add(row); });
    summary.commit();
    files.runs = bytes_of(folder / "runs.csv");
    files.series = bytes_of(folder / "series.csv");
    files.summary = bytes_of(folder / "summary.csv");
    files.fingerprint = take_stock(run.trials, store).fingerprint;
    return files;
}

} // namespace

TEST_CASE("Ensemble: the same bytes from 1, 2 and 7 threads, though trials end in another order") {
    const Run run = small_run(20);
    const Files alone = files_of(1, run, shared([](const Trial& trial) { return made_up_outcome(trial, values); }));
    REQUIRE(std::is_sorted(alone.order.begin(), alone.order.end()));
    REQUIRE(alone.order.size() == run.trials.size());
    for (const unsigned threads : {2U, 7U}) {
        Overtaking overtaking(run.trials.size());
        const Files together = files_of(threads, run, shared([&](const Trial& trial) { return overtaking.play(trial); }));
        INFO(threads << " threads");
        REQUIRE_FALSE(std::is_sorted(together.order.begin(), together.order.end()));
        CHECK(std::set(together.order.begin(), together.order.end()).size() == run.trials.size());
        CHECK(together.runs == alone.runs);
        CHECK(together.series == alone.series);
        CHECK(together.summary == alone.summary);
        CHECK(together.fingerprint == alone.fingerprint);
    }
}

TEST_CASE("Ensemble: more threads than cores really work at the same time") {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    std::atomic<int> inside = 0, most = 0;
    const auto play = [&](const Trial& trial) {
        using namespace std::chrono_literals;
        const int now = ++inside;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        const auto patience = std::chrono::steady_clock::now() + 2s;
        while (most < 4 && std::chrono::steady_clock::now() < patience) std::this_thread::sleep_for(100us);
        --inside;
        return made_up_outcome(trial, values);
    };
    EnsembleOptions options;
    options.threads = 4;
    const Played played = play_all({2, 1, 8}, layouts, shared(play), store, options);
    CHECK(played.trials == 16);
    CHECK(most == 4);
}

TEST_CASE("Ensemble: only what is missing is played, and the end is the same as in one go") {
    const MakePlay make_play = shared([](const Trial& trial) { return made_up_outcome(trial, values); });
    const Folder folder;
    Store whole(folder / "whole.sqlite", small_provenance());
    EnsembleOptions options;
    options.threads = 2;
    const Played all = play_all({2, 1, 30}, layouts, make_play, whole, options);
    CHECK(all.trials == 60);

    Store store(folder / "store.sqlite", small_provenance());
    std::atomic<int> left = 11;
    options.interrupted = [&] { return left <= 0; };
    options.finished = [&](const Trial&, const Outcome&) { --left; };
    const Played first = play_all({2, 1, 30}, layouts, make_play, store, options);
    CHECK(first.trials >= 11);
    CHECK(first.trials < 60);
    const Inventory part = take_stock({2, 1, 30}, store);
    CHECK(part.played.trials == first.trials);
    CHECK(part.fingerprint != take_stock({2, 1, 30}, whole).fingerprint);

    options.interrupted = [] { return false; };
    CHECK(play_all({2, 1, 30}, layouts, make_play, store, options).trials == 60 - first.trials);
    CHECK(play_all({2, 1, 30}, layouts, make_play, store, options).trials == 0);
    CHECK(take_stock({2, 1, 30}, store).fingerprint == take_stock({2, 1, 30}, whole).fingerprint);
    CHECK(take_stock({2, 1, 30}, store).played.events == all.events);
    CHECK(play_all({2, 1, 40}, layouts, make_play, store, options).trials == 20);
}

TEST_CASE("Ensemble: the fingerprint tells outcomes, their order and their status apart") {
    const auto stock_of = [](auto change) {
        const Folder folder;
        Store store(folder / "store.sqlite", small_provenance());
        play_all({1, 1, 3}, std::span(layouts).first(1), shared([&](const Trial& trial) {
                     Outcome outcome = made_up_outcome(trial, values);
                     change(trial, outcome);
                     return outcome;
                 }),
                 store, {});
        return take_stock({1, 1, 3}, store);
    };
    const auto fingerprint_of = [&](auto change) { return stock_of(change).fingerprint; };
    const auto swap = [](std::uint64_t a, std::uint64_t b) {
        return [=](const Trial& trial, Outcome& outcome) { outcome.fingerprint = trial.id == a ? b : trial.id == b ? a : 9; };
    };
    const auto same = fingerprint_of([](const Trial&, Outcome&) {});
    CHECK(same == fingerprint_of([](const Trial&, Outcome&) {}));
    CHECK(same != fingerprint_of([](const Trial& trial, Outcome& outcome) { outcome.fingerprint ^= trial.id == 1 ? 1 : 0; }));
    CHECK(same !=
          fingerprint_of([](const Trial& trial, Outcome& outcome) { outcome.status = static_cast<Outcome::Status>(trial.id == 1); }));
    CHECK(fingerprint_of(swap(0, 1)) != fingerprint_of(swap(0, 2)));
    // That of the values is of the values alone.
    const Inventory plain = stock_of([](const Trial&, Outcome&) {});
    const Inventory other = stock_of([](const Trial& trial, Outcome& outcome) { outcome.values_fingerprint ^= trial.id == 1 ? 1 : 0; });
    CHECK(other.fingerprint == plain.fingerprint);
    CHECK(other.values_fingerprint != plain.values_fingerprint);
    CHECK(stock_of(swap(0, 1)).values_fingerprint == plain.values_fingerprint);
}

TEST_CASE("Ensemble: a trial that throws has failed, with its reason in one line, and the others go on with a fresh player") {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    std::atomic<int> cast = 0;
    const MakePlay make_play = [&]() -> Play {
        ++cast;
        return [broken = false](const Trial& trial) mutable {
            if (broken) throw std::logic_error("a player was used after it threw");
            broken = trial.id == 3;
            if (broken) throw std::runtime_error("2020-05-01: lab academia@CHN/3\nlost its mind");
            return made_up_outcome(trial, values);
        };
    };
    const Played played = play_all({2, 1, 5}, layouts, make_play, store, {});
    CHECK(played.trials == 10);
    CHECK(played.failed == 1);
    CHECK(cast == 2);
    const TrialList list{2, 1, 5};
    const auto stored = store.find(list.trial(3));
    REQUIRE(stored);
    CHECK(stored->head.reason == "2020-05-01: lab academia@CHN/3 lost its mind");
    CHECK(take_stock(list, store).played.failed == 1);
}

TEST_CASE("Ensemble: values that are infinite or not as many as promised make a failed trial that names them; not-a-number is no failure") {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    const TrialList list{1, 1, 3};
    play_all(list, std::span(layouts).first(1), shared([](const Trial& trial) {
                 Outcome outcome = made_up_outcome(trial, values);
                 if (trial.id == 0) outcome.values[10] = -std::numeric_limits<double>::infinity();
                 if (trial.id == 1) outcome.values.pop_back();
                 if (trial.id == 2) outcome.values[10] = nothing;
                 return outcome;
             }),
             store, {});
    CHECK(store.find(list.trial(0))->head.reason == "infinite: research_share of country:USA on 2030-12-31");
    CHECK(store.find(list.trial(1))->head.reason == "measured 11 values instead of 12");
    CHECK(store.find(list.trial(2))->head.status == Outcome::Status::ok);
}

TEST_CASE("Ensemble: on request the first failure is the last trial begun") {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    EnsembleOptions options;
    options.stop_on_failure = true;
    const Played played = play_all({2, 1, 500}, layouts, shared([](const Trial& trial) -> Outcome {
                                       if (trial.id == 2) throw std::runtime_error("no");
                                       std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                       return made_up_outcome(trial, values);
                                   }),
                                   store, options);
    CHECK(played.failed == 1);
    CHECK(played.trials < 100);
}

TEST_CASE("Ensemble: an error of the store ends the ensemble and reaches the caller") {
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    for (const unsigned threads : {1U, 3U}) {
        EnsembleOptions options;
        options.threads = threads;
        options.finished = [](const Trial& trial, const Outcome&) {
            if (trial.id >= 5) throw IoError("store.sqlite", "the disk is full");
        };
        CHECK_THROWS_AS(
            play_all({2, 1, 50}, layouts, shared([](const Trial& trial) { return made_up_outcome(trial, values); }), store, options),
            IoError);
        store.commit();
    }
}

TEST_CASE("Ensemble: a loop in parallel does each turn once and passes on an exception") {
    for (const unsigned threads : {1U, 2U, 5U}) {
        std::vector<std::atomic<int>> turns(1000);
        in_parallel(turns.size(), threads, [&](std::size_t i) { ++turns[i]; });
        CHECK(std::all_of(turns.begin(), turns.end(), [](const auto& count) { return count == 1; }));
        CHECK_THROWS_AS(in_parallel(100, threads,
                                    [](std::size_t i) {
                                        if (i == 50) throw std::out_of_range("50");
                                    }),
                        std::out_of_range);
    }
    CHECK(all_threads() >= 1);
}
