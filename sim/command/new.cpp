// `sim new`: a scenario to begin with.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/messages.hpp"
#include "command/request.hpp"
#include "ensemble/file.hpp"
#include "sim/problem.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace sim {

namespace embedded {
extern const std::string_view default_world, new_world, new_field, new_policy, new_sweep;
}

namespace {

struct Beginning {
    std::string_view word, text;
    std::string_view command; ///< what plays it
};

const Beginning& beginning_of(std::string_view word) {
    static const std::array<Beginning, 4> all{{{"world", embedded::new_world, "run"},
                                               {"field", embedded::new_field, "run"},
                                               {"policy", embedded::new_policy, "compare"},
                                               {"sweep", embedded::new_sweep, "run"}}};
    for (const Beginning& beginning : all)
        if (beginning.word == word) return beginning;
    return all.front();
}

/// Where the default world lies, seen from a folder: in its scenarios/, or beside; nothing where it is at neither place.
std::string world_seen_from(const std::filesystem::path& folder) {
    std::error_code code;
    for (const char* const place : {"scenarios/world.yaml", "world.yaml"})
        if (std::filesystem::is_regular_file(folder / place, code)) return place;
    return {};
}

bool extends_world(std::string_view text) { return text.find("extends: world.yaml") != std::string_view::npos; }

} // namespace

int begin_scenario(const Request& request, Ranks&) {
    std::filesystem::path file = request.files.front();
    if (file.extension() != ".yaml" && file.extension() != ".yml") file += ".yaml";
    const std::string name = file.stem().string();
    if (!is_name(name) || name == "null" || name == "Null" || name == "NULL")
        return refuse(fmt::format("{} cannot be a name: {}", in_quotes(name), what_makes_a_name));
    if (std::error_code code; std::filesystem::exists(std::filesystem::symlink_status(file, code)))
        throw IoError(file, "is there already; choose another name, or remove it first");
    const Beginning& beginning = beginning_of(request.from);
    std::string text = replaced(std::string(beginning.text), "NAME", name);
    const Voice voice = voice_of(request);
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    if (extends_world(text)) {
        std::string world = world_seen_from(folder);
        if (world.empty()) {
            world = "world.yaml";
            write_file(folder / world, embedded::default_world);
            voice.say(fmt::format("{}: the default world, which it extends", (folder / world).lexically_normal().string()));
        }
        text = replaced(std::move(text), "extends: world.yaml", "extends: " + world);
    }
    write_file(folder / file.filename(), text);
    voice.say(fmt::format("{}: read it, change it, and play it: sim {} {}", file.string(), beginning.command, shell_line({file.string()})));
    return all_well;
}

} // namespace sim
