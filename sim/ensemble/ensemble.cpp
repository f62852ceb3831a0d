#include "sim/ensemble.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <cmath>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#ifndef SIM_THREADS_WITHOUT_TBB
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#endif

namespace sim {
namespace {

/// Some trials that one thread plays in a row: more of them where trials are so short that handing them out would cost more than playing.
struct Batch {
    std::vector<Trial> trials;
    std::vector<PackedOutcome> outcomes;
};

/// Three stations: `take` fills the next batch, or returns false at the end; `work` plays it; `put` stores it.
/// `take` and `put` are called by one thread at a time, `work` by up to `threads`, each with its own number below `threads`.
struct AssemblyLine {
    unsigned threads = 1;
    std::function<bool(Batch&)> take;
    std::function<void(Batch&, unsigned)> work;
    std::function<void(Batch&)> put;
};

#ifdef SIM_THREADS_WITHOUT_TBB

/// Runs the body on so many threads and passes on the first exception. `give_up` tells the others.
void on_threads(unsigned threads, std::atomic<bool>& give_up, const std::function<void(unsigned)>& body) {
    std::exception_ptr first;
    std::mutex lock;
    {
        std::vector<std::jthread> crew;
        for (unsigned number = 0; number < threads; ++number)
            crew.emplace_back([&, number] {
                try {
                    body(number);
                } catch (...) {
                    const std::lock_guard guard(lock);
                    if (!give_up.exchange(true)) first = std::current_exception();
                }
            });
    }
    if (first) std::rethrow_exception(first);
}

void run(const AssemblyLine& line) {
    std::mutex taking, putting;
    std::atomic<bool> give_up = false;
    const auto take = [&](Batch& batch) {
        const std::lock_guard guard(taking);
        return !give_up && line.take(batch);
    };
    on_threads(line.threads, give_up, [&](unsigned number) {
        for (Batch batch; take(batch); batch = {}) {
            line.work(batch, number);
            const std::lock_guard guard(putting);
            if (!give_up) line.put(batch);
        }
    });
}

void loop(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body) {
    std::atomic<bool> give_up = false;
    std::atomic<std::size_t> next = 0;
    on_threads(threads, give_up, [&](unsigned) {
        for (std::size_t i = next++; i < count && !give_up; i = next++) body(i);
    });
}

#else

/// oneTBB's own limit is the number of cores: a wish for more threads has to lift it.
class Stage {
public:
    explicit Stage(unsigned threads)
        : limit_(tbb::global_control::max_allowed_parallelism, std::max(threads, all_threads())), arena_(static_cast<int>(threads)) {}
    template <class Body> void run(const Body& body) { arena_.execute(body); }

private:
    tbb::global_control limit_;
    tbb::task_arena arena_;
};

void run(const AssemblyLine& line) {
    const auto take = [&](tbb::flow_control& flow) {
        Batch batch;
        if (!line.take(batch)) flow.stop();
        return batch;
    };
    const auto work = [&](Batch batch) {
        line.work(batch, static_cast<unsigned>(tbb::this_task_arena::current_thread_index()));
        return batch;
    };
    const auto put = [&](Batch batch) { line.put(batch); };
    Stage(line.threads).run([&] {
        tbb::parallel_pipeline(2 * line.threads, tbb::make_filter<void, Batch>(tbb::filter_mode::serial_in_order, take) &
                                                     tbb::make_filter<Batch, Batch>(tbb::filter_mode::parallel, work) &
                                                     tbb::make_filter<Batch, void>(tbb::filter_mode::serial_out_of_order, put));
    });
}

void loop(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body) {
    Stage(threads).run([&] { tbb::parallel_for(std::size_t{0}, count, body); });
}

#endif

/// Which trials are still to be played, in the order of playing.
class Missing {
public:
    Missing(const Design& design, Store& store, const Wanted& wanted)
        : design_(design), order_(design.playing_order()), held_(design.size()) {
        for (std::uint64_t place = 0; place < held_.size(); ++place) {
            const Trial trial = trial_at(place);
            held_[place] = !wanted(trial.id) || store.holds(trial);
        }
    }
    std::optional<Trial> next() {
        while (next_ < held_.size() && held_[next_]) ++next_;
        if (next_ == held_.size()) return std::nullopt;
        return trial_at(next_++);
    }

private:
    [[nodiscard]] Trial trial_at(std::uint64_t place) const {
        return design_.trial(place / order_.size() * order_.size() + order_[place % order_.size()]);
    }

    Design design_;
    std::vector<std::uint64_t> order_;
    std::vector<bool> held_; // by place in that order
    std::uint64_t next_ = 0;
};

/// How many trials make a batch of some 0.2 ms, from the time that those before took. It decides who plays what, never what is played.
class Pace {
public:
    void add(std::chrono::nanoseconds time, std::size_t trials) {
        time_ += time.count();
        trials_ += static_cast<std::int64_t>(trials);
    }
    [[nodiscard]] std::size_t batch() const {
        const std::int64_t trials = trials_;
        if (trials == 0) return 1;
        return static_cast<std::size_t>(std::clamp<std::int64_t>(200'000 * trials / std::max<std::int64_t>(time_, 1), 1, 128));
    }

private:
    std::atomic<std::int64_t> time_ = 0, trials_ = 0;
};

Outcome failure(std::string reason) {
    Outcome outcome;
    outcome.status = Outcome::Status::failed;
    outcome.reason = one_line(std::move(reason));
    return outcome;
}

/// Infinite values can be neither summarised nor written: the trial has failed. Not-a-number is "nothing to measure".
void check_values(Outcome& outcome, const Layout& layout) {
    if (outcome.status == Outcome::Status::failed) {
        outcome.values.clear();
        return;
    }
    const auto fail = [&](std::string reason) {
        outcome.status = Outcome::Status::failed;
        outcome.reason = std::move(reason);
        outcome.values.clear();
    };
    if (outcome.values.size() != layout.size())
        return fail(fmt::format("measured {} values instead of {}", outcome.values.size(), layout.size()));
    const auto infinite = std::find_if(outcome.values.begin(), outcome.values.end(), [](double value) { return std::isinf(value); });
    if (infinite != outcome.values.end()) fail("infinite: " + name_of(layout, static_cast<std::size_t>(infinite - outcome.values.begin())));
}

/// One thread's way to play, made when first needed and again after it threw.
class Seat {
public:
    /// Nothing where the trial was dropped.
    std::optional<PackedOutcome> play(const Trial& trial, const Layout& layout, const Casting& casting) {
        Outcome outcome;
        try {
            if (!play_) play_ = casting();
            outcome = play_(trial);
        } catch (const Dropped&) {
            return std::nullopt;
        } catch (const std::exception& error) {
            play_ = nullptr;
            outcome = failure(error.what());
        }
        check_values(outcome, layout);
        return pack(std::move(outcome));
    }

private:
    Play play_;
};

void count(Played& played, const Outcome& outcome) {
    ++played.trials;
    played.failed += outcome.status == Outcome::Status::failed ? 1U : 0U;
    played.events += outcome.events;
}

/// Where own threads and other ranks fetch trials and leave outcomes, one at a time.
class Counter {
public:
    Counter(const Design& design, Store& store, const EnsembleOptions& options)
        : missing_(design, store, options.wanted), store_(store), options_(options) {}

    std::vector<Trial> take(std::size_t most) {
        const std::lock_guard guard(taking_);
        std::vector<Trial> trials;
        while (!closed_ && !options_.interrupted() && trials.size() < most) {
            const auto trial = missing_.next();
            if (!trial) break;
            trials.push_back(*trial);
        }
        return trials;
    }
    void put(const Trial& trial, const PackedOutcome& outcome) {
        const std::lock_guard guard(putting_);
        store_.add(trial, outcome);
        count(played_, outcome.head);
        if (options_.stop_on_failure && played_.failed > 0) closed_ = true;
        options_.finished(trial, outcome.head);
    }
    /// Nothing more is given out.
    void close() { closed_ = true; }
    [[nodiscard]] const Played& played() const { return played_; }

private:
    Missing missing_;
    Store& store_;
    const EnsembleOptions& options_;
    Played played_;
    std::atomic<bool> closed_ = false;
    std::mutex taking_, putting_;
};

} // namespace

std::string name_of(const Layout& layout, std::size_t place) {
    const Column& column = layout.columns[place % layout.columns.size()];
    return fmt::format("{} of {} on {}", row_of(column.metric).id, layout.groups[column.group].name,
                       to_text(layout.dates[place / layout.columns.size()]));
}

void play_trials(const Take& take, const Put& put, std::span<const Layout> layouts, const Casting& casting, unsigned threads,
                 const std::function<bool()>& interrupted) {
    Pace pace;
    std::vector<Seat> seats(threads);
    AssemblyLine line;
    line.threads = threads;
    line.take = [&](Batch& batch) {
        if (interrupted()) return false;
        batch.trials = take(pace.batch());
        return !batch.trials.empty();
    };
    line.work = [&](Batch& batch, unsigned number) {
        const auto begin = std::chrono::steady_clock::now();
        for (const Trial& trial : batch.trials) {
            if (interrupted()) break;
            auto outcome = seats[number].play(trial, layouts[trial.variant], casting);
            if (!outcome) break; // dropped
            batch.outcomes.push_back(std::move(*outcome));
        }
        pace.add(std::chrono::steady_clock::now() - begin, batch.outcomes.size());
    };
    line.put = [&](Batch& batch) {
        for (std::size_t i = 0; i < batch.outcomes.size(); ++i) put(batch.trials[i], batch.outcomes[i]);
    };
    run(line);
}

Played play_all(const Design& design, std::span<const Layout> layouts, const Casting& casting, Store& store,
                const EnsembleOptions& options) {
    assert(options.threads > 0 && layouts.size() == design.variants);
    Counter counter(design, store, options);
    const Take take = [&](std::size_t most) { return counter.take(most); };
    const Put put = [&](const Trial& trial, const PackedOutcome& outcome) { counter.put(trial, outcome); };
    std::exception_ptr trouble_of_others;
    {
        std::jthread others;
        if (options.others)
            others = std::jthread([&] {
                try {
                    options.others(take, put);
                } catch (...) {
                    trouble_of_others = std::current_exception();
                    counter.close();
                }
            });
        try {
            play_trials(take, put, layouts, casting, options.threads, options.interrupted);
        } catch (...) {
            counter.close(); // the others get nothing more, and are waited for
            throw;
        }
    }
    if (trouble_of_others) std::rethrow_exception(trouble_of_others);
    store.commit();
    return counter.played();
}

Inventory take_stock(const Design& design, Store& store, const Wanted& wanted) {
    Inventory inventory;
    for (std::uint64_t id = 0; id < design.size(); ++id) {
        if (!wanted(id)) continue;
        const auto stored = store.find(design.trial(id));
        if (!stored) continue;
        count(inventory.played, stored->head);
        inventory.fingerprint =
            mix(mix(inventory.fingerprint + id) ^ stored->head.fingerprint ^ static_cast<std::uint64_t>(stored->head.status) << 63U);
    }
    return inventory;
}

void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body) {
    if (threads <= 1 || count <= 1) {
        for (std::size_t i = 0; i < count; ++i) body(i);
    } else {
        loop(count, threads, body);
    }
}

#ifdef SIM_THREADS_WITHOUT_TBB
unsigned all_threads() { return std::max(1U, std::thread::hardware_concurrency()); }
#else
unsigned all_threads() { return static_cast<unsigned>(tbb::info::default_concurrency()); }
#endif

} // namespace sim
