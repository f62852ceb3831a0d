// Guesses at values that cannot be read, each read again before it is made.
#include "input/suggestion.hpp"

#include "base/text.hpp"
#include "base/unit.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace sim {
namespace {

using std::string_view;

struct Wording {
    string_view written, meant;
};
constexpr Wording frequencies[] = {{"annual", "1 yr"},     {"annually", "1 yr"},    {"yearly", "1 yr"},     {"quarterly", "3 mo"},
                                   {"monthly", "1 mo"},    {"weekly", "1 wk"},      {"daily", "1 d"},       {"biennial", "2 yr"},
                                   {"every year", "1 yr"}, {"every month", "1 mo"}, {"half-yearly", "6 mo"}};
constexpr Wording yearly_rates[] = {{"% p.a.", "%/yr"},     {"%p.a.", "%/yr"},    {"% p.a", "%/yr"},       {"% pa", "%/yr"},
                                    {"% per year", "%/yr"}, {"% a year", "%/yr"}, {"% per annum", "%/yr"}, {"% yearly", "%/yr"},
                                    {"% annually", "%/yr"}, {"%/year", "%/yr"},   {"%/a", "%/yr"},         {"% /yr", "%/yr"}};
constexpr Wording powers[] = {{"thousand", "e3"}, {"k", "e3"},  {"million", "e6"}, {"mn", "e6"},        {"mio", "e6"},  {"M", "e6"},
                              {"billion", "e9"},  {"bn", "e9"}, {"G", "e9"},       {"trillion", "e12"}, {"trn", "e12"}, {"T", "e12"}};
constexpr string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

std::string lowered(string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), lower);
    return small;
}

/// The texts between blanks.
std::vector<string_view> words_in(string_view text) {
    std::vector<string_view> words;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

std::string question(string_view meant) { return fmt::format("did you mean '{}'?", meant); }

/// Collects guesses at a number of a field, of which the first counts that reads as one.
class Guesses {
public:
    explicit Guesses(const Field& row) : row_(row), wanted_(dimension_of(row.unit)) {}
    void add(std::string guess) {
        if (!found_ && fits(guess)) found_ = std::move(guess);
    }
    [[nodiscard]] bool fits(string_view guess) const {
        const ParsedQuantity parsed = parse_quantity(guess);
        if (!parsed.ok() || parsed.quantity.dimension != wanted_) return false;
        const double units = parsed.quantity.value / scale_of(row_.unit);
        return units >= row_.least * (1 - 1e-9) && units <= row_.most * (1 + 1e-9);
    }
    [[nodiscard]] const std::optional<std::string>& found() const { return found_; }
    [[nodiscard]] string_view unit() const { return row_.unit; }

private:
    const Field& row_;
    Dimension wanted_;
    std::optional<std::string> found_;
};

void guess_word(string_view text, Guesses& guesses) {
    const std::string word = lowered(trimmed(text));
    for (const Wording& known : frequencies)
        if (word == known.written) guesses.add(std::string(known.meant));
}

void guess_rate(string_view text, Guesses& guesses) {
    for (const Wording& known : yearly_rates)
        if (text.ends_with(known.written))
            guesses.add(fmt::format("{} {}", trimmed(text.substr(0, text.size() - known.written.size())), known.meant));
}

/// "331 Mperson", "331 million person", "331 M": a power of ten that the unit does not take. `rest` is what stands behind the digits.
void guess_power(string_view digits, string_view rest, Guesses& guesses) {
    if (digits.empty() || digits.find_first_of("eE") != digits.npos) return;
    for (const Wording& power : powers) {
        if (!rest.starts_with(power.written)) continue;
        const string_view behind = rest.substr(power.written.size());
        const bool is_word = power.written.size() > 1;
        if (is_word && !behind.empty() && behind.front() != ' ') continue;
        const string_view unit = trimmed(behind);
        const std::string number = fmt::format("{}{}", digits, power.meant);
        guesses.add(fmt::format("{}{}{}", number, unit.empty() ? "" : " ", unit));
        if (const auto meant = unit_meant_by(unit)) guesses.add(fmt::format("{} {}", number, *meant));
        if (unit.empty()) guesses.add(fmt::format("{} {}", number, guesses.unit()));
    }
}

/// "$3000", "US$ 3k", "USD 3000".
void guess_dollars(string_view text, Guesses& guesses) {
    for (const string_view sign : {"US$", "$", "USD"}) {
        if (!text.starts_with(sign)) continue;
        const string_view amount = trimmed(text.substr(sign.size()));
        const WrittenQuantity written = taken_apart(amount);
        const std::size_t slash = std::min(written.unit.find('/'), written.unit.size());
        const string_view power = written.unit.substr(0, slash), per = written.unit.substr(slash);
        guesses.add(fmt::format("{} {}USD{}", written.digits, power, per));
        guess_power(written.digits, fmt::format("{} USD{}", power, per), guesses);
    }
}

/// Units put right one by one; "PFLOPs" is a speed where the field is one, and else a number of operations.
void guess_unit(string_view digits, string_view unit, Guesses& guesses) {
    const std::size_t slash = std::min(unit.find('/'), unit.size());
    const string_view first = unit.substr(0, slash), per = unit.substr(slash);
    const auto meant = find_unit(first) ? std::optional(std::string(first)) : unit_meant_by(first);
    if (!meant) return;
    const bool speed = meant->ends_with("/s"), operations = lowered(first).ends_with("ops") || lowered(first).ends_with("op");
    const std::string other = speed ? meant->substr(0, meant->size() - 2) : *meant + "/s";
    guesses.add(fmt::format("{} {}{}", digits, *meant, per));
    if (operations) guesses.add(fmt::format("{} {}{}", digits, other, per));
}

/// "60-70 %" as its two ends with their unit.
std::optional<std::array<std::string, 2>> range_in(string_view text) {
    for (const string_view dash : {"\xe2\x80\x93", "..", " to ", "-"}) {
        const std::size_t at = text.find(dash, 1);
        if (at == text.npos) continue;
        const WrittenQuantity low = taken_apart(text.substr(0, at)), high = taken_apart(text.substr(at + dash.size()));
        const string_view unit = high.unit, first_unit = low.unit.empty() ? unit : low.unit;
        const auto with = [](string_view digits, string_view of) { return fmt::format("{}{}{}", digits, of.empty() ? "" : " ", of); };
        return std::array{with(low.digits, first_unit), with(high.digits, unit)};
    }
    return std::nullopt;
}

std::optional<unsigned> month_of(string_view word) {
    const std::string small = lowered(word);
    const auto found = std::ranges::find_if(months, [&](string_view month) { return small.starts_with(month) && small.size() >= 3; });
    return found == std::end(months) ? std::nullopt : std::optional(static_cast<unsigned>(found - std::begin(months)) + 1);
}

std::optional<unsigned> number_of(string_view digits) {
    if (digits.empty() || digits.size() > 4 || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    unsigned number = 0;
    for (const char c : digits) number = 10 * number + static_cast<unsigned>(c - '0');
    return number;
}

std::string date_text(unsigned year, unsigned month, std::optional<unsigned> day) {
    return day ? fmt::format("{}-{:02}-{:02}", year, month, *day) : fmt::format("{}-{:02}", year, month);
}

/// "Jan 2020", "15 January 2020", "January 15, 2020".
std::string date_in_words(string_view text) {
    const std::string plain = replaced(std::string(text), ",", " ");
    std::optional<unsigned> year, month, day;
    for (string_view word : words_in(plain)) {
        while (word.ends_with('.')) word.remove_suffix(1);
        const auto number = number_of(word);
        if (number && word.size() == 4)
            year = number;
        else if (number)
            day = number;
        else if (!(month = month_of(word)))
            return {};
    }
    return year && month ? date_text(*year, *month, day) : "";
}

/// "2020-1-5", "2020/01", "5.1.2020"; not "1/5/2020", which half of the world reads the other way round.
std::string date_in_digits(string_view text) {
    std::vector<unsigned> parts;
    const char sign = text.find('.') != text.npos ? '.' : text.find('/') != text.npos ? '/' : '-';
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(sign, at), text.size());
        const auto part = number_of(text.substr(at, end - at));
        if (!part) return {};
        parts.push_back(*part);
        at = end + 1;
    }
    if (parts.size() == 2 && parts[0] >= 1000) return date_text(parts[0], parts[1], {});
    if (parts.size() != 3) return {};
    if (parts[0] >= 1000) return date_text(parts[0], parts[1], parts[2]);
    return sign == '.' && parts[2] >= 1000 ? date_text(parts[2], parts[1], parts[0]) : "";
}

} // namespace

std::string suggested_number(string_view text, const Field& row) {
    Guesses guesses(row);
    const WrittenQuantity written = taken_apart(text);
    guess_word(text, guesses);
    guess_dollars(text, guesses);
    if (!written.digits.empty()) {
        guess_rate(text, guesses);
        guess_power(written.digits, written.unit, guesses);
        guess_unit(written.digits, written.unit, guesses);
    }
    return guesses.found() ? question(*guesses.found()) : "";
}

std::string suggested_law(string_view text, const Field& row) {
    const Guesses guesses(row);
    const auto ends = range_in(trimmed(text));
    if (!ends || !guesses.fits((*ends)[0]) || !guesses.fits((*ends)[1])) return {};
    if (parse_quantity((*ends)[0]).quantity.value >= parse_quantity((*ends)[1]).quantity.value) return {};
    return question(fmt::format("{{ci90: [{}, {}]}}", (*ends)[0], (*ends)[1]));
}

Refusal refusal_of(string_view text, const ParsedQuantity& parsed, const Field& row, bool may_be_law) {
    Refusal refusal{parsed.error, {}};
    const bool fits = !parsed.meant.empty() && dimension_of(parsed.meant) == dimension_of(row.unit);
    if (fits) return refusal; // the sentence has the guess
    refusal.message = parsed.error.substr(0, parsed.error.find("; did you mean"));
    if (may_be_law) refusal.hint = suggested_law(text, row);
    if (refusal.hint.empty()) refusal.hint = suggested_number(text, row);
    return refusal;
}

std::string suggested_date(string_view text) {
    for (const std::string& guess : {date_in_words(text), date_in_digits(text)})
        if (!guess.empty() && parse_instant(guess).ok()) return question(guess);
    return {};
}

std::optional<string_view> meant_id(string_view word, std::span<const string_view> ids, std::span<const string_view> names) {
    const std::string wanted = lowered(word);
    const auto same = [&](string_view other) { return lowered(other) == wanted; };
    if (const auto found = std::ranges::find_if(ids, same); found != ids.end()) return *found;
    if (const auto found = std::ranges::find_if(names, same); found != names.end())
        return ids[static_cast<std::size_t>(found - names.begin())];
    if (const auto near_id = nearest(word, ids)) return near_id;
    const auto near_name = nearest(word, names);
    if (!near_name) return std::nullopt;
    return ids[static_cast<std::size_t>(std::ranges::find(names, *near_name) - names.begin())];
}

} // namespace sim
