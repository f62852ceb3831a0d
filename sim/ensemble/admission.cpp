// The tables of a store, and the comparison of what they say with a run's provenance.
#include "ensemble/admission.hpp"

#include "base/text.hpp"
#include "ensemble/sqlite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sim {
namespace {

constexpr auto schema = R"(
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE variant(slot INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, layout TEXT NOT NULL);
    CREATE TABLE point(number INTEGER PRIMARY KEY, sets TEXT NOT NULL);
    CREATE TABLE chunk(number INTEGER PRIMARY KEY, slot INTEGER NOT NULL, trials INTEGER NOT NULL, size INTEGER NOT NULL,
        width INTEGER NOT NULL, sum INTEGER NOT NULL, heads BLOB NOT NULL);
    CREATE TABLE block(key INTEGER PRIMARY KEY, sum INTEGER NOT NULL, bytes BLOB NOT NULL);
)";
/// Raised whenever what lies in the tables changes: stores of another one are refused. 1 was without checksums, 2 had a row for each trial
/// and no fingerprints of values.
constexpr auto format_version = "3";

constexpr auto layout_of_tables = "format";

/// What must be the same for every run that uses the store.
std::vector<std::pair<std::string, std::string>> meta_of(const Provenance& provenance) {
    return {{layout_of_tables, format_version},
            {"scenario", provenance.scenario},
            {"model version", provenance.model},
            {"seed", std::to_string(provenance.seed)}};
}

std::string_view first_line(std::string_view text) { return text.empty() ? "nothing set" : text.substr(0, text.find('\n')); }
void drop_first_line(std::string_view& text) { text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1); }

class Admission {
public:
    explicit Admission(const OpenedStore& store)
        : file_(store.file), handle_(store.handle), writes_(store.access == Store::Access::write) {}

    std::vector<std::int64_t> admit(const Provenance& provenance) {
        execute(file_, handle_, "BEGIN");
        if (writes_ && is_new()) found(provenance);
        compare(provenance);
        std::vector<std::int64_t> slots;
        for (const auto& variant : provenance.variants) slots.push_back(slot_of(variant));
        compare_points(provenance.points);
        execute(file_, handle_, "COMMIT");
        return slots;
    }

    /// See `familiar`.
    std::size_t known_variants(const Provenance& provenance) {
        if (is_new()) return 0;
        compare(provenance);
        std::size_t known = 0;
        Statement find(file_, handle_, "SELECT slot FROM variant WHERE name=?");
        for (const auto& variant : provenance.variants) {
            const Use use(find);
            if (find.bind(variant.name).step() && slot_of(variant) >= 0) ++known;
        }
        compare_points(provenance.points);
        return known;
    }

private:
    [[nodiscard]] bool is_new() const {
        Statement tables(file_, handle_, "SELECT count(*) FROM sqlite_master");
        return tables.step() && tables.integer(0) == 0;
    }
    void found(const Provenance& provenance) const {
        execute(file_, handle_, schema);
        Statement insert(file_, handle_, "INSERT INTO meta VALUES(?, ?)");
        for (const auto& [name, value] : meta_of(provenance)) insert.bind(name).bind(value).run();
    }
    [[noreturn]] void refuse(std::string_view what, std::string_view theirs, std::string_view ours) const {
        throw OtherRun(file_, difference(what, theirs, ours));
    }
    [[nodiscard]] std::string difference(std::string_view what, std::string_view theirs, std::string_view ours) const {
        return fmt::format("made with {} {}, this run has {}{}", what, theirs, ours,
                           writes_ ? "; --fresh starts over, --out takes another folder" : "");
    }
    /// What tells versions of the program apart.
    void require_same(std::string_view what, std::string_view theirs, std::string_view ours) const {
        if (theirs != ours) throw ForeignStore(file_, difference(what, theirs, ours));
    }
    [[noreturn]] void refuse_layout(std::string_view theirs) const {
        throw ForeignStore(file_,
                           fmt::format("is laid out as version {} by another sim; this sim reads and writes version {}, whose trials "
                                       "lie in chunks{}",
                                       theirs, format_version, writes_ ? "; --fresh starts over, --out takes another folder" : ""));
    }
    void compare(const Provenance& provenance) const {
        Statement meta(file_, handle_, "SELECT value FROM meta WHERE name=?");
        for (const auto& [name, ours] : meta_of(provenance)) {
            const Use use(meta);
            const bool known = meta.bind(name).step();
            if (name == layout_of_tables && (!known || meta.bytes(0) != ours)) refuse_layout(known ? meta.bytes(0) : "unknown");
            if (!known || name == "model version") require_same(name, known ? meta.bytes(0) : "unknown", ours);
            if (meta.bytes(0) != ours) refuse(name, meta.bytes(0), ours);
        }
    }
    /// Variants that the store does not know join it; a known one must be the same scenario and measure the same things.
    [[nodiscard]] std::int64_t slot_of(const Provenance::Variant& variant) const {
        const std::string hash = hexadecimal(variant.hash);
        const std::string layout = hexadecimal(variant.layout);
        Statement find(file_, handle_, "SELECT slot, hash, layout FROM variant WHERE name=?");
        if (find.bind(variant.name).step()) {
            const std::string what = fmt::format("variant '{}' of scenario hash", variant.name);
            if (find.bytes(1) != hash) refuse(what, find.bytes(1), hash);
            if (find.bytes(2) != layout)
                refuse(fmt::format("variant '{}' of which other figures are kept: layout hash", variant.name), find.bytes(2), layout);
            return find.integer(0);
        }
        if (!writes_) throw ForeignStore(file_, fmt::format("has no variant '{}'", variant.name));
        Statement insert(file_, handle_, "INSERT INTO variant VALUES(NULL, ?, ?, ?)");
        insert.bind(variant.name).bind(hash).bind(layout).run();
        return last_row(handle_);
    }
    /// Points that the store does not know join it.
    void compare_points(const std::vector<std::string>& points) const {
        Statement find(file_, handle_, "SELECT sets FROM point WHERE number=?");
        Statement insert(file_, handle_, "INSERT INTO point VALUES(?, ?)");
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto number = static_cast<std::int64_t>(i);
            const Use use(find);
            const bool known = find.bind(number).step();
            if (known && find.bytes(0) != points[i]) refuse_point(i, std::string(find.bytes(0)), points[i]);
            if (!known && writes_) insert.bind(number).bind(points[i]).run();
        }
    }
    /// Names the first line that differs.
    [[noreturn]] void refuse_point(std::size_t point, std::string_view theirs, std::string_view ours) const {
        while (!theirs.empty() && !ours.empty() && first_line(theirs) == first_line(ours)) {
            drop_first_line(theirs);
            drop_first_line(ours);
        }
        refuse(fmt::format("point {} of the sweep:", point), first_line(theirs), first_line(ours));
    }

    const std::filesystem::path& file_;
    sqlite3* handle_;
    bool writes_;
};

} // namespace

std::uint64_t hash_of(const Layout& layout) {
    std::uint64_t hash = key_of("layout");
    for (const Instant date : layout.dates) hash = key_of(to_text(date) + '\n', hash);
    for (const Column& column : layout.columns)
        hash = key_of(fmt::format("{} {}\n", row_of(column.metric).id, layout.groups[column.group].name), hash);
    return hash;
}

std::vector<std::int64_t> admit(const OpenedStore& store, const Provenance& provenance) { return Admission(store).admit(provenance); }

std::size_t familiar(const OpenedStore& store, const Provenance& provenance) { return Admission(store).known_variants(provenance); }

} // namespace sim
