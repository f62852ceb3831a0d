// The words by which scenario files call the values of an enumeration, and the kinds of a thing that is one of several.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

namespace sim {

/// An enumeration with `word_of(value)`: a switch without default, so that a value without a word does not compile.
template <class E>
concept Worded = std::is_enum_v<E> && requires(E value) {
    word_of(value);
};

template <class T> struct IsChoice : std::false_type {};
template <class... Kinds> struct IsChoice<std::variant<Kinds...>> : std::true_type {};
/// One of several kinds of things. Each is a struct with rows in the table of fields, a `word` for it and a sentence `doc` of what it does.
template <class T>
concept Choice = IsChoice<T>::value;

/// Calls `visit` with one of each kind, as it is where nothing is said.
template <Choice C, class Visit> constexpr void each_kind(Visit visit) {
    [&]<class... Kinds>(std::type_identity<std::variant<Kinds...>>) { (visit(Kinds{}), ...); }(std::type_identity<C>{});
}

/// How many values an enumeration has: they are numbered from 0, and behind the last there is no word.
template <Worded E> [[nodiscard]] constexpr std::size_t count_of() {
    std::size_t count = 0;
    while (!word_of(static_cast<E>(count)).empty()) ++count;
    return count;
}

template <Worded E> [[nodiscard]] constexpr auto make_words() {
    std::array<std::string_view, count_of<E>()> words;
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = word_of(static_cast<E>(i));
    return words;
}
template <Choice C> [[nodiscard]] constexpr auto make_words() {
    return []<class... Kinds>(std::type_identity<std::variant<Kinds...>>) { return std::array{Kinds::word...}; }(std::type_identity<C>{});
}
/// All words of an enumeration, in the order of its values, or of a choice, in the order of its kinds.
template <class T> inline constexpr auto words_of = make_words<T>();

/// The only words that a member of a scenario takes; none where it takes any, or none.
template <class T> [[nodiscard]] constexpr std::span<const std::string_view> words_taken_by(const T&) {
    if constexpr (Worded<T> || Choice<T>)
        return words_of<T>;
    else
        return {};
}
template <class T> [[nodiscard]] constexpr std::span<const std::string_view> words_taken_by(const std::optional<T>&) {
    return words_taken_by(T{});
}

} // namespace sim
