// Goes through every value of a scenario by the table of fields, with the path that `--set` and messages use.
#pragma once

#include "model/fields.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sim {

/// A struct with rows in the table of fields.
template <class T>
concept Described = requires(int& visitor, T& thing) {
    fields(visitor, thing);
};

template <class T> struct IsListOfDescribed : std::false_type {};
template <Described T> struct IsListOfDescribed<std::vector<T>> : std::true_type {};
/// A list of such structs.
template <class T>
concept ListOfDescribed = IsListOfDescribed<T>::value;

/// "hardware" and "pue" make "hardware.pue".
[[nodiscard]] inline std::string path_to(const std::string& parent, std::string_view key) {
    return parent.empty() ? std::string{key} : parent + '.' + std::string{key};
}
/// "countries" and "CHN" make "countries[CHN]"; the index stands in where there is no id.
[[nodiscard]] inline std::string path_to_item(const std::string& list, std::string_view id, std::size_t index) {
    return list + '[' + (id.empty() ? std::to_string(index) : std::string{id}) + ']';
}

/// A visitor of the table that calls leaf(field, path, member) for every member that is no struct of its own; `part` of each field is that
/// of the section which it is in. Of a choice it calls leaf with the word that is chosen, and goes on with the fields of that kind.
template <class Leaf> class Walk {
public:
    explicit Walk(Leaf& leaf) : leaf_(leaf) {}
    Walk(Leaf& leaf, std::string path, Part part) : leaf_(leaf), path_(std::move(path)), part_(part) {}

    template <class T> void field(const Field& given, T& member) {
        Field row = given;
        if (part_) row.part = *part_;
        const std::string path = path_to(path_, row.key);
        if constexpr (Described<T>) {
            Walk inside{leaf_, path, row.part};
            fields(inside, member);
        } else if constexpr (ListOfDescribed<T>) {
            for (std::size_t i = 0; i < member.size(); ++i) {
                Walk inside{leaf_, path_to_item(path, member[i].id, i), row.part};
                fields(inside, member[i]);
            }
        } else if constexpr (Choice<T>) {
            std::string_view word = words_of<T>[member.index()];
            leaf_(row, path, word);
            std::visit([&](auto& chosen) { fields(*this, chosen); }, member);
        } else {
            leaf_(row, path, member);
        }
    }

private:
    Leaf& leaf_;
    std::string path_;
    std::optional<Part> part_; // of the section that is walked
};

template <class Leaf> void each_leaf(Scenario& scenario, Leaf leaf) {
    Walk<Leaf> walk{leaf};
    fields(walk, scenario);
}

/// Where the section of that name belongs, such as "hardware"; nothing where there is no such section.
[[nodiscard]] std::optional<Part> part_of_section(std::string_view key);

} // namespace sim
