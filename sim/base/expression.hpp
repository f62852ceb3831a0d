// Expressions with units: numbers, operators, functions and comparisons over names, which each language of the program brings itself.
#pragma once

#include "base/operation.hpp"
#include "base/text.hpp"
#include "sim/quantity.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Stops the reading at the first thing that is wrong.
struct Wrong {
    std::string what;
    std::size_t at = 0; ///< bytes from the beginning
};

/// A text, and how far it was read.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
    /// Passes over blanks. The character that follows; '\0' at the end.
    char peek();
    /// Passes over blanks and `what`, where that follows.
    bool take(std::string_view what);
    /// The same for a whole word.
    bool take_word(std::string_view word);
    /// The next so many bytes.
    std::string_view take_bytes(std::size_t count);
    [[noreturn]] void fail(std::string what) const { throw Wrong{std::move(what), at_}; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

/// What was read: a tree in a list. Each node stands behind those that it takes, and the last one is the whole.
struct Expression {
    using Op = Operation;
    struct Node {
        Op op = Op::number;
        double number = 0;          ///< in base units
        std::uint32_t term = 0;     ///< the language's number of it
        std::uint32_t a = 0, b = 0; ///< nodes before this one; of what takes one alone, that one twice
        Dimension dimension{};      ///< of its value, where all units fit
        double shown = 1;           ///< how many base units one of the unit is in which people see it
        bool bare = false;          ///< made of numbers alone, none with a unit
    };
    std::vector<Node> nodes;
};

/// The names of a language, and how it speaks.
class Language {
public:
    /// A name that was understood.
    struct Term {
        std::uint32_t number = 0;
        Dimension dimension;
        double shown = 1; ///< how many base units one of the unit is in which people see it
    };
    /// Which parts of the grammar it has, and what it calls them.
    struct Grammar {
        bool has_functions = false;                    ///< and powers
        bool takes_bare_numbers = false;               ///< beside what has a unit, in that unit as people see it
        std::span<const std::string_view> comparisons; ///< signs
        std::string_view subject;                      ///< "the figure is ": begins what is said of the whole
        std::string_view operands;                     ///< "a number or a path"
    };
    explicit Language(Grammar grammar) : grammar_(grammar) {}
    Language(const Language&) = delete;
    Language& operator=(const Language&) = delete;
    virtual ~Language() = default;
    [[nodiscard]] const Grammar& grammar() const { return grammar_; }

    /// Bytes that a name takes at the beginning of a text; 0 where none stands there.
    [[nodiscard]] virtual std::size_t length_of_name(std::string_view text) const = 0;
    /// True where it is a name even if there is a unit of that name.
    [[nodiscard]] virtual bool has(std::string_view word) const = 0;
    /// Understands the name that begins at `begin`, with what belongs to it behind it. Throws Wrong.
    virtual Term read(std::string_view name, std::size_t begin, Cursor& behind, bool in_first) = 0;

private:
    Grammar grammar_;
};

// sum        = product {("+" | "-") product}
// product    = power {("*" | "/") power}
// power      = "-" power | atom ["^" power]                              without powers: atom
// atom       = "(" sum ")" | number [unit] | name | function "(" ... ")"
// function   = log2, log10, sqrt of a sum; min, max of two; first of a comparison
// comparison = sum sign sum
// condition  = comparison {"and" comparison}
// A unit is as long as the text can be read as one: "12 kUSD/yr/person" is a number, "3 / papers" a division if `papers` is a name.

/// Reads a sum. Throws Wrong.
[[nodiscard]] Expression read_value(std::string_view text, Language& language);
/// Reads a condition. Throws Wrong.
[[nodiscard]] Expression read_condition(std::string_view text, Language& language);

} // namespace sim
