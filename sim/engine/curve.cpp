// Growth as pieces that double steadily, evaluated to the last place by arithmetic with twice the digits of a double.
#include "engine/curve.hpp"

#include "base/quick.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace sim {
namespace {

constexpr std::int64_t beginning = std::numeric_limits<std::int64_t>::min();
constexpr double ms_per_second = 1000;
constexpr int doublings_to_the_ceiling = 200; // of the odds: from here on odds / (1 + odds) is 1 in all 106 bits of an Extended

std::int64_t ms_of(Instant at) { return at.time_since_epoch().count(); }
std::int64_t start_of(const Regime& regime) { return regime.from ? ms_of(*regime.from) : beginning; }
Extended number(double x) { return {x, 0}; }
Extended whole(std::int64_t ms) { return number(static_cast<double>(ms)); }

/// How often the value doubles in a millisecond under this regime.
Extended doublings_per_ms(const Regime& regime) {
    const double rate = regime.rate;
    if (regime.means == Regime::Rate::doubling_time) {
        assert(rate != 0 && "a doubling time of 0 has no curve");
        return number(1) / exact_product(rate, ms_per_second);
    }
    if (regime.means == Regime::Rate::doublings_per_year) return number(rate) / whole(year.count());
    if (rate <= -1) return number(-1);
    return log2(exact_sum(1, rate)) / whole(year.count());
}

bool has_date(const std::vector<Regime>& regimes) {
    return std::any_of(regimes.begin(), regimes.end(), [](const Regime& regime) { return regime.from.has_value(); });
}

/// Where the regimes first have a date: there a level without anchors is known.
Anchor level_as_anchor(const Growth& growth) {
    for (const Regime& regime : growth.regimes) {
        if (regime.from) return {*regime.from, growth.level};
    }
    return {Instant{}, growth.level};
}

} // namespace

Fit fit_exponential(const std::vector<Anchor>& points) {
    Fit fit;
    fit.points = points.size();
    const auto n = static_cast<double>(points.size());
    double time = 0, log = 0;
    for (const Anchor& p : points) time += in_years(p.at.time_since_epoch()) / n;
    for (const Anchor& p : points) log += log_of(p.value) / n;
    double tt = 0, ty = 0, yy = 0;
    for (const Anchor& p : points) {
        const double t = in_years(p.at.time_since_epoch()) - time, y = log_of(p.value) - log;
        tt += t * t;
        ty += t * y;
        yy += y * y;
    }
    const double slope = ty / tt, rest = std::max(0.0, yy - slope * ty), variance = points.size() > 2 ? rest / (n - 2) : 0;
    fit.middle = Instant{from_seconds(time * in_seconds(year))};
    fit.level = exp_of(log);
    fit.level_error = std::sqrt(variance / n);
    fit.doublings_per_year = slope / log_of(2);
    fit.slope_error = std::sqrt(variance / tt) / log_of(2);
    fit.r2 = yy > 0 ? 1 - rest / yy : 1;
    return fit;
}

Curve::Curve(const Growth& growth) {
    if (growth.ceiling) ceiling_ = *growth.ceiling;
    if (growth.cap) cap_ = *growth.cap;
    if (growth.anchors.empty() && !has_date(growth.regimes)) {
        pieces_ = {{beginning, 0, scaled(number(growth.level)), {}, Shape::constant}};
        return;
    }
    pieces_.reserve(growth.anchors.size() + growth.regimes.size() + 1);
    const Anchor last = growth.anchors.empty() ? level_as_anchor(growth) : growth.anchors.back();
    if (growth.anchors.size() > 1)
        add_table(growth.anchors);
    else
        carry_backward(growth, last);
    carry_forward(growth, last);
}

void Curve::add_table(const std::vector<Anchor>& anchors) {
    pieces_.push_back({beginning, 0, scaled(number(anchors.front().value)), {}, Shape::constant});
    const auto doublings = [](double value) { return value > 0 ? log2(number(value)) : Extended{}; };
    Extended before = doublings(anchors.front().value);
    for (std::size_t i = 0; i + 1 < anchors.size(); ++i) {
        const std::int64_t from = ms_of(anchors[i].at), to = ms_of(anchors[i + 1].at);
        assert(from < to && "anchors ascend in time");
        const double a = anchors[i].value, b = anchors[i + 1].value;
        const Extended after = doublings(b);
        const Shape shape = a > 0 && b > 0 ? Shape::exponential : Shape::linear;
        const Extended rise = shape == Shape::linear ? exact_sum(b, -a) : after - before;
        pieces_.push_back({from, from, scaled(number(a)), rise / whole(to - from), shape});
        before = after;
    }
}

void Curve::carry_backward(const Growth& growth, const Anchor& anchor) {
    std::int64_t until = ms_of(anchor.at);
    Scaled value = scaled(number(anchor.value));
    for (auto regime = growth.regimes.rbegin(); regime != growth.regimes.rend(); ++regime) {
        const std::int64_t from = start_of(*regime);
        if (from >= until) continue;
        const Extended rate = doublings_per_ms(*regime);
        pieces_.push_back({from, until, value, rate, Shape::exponential});
        if (from == beginning) break;
        value = value * exp2(rate * whole(from - until));
        until = from;
    }
    if (pieces_.empty() || pieces_.back().from_ms != beginning) pieces_.push_back({beginning, until, value, {}, Shape::constant});
    std::reverse(pieces_.begin(), pieces_.end());
}

void Curve::carry_forward(const Growth& growth, const Anchor& anchor) {
    const double known = anchor.value;
    const Shape shape = !growth.ceiling ? Shape::exponential : known < ceiling_ ? Shape::logistic : Shape::constant;
    Scaled value = scaled(shape == Shape::logistic ? number(known) / exact_sum(ceiling_, -known) : number(known));
    Piece piece{ms_of(anchor.at), ms_of(anchor.at), value, {}, shape};
    for (const Regime& regime : growth.regimes) {
        if (shape == Shape::constant) break;
        const std::int64_t from = start_of(regime);
        if (from > piece.from_ms) {
            pieces_.push_back(piece);
            piece.value = piece.value * exp2(piece.per_ms * whole(from - piece.origin_ms));
            piece.from_ms = piece.origin_ms = from;
        }
        piece.per_ms = doublings_per_ms(regime);
    }
    pieces_.push_back(piece);
}

double Curve::at(Instant when) const { return std::min(uncapped(ms_of(when)), cap_); }

double Curve::nearly_at(Instant when) const {
    if (pieces_.empty()) return 0;
    const Piece& piece = piece_at(ms_of(when));
    if (piece.shape != Shape::exponential) return at(when);
    const double doublings = piece.per_ms.high * static_cast<double>(ms_of(when) - piece.origin_ms);
    return std::min(quick_exp2(doublings + piece.value.exponent) * piece.value.factor.high, cap_);
}

const Curve::Piece& Curve::piece_at(std::int64_t ms) const {
    const auto begins_after = [](std::int64_t at, const Piece& piece) { return at < piece.from_ms; };
    return *(std::upper_bound(pieces_.begin() + 1, pieces_.end(), ms, begins_after) - 1);
}

double Curve::uncapped(std::int64_t ms) const {
    if (pieces_.empty()) return 0;
    const Piece& piece = piece_at(ms);
    if (piece.shape == Shape::constant) return to_double(piece.value);
    const Extended change = piece.per_ms * whole(ms - piece.origin_ms);
    if (piece.shape == Shape::linear) return (to_extended(piece.value) + change).high;
    const Scaled growth = exp2(change);
    const Scaled value{piece.value.factor * growth.factor, piece.value.exponent + growth.exponent};
    if (piece.shape == Shape::exponential) return to_double(value);
    if (value.exponent > doublings_to_the_ceiling) return ceiling_;
    const Extended odds = to_extended(value);
    return (number(ceiling_) * odds / (number(1) + odds)).high;
}

} // namespace sim
