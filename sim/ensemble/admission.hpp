// Whether a run may use a store: what the store notes of where its outcomes come from, beside what the run says.
#pragma once

#include "sim/store.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

struct sqlite3;

namespace sim {

/// A database that is to be used as a store.
struct OpenedStore {
    const std::filesystem::path& file;
    sqlite3* handle = nullptr;
    Store::Access access = Store::Access::write;
};

/// Founds the store where it is new, and lets variants and points join that it does not know; for reading nothing is changed. Returns the
/// number under which the store knows each variant. Throws ForeignStore where it holds outcomes of another provenance.
[[nodiscard]] std::vector<std::int64_t> admit(const OpenedStore& store, const Provenance& provenance);

/// How many variants of the provenance a store that is only read knows; it may hold others, and lack some. Throws ForeignStore where it
/// holds outcomes of another provenance, and DamagedStore.
[[nodiscard]] std::size_t familiar(const OpenedStore& store, const Provenance& provenance);

} // namespace sim
