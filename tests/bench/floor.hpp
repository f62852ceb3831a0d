// The plain lab model of tests/scenarios/plain_labs.yaml written by hand for speed alone: the yardstick for the whole engine.
//
// It has no units, no ledger, no groups, no reproducible streams of luck; a lab's GPUs all speed up together. What is alike: the number of
// labs, the stream of papers and its costs, who looks at them, the queues, the yearly purchases.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace floor_model {

/// xoshiro256++ of Blackman and Vigna.
struct Luck {
    using result_type = std::uint64_t;
    std::array<std::uint64_t, 4> s{};
    explicit Luck(std::uint64_t seed = 1) {
        for (auto& word : s) {
            seed += 0x9e3779b97f4a7c15ULL;
            word = (seed ^ (seed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        }
    }
    std::uint64_t operator()() {
        const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17U;
        s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t, s[3] = std::rotl(s[3], 45);
        return result;
    }
    static constexpr auto min() { return std::uint64_t{0}; }
    static constexpr auto max() { return std::numeric_limits<std::uint64_t>::max(); }
    double uniform() { return (static_cast<double>((*this)() >> 12U) + 0.5) * 0x1p-52; }
};

struct Event {
    double at;
    std::uint32_t kind, who;
};

/// Time buckets over the horizon; the current one is sorted when it is reached.
class Buckets {
public:
    void reset(double end, std::size_t count) {
        end_ = end;
        per_time_ = static_cast<double>(count) / end;
        buckets_.resize(count + 1);
        for (auto& bucket : buckets_) bucket.clear();
        near_.clear();
        current_ = held_ = 0;
    }
    void add(Event event) {
        if (event.at >= end_) return;
        ++held_;
        const auto bucket = static_cast<std::size_t>(event.at * per_time_);
        if (bucket > current_)
            buckets_[bucket].push_back(event);
        else
            insert(event);
    }
    [[nodiscard]] bool empty() const { return held_ == 0; }
    Event next() {
        while (near_.empty()) {
            for (const Event& event : buckets_[++current_]) insert(event);
            buckets_[current_].clear();
        }
        --held_;
        const Event event = near_.back();
        near_.pop_back();
        return event;
    }

private:
    void insert(Event event) {
        near_.push_back(event);
        std::size_t i = near_.size() - 1;
        for (; i > 0 && near_[i - 1].at < event.at; --i) near_[i] = near_[i - 1];
        near_[i] = event;
    }
    std::vector<std::vector<Event>> buckets_;
    std::vector<Event> near_;
    std::size_t current_ = 0, held_ = 0;
    double end_ = 0, per_time_ = 1;
};

struct Lab {
    float gpus, patience, buys;
    std::uint32_t first, count; // a ring of at most eight waiting papers
    bool busy;
    std::array<std::uint32_t, 8> queue;
};

template <class Normal, class Exponential> class Model {
public:
    /// Plays 18 years and returns the number of events.
    std::uint64_t play(std::size_t labs, std::uint64_t seed) {
        Luck luck(seed);
        labs_.resize(labs);
        costs_.clear();
        agenda_.reset(18, std::max<std::size_t>(512, labs * 45));
        for (std::uint32_t i = 0; i < labs; ++i) {
            const double rich = std::exp(normal_(luck));
            labs_[i] = {8, static_cast<float>(0.2 * std::exp(0.5 * normal_(luck))), static_cast<float>(4 * rich), 0, 0, false, {}};
            agenda_.add({0, budget, i});
        }
        agenda_.add({exponential_(luck) / 200, paper, 0});
        std::uint64_t events = 0;
        for (; !agenda_.empty(); ++events) {
            const Event event = agenda_.next();
            if (event.kind == paper)
                appear(event.at, luck);
            else if (event.kind == finish)
                end_job(event);
            else
                buy(event);
        }
        return events;
    }

private:
    enum : std::uint32_t { paper, finish, budget };

    void appear(double now, Luck& luck) {
        const double cost = 0.2 * std::exp2(now) * std::exp(1.2 * normal_(luck)), today = cost / std::exp2(now / 2.2);
        costs_.push_back(static_cast<float>(cost));
        for (double i = std::floor(exponential_(luck) * skip_); i < static_cast<double>(labs_.size());
             i += 1 + std::floor(exponential_(luck) * skip_)) {
            Lab& lab = labs_[static_cast<std::size_t>(i)];
            if (lab.count == 8 || today > lab.patience * lab.gpus) continue;
            lab.queue[(lab.first + lab.count++) % 8] = static_cast<std::uint32_t>(costs_.size() - 1);
            if (!lab.busy) start(lab, static_cast<std::uint32_t>(i), now);
        }
        agenda_.add({now + exponential_(luck) / 200, paper, 0});
    }
    void start(Lab& lab, std::uint32_t i, double now) {
        const double cost = costs_[lab.queue[lab.first]];
        lab.first = (lab.first + 1) % 8;
        --lab.count;
        lab.busy = true;
        agenda_.add({now + cost / (lab.gpus * std::exp2(now / 2.2)), finish, i});
    }
    void end_job(Event event) {
        Lab& lab = labs_[event.who];
        lab.busy = false;
        if (lab.count > 0) start(lab, event.who, event.at);
    }
    void buy(Event event) {
        labs_[event.who].gpus += static_cast<float>(std::floor(labs_[event.who].buys * std::exp2(event.at * 0.3785)));
        agenda_.add({event.at + 1, budget, event.who});
    }

    Buckets agenda_;
    std::vector<Lab> labs_;
    std::vector<float> costs_;
    Normal normal_;
    Exponential exponential_;
    double skip_ = -1 / std::log1p(-0.05);
};

} // namespace floor_model
