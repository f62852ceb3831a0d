#include "base/arithmetic.hpp"

namespace sim {

std::size_t end_of_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && (is_digit(text[at]) || text[at] == '.' || text[at] == '_')) ++at;
    if (at == text.size() || (text[at] != 'e' && text[at] != 'E')) return at;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

} // namespace sim
