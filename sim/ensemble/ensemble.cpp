// Which trial is played next, by whom, and where its outcome goes.
#include "sim/ensemble.hpp"

#include "base/text.hpp"
#include "ensemble/assembly_line.hpp"

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

namespace sim {
namespace {

/// Which trials are still to be played, in the order of playing.
class Missing {
public:
    Missing(const TrialList& list, Store& store, const Wanted& wanted) : list_(list), order_(list.playing_order()), held_(list.size()) {
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
        return list_.trial(place / order_.size() * order_.size() + order_[place % order_.size()]);
    }

    TrialList list_;
    std::vector<std::uint64_t> order_;
    std::vector<bool> held_; // by place in that order
    std::uint64_t next_ = 0;
};

constexpr std::int64_t batch_time = 200'000; // ns
constexpr std::int64_t most_in_batch = 128;

/// How many trials make a batch of that time, from the time that those before took. It decides who plays what, never what is played.
class Pace {
public:
    void add(std::chrono::nanoseconds time, std::size_t trials) {
        time_ += time.count();
        trials_ += static_cast<std::int64_t>(trials);
    }
    [[nodiscard]] std::size_t batch() const {
        const std::int64_t trials = trials_;
        if (trials == 0) return 1;
        return static_cast<std::size_t>(std::clamp<std::int64_t>(batch_time * trials / std::max<std::int64_t>(time_, 1), 1, most_in_batch));
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
    std::optional<Outcome> play(const Trial& trial, const Layout& layout, const MakePlay& make_play) {
        Outcome outcome;
        try {
            if (!play_) play_ = make_play();
            outcome = play_(trial);
        } catch (const Dropped&) {
            return std::nullopt;
        } catch (const std::exception& error) {
            play_ = nullptr;
            outcome = failure(error.what());
        }
        check_values(outcome, layout);
        return outcome;
    }

private:
    Play play_;
};

/// Where own threads and other ranks fetch trials and leave outcomes, one at a time.
class Counter {
public:
    Counter(const TrialList& list, Store& store, const EnsembleOptions& options)
        : missing_(list, store, options.wanted), store_(store), options_(options) {}

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
    void put(const Trial& trial, const Outcome& outcome) {
        const std::lock_guard guard(putting_);
        store_.add(trial, outcome);
        played_.add(outcome);
        if (options_.stop_on_failure && played_.failed > 0) closed_ = true;
        options_.finished(trial, outcome);
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

void play_trials(const Take& take, const Put& put, std::span<const Layout> layouts, const MakePlay& make_play, unsigned threads,
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
            auto outcome = seats[number].play(trial, layouts[trial.variant], make_play);
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

Played play_all(const TrialList& list, std::span<const Layout> layouts, const MakePlay& make_play, Store& store,
                const EnsembleOptions& options) {
    assert(options.threads > 0 && layouts.size() == list.variants);
    Counter counter(list, store, options);
    const Take take = [&](std::size_t most) { return counter.take(most); };
    const Put put = [&](const Trial& trial, const Outcome& outcome) { counter.put(trial, outcome); };
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
            play_trials(take, put, layouts, make_play, options.threads, options.interrupted);
        } catch (...) {
            counter.close(); // the others get nothing more, and are waited for
            throw;
        }
    }
    if (trouble_of_others) std::rethrow_exception(trouble_of_others);
    store.commit();
    return counter.played();
}

} // namespace sim
