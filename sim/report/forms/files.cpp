// The list of forms; each form itself is a source beside this one.
#include "report/forms/files.hpp"

#include <array>
#include <utility>

namespace sim {
namespace {

template <std::size_t... number> auto all_of(std::index_sequence<number...>) {
    return std::array{file_form<static_cast<Form>(number)>()...};
}

} // namespace

std::span<const FileForm> file_forms() {
    static const auto forms = all_of(std::make_index_sequence<static_cast<std::size_t>(Form::count)>{});
    return forms;
}

} // namespace sim
