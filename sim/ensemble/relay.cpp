// Letters between the leader and the other ranks: assignments, trials, outcomes.
#include "ensemble/relay.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <type_traits>

namespace sim {
namespace {

enum Kind : int { assignment_letter = 1, ask_letter, trials_letter, outcome_letter, rest_letter, quit_letter };

constexpr auto half = "a rank sent half a message: are all ranks of one build?";

/// Values one after the other as bytes; all ranks are of one build on one kind of machine.
class Parcel {
public:
    Parcel() = default;
    explicit Parcel(std::string bytes) : bytes_(std::move(bytes)) {}
    template <class T>
    requires std::is_trivially_copyable_v<T> Parcel& add(const T& value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); // NOLINT: any object may be looked at as bytes
        return *this;
    }
    Parcel& add(const std::string& text) {
        add(std::uint64_t{text.size()});
        bytes_ += text;
        return *this;
    }
    Parcel& add(const std::vector<double>& list) {
        add(std::uint64_t{list.size()});
        bytes_.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(double)); // NOLINT: likewise
        return *this;
    }
    template <class T> Parcel& add(const std::vector<T>& list) {
        add(std::uint64_t{list.size()});
        for (const T& item : list) add(item);
        return *this;
    }
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void take(T& value) {
        if (at_ + sizeof value > bytes_.size()) throw std::length_error(half);
        std::memcpy(&value, bytes_.data() + at_, sizeof value);
        at_ += sizeof value;
    }
    void take(std::string& text) {
        std::uint64_t size = 0;
        take(size);
        text = bytes_.substr(at_, size);
        at_ += size;
    }
    void take(std::vector<double>& list) {
        std::uint64_t size = 0;
        take(size);
        if (size > (bytes_.size() - at_) / sizeof(double)) throw std::length_error(half);
        list.resize(size);
        if (size > 0) std::memcpy(list.data(), bytes_.data() + at_, size * sizeof(double));
        at_ += size * sizeof(double);
    }
    template <class T> void take(std::vector<T>& list) {
        std::uint64_t size = 0;
        take(size);
        list.resize(size);
        for (T& item : list) take(item);
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
    std::size_t at_ = 0;
};

std::string to_bytes(const Assignment& assignment) {
    return Parcel()
        .add(assignment.scenarios)
        .add(assignment.variants)
        .add(assignment.hashes)
        .add(assignment.seed)
        .add(assignment.replicates)
        .add(assignment.threads)
        .add(assignment.time_limit)
        .bytes();
}

Assignment assignment_in(std::string bytes) {
    Parcel parcel(std::move(bytes));
    Assignment assignment;
    parcel.take(assignment.scenarios);
    parcel.take(assignment.variants);
    parcel.take(assignment.hashes);
    parcel.take(assignment.seed);
    parcel.take(assignment.replicates);
    parcel.take(assignment.threads);
    parcel.take(assignment.time_limit);
    return assignment;
}

std::string to_bytes(const Trial& trial, const Outcome& outcome) {
    return Parcel()
        .add(trial)
        .add(outcome.status)
        .add(outcome.reason)
        .add(outcome.events)
        .add(outcome.fingerprint)
        .add(outcome.values_fingerprint)
        .add(outcome.inputs)
        .add(outcome.values)
        .bytes();
}

void put_parcel(std::string bytes, const Put& put) {
    Parcel parcel(std::move(bytes));
    Trial trial;
    Outcome outcome;
    parcel.take(trial);
    parcel.take(outcome.status);
    parcel.take(outcome.reason);
    parcel.take(outcome.events);
    parcel.take(outcome.fingerprint);
    parcel.take(outcome.values_fingerprint);
    parcel.take(outcome.inputs);
    parcel.take(outcome.values);
    put(trial, outcome);
}

int signal_in(std::string bytes) {
    int signal = 0;
    Parcel(std::move(bytes)).take(signal);
    return signal;
}

} // namespace

void lead(Ranks& ranks, const Assignment& assignment, const Take& take, const Put& put, const std::function<void(int)>& signalled) {
    for (int rank = 1; rank < ranks.count(); ++rank) ranks.send(rank, assignment_letter, to_bytes(assignment));
    std::exception_ptr trouble;
    for (int at_work = ranks.count() - 1; at_work > 0;) {
        Letter letter = ranks.wait();
        if (letter.kind == rest_letter) {
            --at_work;
            if (const int signal = signal_in(std::move(letter.text)); signal != 0) signalled(signal);
        }
        try {
            if (letter.kind == outcome_letter && !trouble) put_parcel(std::move(letter.text), put);
        } catch (...) {
            trouble = std::current_exception();
        }
        if (letter.kind != ask_letter) continue;
        std::uint64_t most = 0;
        Parcel(letter.text).take(most);
        ranks.send(letter.from, trials_letter, Parcel().add(trouble ? std::vector<Trial>{} : take(most)).bytes());
    }
    if (trouble) std::rethrow_exception(trouble);
}

void dismiss(Ranks& ranks) {
    for (int rank = 1; rank < ranks.count(); ++rank) ranks.send(rank, quit_letter, {});
}

std::optional<Assignment> next_assignment(Ranks& ranks) {
    Letter letter = ranks.wait();
    if (letter.kind == quit_letter) return std::nullopt;
    return assignment_in(std::move(letter.text));
}

Take take_from_leader(Ranks& ranks) {
    return [&ranks](std::size_t most) {
        ranks.send(0, ask_letter, Parcel().add(std::uint64_t{most}).bytes());
        std::vector<Trial> trials;
        Parcel(ranks.wait().text).take(trials);
        return trials;
    };
}

Put put_to_leader(Ranks& ranks) {
    return [&ranks](const Trial& trial, const Outcome& outcome) { ranks.send(0, outcome_letter, to_bytes(trial, outcome)); };
}

void report_at_rest(Ranks& ranks, int signal) { ranks.send(0, rest_letter, Parcel().add(signal).bytes()); }

unsigned fair_threads(const Ranks& ranks) { return std::max(1U, all_threads() / static_cast<unsigned>(ranks.on_this_machine())); }

} // namespace sim
