// Which of a folder's stores belongs to a run, and how it comes to its place.
#include "ensemble/shelf.hpp"

#include "base/text.hpp"
#include "ensemble/admission.hpp"
#include "ensemble/file.hpp"
#include "ensemble/sqlite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t digits_of_key = 16;

/// How many variants of the provenance a store knows; nothing where it is another's, of another version, or damaged.
std::optional<std::size_t> known_in(const fs::path& store, const Provenance& provenance) {
    try {
        const Glimpse glimpse(store);
        return familiar({glimpse.file(), glimpse.handle(), Store::Access::read}, provenance);
    } catch (const IoError&) {
        return std::nullopt;
    }
}

bool is_of_another_run(const fs::path& store, const Provenance& provenance) {
    try {
        const Glimpse glimpse(store);
        static_cast<void>(familiar({glimpse.file(), glimpse.handle(), Store::Access::read}, provenance));
    } catch (const OtherRun&) {
        return true;
    } catch (const IoError&) { // whoever opens it says what is wrong
    }
    return false;
}

/// The stores on the shelf, by name.
std::vector<std::string> shelved(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    const fs::path shelf = folder / shelf_name;
    if (!fs::is_directory(fs::symlink_status(shelf, error))) return names;
    for (fs::directory_iterator entry(shelf, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = fmt::format("{}/{}", shelf_name, entry->path().filename().string());
        if (is_on_shelf(name) && name.ends_with(".sqlite") && fs::is_regular_file(entry->symlink_status())) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

/// The one on the shelf that knows most variants of the provenance, at least one; of several the first.
std::string best_of_shelf(const fs::path& folder, const Provenance& provenance, std::size_t& known) {
    std::string best;
    for (const std::string& name : shelved(folder)) {
        const std::size_t there = known_in(folder / name, provenance).value_or(0);
        if (there > known) best = name;
        known = std::max(known, there);
    }
    return best;
}

/// A hash of all that says where a store's outcomes come from.
std::uint64_t key_of_store(const Glimpse& store) {
    std::uint64_t key = key_of("store");
    for (const char* const what :
         {"SELECT name || '=' || value FROM meta WHERE name IN ('format', 'scenario', 'model version', 'seed') ORDER BY name",
          "SELECT name || ' ' || hash || ' ' || layout FROM variant ORDER BY name", "SELECT sets FROM point ORDER BY number"}) {
        Statement rows(store.file(), store.handle(), what);
        while (rows.step()) key = key_of(std::string(rows.bytes(0)) + '\n', key);
    }
    return key;
}

std::uint64_t trials_of(const Glimpse& store) {
    Statement sum(store.file(), store.handle(), "SELECT total(trials) FROM chunk");
    return sum.step() ? static_cast<std::uint64_t>(sum.integer(0)) : 0;
}

/// "stores/0123456789abcdef", and a number behind it where that is taken.
std::string free_place(const fs::path& folder, std::uint64_t key) {
    const std::string first = fmt::format("{}/{}", shelf_name, hexadecimal(key));
    std::string place = first;
    std::error_code ignored;
    for (int number = 2; fs::exists(fs::symlink_status(folder / (place + ".sqlite"), ignored)); ++number)
        place = fmt::format("{}-{}", first, number);
    return place;
}

void move_within(const fs::path& folder, const std::string& from, const std::string& to) {
    move_inside(find_inside(folder, from, MissingFolders::fail), find_inside(folder, to, MissingFolders::make));
}

/// One that holds no trial is erased.
Shelved shelve(const fs::path& store, const std::vector<std::string>& scenario_names) {
    const fs::path folder = store.parent_path();
    Shelved former;
    std::string place;
    for (const std::string& name : scenario_names)
        if (auto text = Store::noted_in(store, name)) former.scenarios.emplace_back(name, std::move(*text));
    const std::string seed = Store::noted_in(store, "seed").value_or("0");
    std::from_chars(seed.data(), seed.data() + seed.size(), former.seed);
    {
        const Glimpse glimpse(store);
        former.trials = trials_of(glimpse);
        place = free_place(folder, key_of_store(glimpse));
    }
    if (former.trials == 0) {
        Store::erase(store);
        return former;
    }
    former.bytes = fs::file_size(store);
    if (!former.scenarios.empty()) {
        former.scenario = folder / (place + ".yaml");
        write_file(FilePlace(folder, place + ".yaml"), former.scenarios.front().second);
    }
    move_within(folder, store.filename().string(), place + ".sqlite");
    return former;
}

} // namespace

bool is_on_shelf(std::string_view name) {
    const std::string begin = std::string(shelf_name) + '/';
    if (!name.starts_with(begin) || !(name.ends_with(".sqlite") || name.ends_with(".yaml"))) return false;
    const std::string_view stem = name.substr(begin.size(), name.rfind('.') - begin.size());
    const auto all_of = [](std::string_view text, std::string_view set) {
        return !text.empty() && text.find_first_not_of(set) == text.npos;
    };
    return all_of(stem.substr(0, digits_of_key), "0123456789abcdef") && stem.size() >= digits_of_key &&
           (stem.size() == digits_of_key || (stem[digits_of_key] == '-' && all_of(stem.substr(digits_of_key + 1), "0123456789")));
}

bool needs_exchange(const fs::path& store, const Provenance& provenance) {
    std::error_code ignored;
    std::size_t known = 0;
    if (fs::exists(fs::symlink_status(store, ignored))) {
        Store::require_free(store); // what a killed run has left beside it is in it now
        if (is_of_another_run(store, provenance)) return true;
        const auto here = known_in(store, provenance);
        if (!here) return false;
        known = *here;
    }
    return known < provenance.variants.size() && !best_of_shelf(store.parent_path(), provenance, known).empty();
}

Exchange exchange_stores(const fs::path& store, const Provenance& provenance, const std::vector<std::string>& scenario_names) {
    const fs::path folder = store.parent_path();
    std::size_t known = known_in(store, provenance).value_or(0);
    const std::string wanted = best_of_shelf(folder, provenance, known);
    Exchange exchange;
    std::error_code ignored;
    if (Store::is_one(store))
        exchange.former = shelve(store, scenario_names);
    else if (fs::exists(fs::symlink_status(store, ignored)))
        Store::erase(store); // it was only just begun
    if (wanted.empty()) return exchange;
    move_within(folder, wanted, store.filename().string());
    remove_file(FilePlace(folder, wanted.substr(0, wanted.rfind('.')) + ".yaml"));
    exchange.is_back = true;
    return exchange;
}

} // namespace sim
