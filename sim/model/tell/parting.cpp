// Plays two worlds side by side, instant by instant, and takes away what happens in both.
#include "model/tell/parting.hpp"

#include "model/plan.hpp"
#include "model/replicate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace sim {
namespace {

struct Happening {
    std::string text;
    bool concerns_lab = false;
};

/// One of the two worlds, with its next event already in hand.
class Side {
public:
    Side(const Scenario& scenario, const Dice& dice) : replicate_(scenario) {
        guarded([&] { replicate_.begin(dice); });
        take_next();
    }

    /// When something happens next; `Instant::max()` after the end.
    [[nodiscard]] Instant at() const { return next_ ? next_->at : failure_.empty() ? Instant::max() : story().now(); }
    [[nodiscard]] const std::optional<Appointment>& next() const { return next_; }
    [[nodiscard]] const Story& story() const { return replicate_.story; }

    void play_next() {
        if (next_)
            guarded([&] { play(replicate_.story, *next_); });
        else
            failure_.clear();
        take_next();
    }
    [[nodiscard]] Happening happening() const {
        if (!next_) return {fmt::format("{} the story fails: {}", to_text(story().now()), failure_), false};
        return {to_text(story(), *next_), dispatch(*next_, [&](auto event) { return concerns_lab(event); })};
    }
    [[nodiscard]] std::string what_comes() const { return at() == Instant::max() ? "nothing more" : happening().text; }

    /// All that happens at this instant, played.
    std::vector<Happening> all_at(Instant instant) {
        std::vector<Happening> found;
        for (; at() == instant; play_next()) found.push_back(happening());
        return found;
    }

private:
    /// A public cloud is none.
    template <class E> [[nodiscard]] bool concerns_lab(const E& event) const {
        if constexpr (EventOfLab<E>)
            return event.lab.index < story().world.research_labs;
        else
            return EventOfTeam<E> || EventOfProject<E>;
    }
    /// A failure is the last that happens in a world.
    template <class Act> void guarded(const Act& act) {
        try {
            act();
        } catch (const StoryFailure& failure) {
            failure_ = failure.what();
        }
    }
    void take_next() {
        next_.reset();
        if (failure_.empty() && !over_) {
            over_ = replicate_.story.agenda.empty();
            if (!over_) next_ = replicate_.story.agenda.next();
        } else {
            over_ = true;
        }
    }

    Replicate replicate_;
    std::optional<Appointment> next_;
    std::string failure_;
    bool over_ = false;
};

/// True where both are surely printed alike; false says nothing. Most events concern a lab or a project: no text is made for those.
bool surely_alike(const Side& base, const Side& other) {
    if (!base.next() || !other.next() || *base.next() != *other.next()) return false;
    const World& a = base.story().world;
    const World& b = other.story().world;
    return dispatch(*base.next(), [&](auto event) {
        if constexpr (EventOfLab<decltype(event)>)
            return event.lab.index < std::min(a.research_labs, b.research_labs) && a[event.lab].key == b[event.lab].key;
        else if constexpr (EventOfTeam<decltype(event)>)
            return event.team.index < std::min(a.teams.size(), b.teams.size()) && a[a[event.team].lab].key == b[b[event.team].lab].key;
        else if constexpr (EventOfProject<decltype(event)>)
            return a[event.project].ordinal == b[event.project].ordinal && a[a[event.project].lab].key == b[b[event.project].lab].key;
        else
            return false;
    });
}

using Happenings = std::vector<Happening>;

/// Takes out of both what is in both.
void cancel(Happenings& base, Happenings& other) {
    std::map<std::string, std::size_t> unmatched, matched;
    for (const Happening& h : base) ++unmatched[h.text];
    const auto take = [](std::map<std::string, std::size_t>& from, const std::string& text) {
        const auto found = from.find(text);
        if (found == from.end() || found->second == 0) return false;
        --found->second;
        return true;
    };
    std::erase_if(other, [&](const Happening& h) { return take(unmatched, h.text) && ++matched[h.text] > 0; });
    std::erase_if(base, [&](const Happening& h) { return take(matched, h.text); });
}

/// What each world alone has at the next instant at which there is any such thing; false at the end of both.
bool play_to_difference(Side& base, Side& other, Instant& at, Happenings& only_base, Happenings& only_other) {
    while (base.at() != Instant::max() || other.at() != Instant::max()) {
        if (surely_alike(base, other)) {
            base.play_next();
            other.play_next();
            continue;
        }
        at = std::min(base.at(), other.at());
        only_base = base.all_at(at);
        only_other = other.all_at(at);
        cancel(only_base, only_other);
        if (!only_base.empty() || !only_other.empty()) return true;
    }
    return false;
}

Difference difference(Instant at, const Happenings& only_base, const Happenings& only_other, const Side& base, const Side& other) {
    const auto first_of = [](const Happenings& only, const Side& side) {
        return only.empty() ? "nothing then; next " + side.what_comes() : only.front().text;
    };
    return {at, first_of(only_base, base), first_of(only_other, other)};
}

void keep_labs(Happenings& happenings) {
    std::erase_if(happenings, [](const Happening& h) { return !h.concerns_lab; });
}

bool begins_with_lab(const Happenings& happenings) { return !happenings.empty() && happenings.front().concerns_lab; }

} // namespace

std::optional<Parting> parting(const Scenario& base_scenario, const Scenario& other_scenario, std::uint64_t seed, std::uint64_t replicate) {
    const Dice dice(seed, replicate);
    Side base(base_scenario, dice), other(other_scenario, dice);
    Instant at;
    Happenings only_base, only_other;
    if (!play_to_difference(base, other, at, only_base, only_other)) return std::nullopt;
    Parting found{difference(at, only_base, only_other, base, other), std::nullopt};
    if (begins_with_lab(only_base) || begins_with_lab(only_other)) return found;
    do {
        keep_labs(only_base);
        keep_labs(only_other);
        if (only_base.empty() && only_other.empty()) continue;
        found.consequence = difference(at, only_base, only_other, base, other);
        break;
    } while (play_to_difference(base, other, at, only_base, only_other));
    return found;
}

} // namespace sim
