// Finds the numbers in a text, shifts their points and names their magnitudes.
#include "report/magnitudes.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace sim {
namespace {

constexpr int no_word = 0, first_of_words = 6, digits_of_a_group = 3;
constexpr std::array<std::string_view, 3> words{" million", " billion", " trillion"};
constexpr int smallest_in_a_word = -1, beyond_a_word = 4; // leading digits, from that of the word

/// A number in a text: from `at`, so many characters.
struct FoundNumber {
    std::size_t at = 0, length = 0;
    std::string digits; // without its point
    int point = 0;      // how many digits stand before it
    bool bracketed = false, is_zero = false;
    [[nodiscard]] int leading() const { return point - 1; }
};

std::size_t end_of_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

FoundNumber number_at(std::string_view text, std::size_t at) {
    FoundNumber number{at, 0, {}, 0, false, false};
    std::size_t end = end_of_digits(text, at);
    number.digits = text.substr(at, end - at);
    number.point = static_cast<int>(number.digits.size());
    if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
        const std::size_t fraction = end + 1;
        end = end_of_digits(text, fraction);
        number.digits += text.substr(fraction, end - fraction);
    }
    if (int exponent = 0; end + 1 < text.size() && text[end] == 'e') {
        const auto read = std::from_chars(text.data() + end + 1, text.data() + text.size(), exponent);
        if (read.ec == std::errc()) {
            end = static_cast<std::size_t>(read.ptr - text.data());
            number.point += exponent;
        }
    }
    number.length = end - at;
    number.is_zero = number.digits.find_first_not_of('0') == std::string::npos;
    if (text.substr(at, number.length).find('.') == text.npos) // zeros at the end of a whole number say where its point is, no more
        number.digits.resize(std::max<std::size_t>(1, number.digits.find_last_not_of('0') + 1));
    return number;
}

std::vector<FoundNumber> numbers_in(std::string_view text) {
    std::vector<FoundNumber> numbers;
    int depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '[' || text[at] == '{') ++depth;
        if (text[at] == ']' || text[at] == '}') --depth;
        if (!is_digit(text[at])) continue;
        numbers.push_back(number_at(text, at));
        numbers.back().bracketed = depth > 0 && !text.substr(0, at).ends_with(">= "); // a count of replicates has no unit
        at += numbers.back().length - 1;
    }
    return numbers;
}

/// The power of ten of its word; 0 where it has none.
int word_of(const FoundNumber& number) {
    const int last = first_of_words + digits_of_a_group * static_cast<int>(words.size());
    if (number.is_zero || number.leading() < first_of_words || number.leading() >= last) return no_word;
    return number.leading() - number.leading() % digits_of_a_group;
}

/// "1234567.8" is "1,234,567.8".
std::string with_thousands_apart(std::string text) {
    std::size_t end = std::min(text.find('.'), text.size());
    for (; end > digits_of_a_group; end -= digits_of_a_group) text.insert(end - digits_of_a_group, ",");
    return text;
}

/// In units of that power of ten.
std::string written_in(FoundNumber number, int power) {
    const int point = number.point - power;
    if (number.is_zero) return "0";
    if (point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + number.digits;
    const auto before = static_cast<std::size_t>(point);
    if (before >= number.digits.size()) return with_thousands_apart(number.digits + std::string(before - number.digits.size(), '0'));
    return with_thousands_apart(number.digits.insert(before, "."));
}

bool fits(const FoundNumber& number, int word) {
    const int above = number.leading() - word;
    return number.is_zero || (above >= smallest_in_a_word && above < beyond_a_word);
}

/// With its own word, if it has one; as it stands where it is beyond all words.
std::string alone(std::string_view text, const FoundNumber& number) {
    const int word = word_of(number);
    if (word != no_word)
        return written_in(number, word).append(words.at(static_cast<std::size_t>((word - first_of_words) / digits_of_a_group)));
    const std::string_view as_it_stands = text.substr(number.at, number.length);
    return as_it_stands.find('e') != as_it_stands.npos ? std::string(as_it_stands) : with_thousands_apart(std::string(as_it_stands));
}

} // namespace

std::string in_words(std::string_view text) {
    const std::vector<FoundNumber> numbers = numbers_in(text);
    std::string out;
    std::size_t done = 0;
    int word = no_word;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const FoundNumber& number = numbers[i];
        if (!number.bracketed) {
            word = word_of(number);
            for (std::size_t end = i + 1; end < numbers.size() && numbers[end].bracketed; ++end)
                if (!fits(numbers[end], word)) word = no_word;
        }
        out.append(text.substr(done, number.at - done));
        out += number.bracketed && word != no_word ? written_in(number, word) : alone(text, number);
        done = number.at + number.length;
    }
    return out.append(text.substr(done));
}

} // namespace sim
