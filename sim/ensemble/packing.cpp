// The one source that knows how values are compressed.
#include "ensemble/packing.hpp"

#include "sim/store.hpp"

#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace sim {
namespace {

constexpr int fastest = 1; // of the compressor's levels

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

/// As they lie in memory: what repeats exactly (zeros, shares that are the same in many groups) compresses, random digits do not.
std::string compress(std::span<const double> values) {
    static thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    std::string bytes(ZSTD_compressBound(values.size_bytes()), '\0');
    bytes.resize(ZSTD_compressCCtx(context.get(), bytes.data(), bytes.size(), values.data(), values.size_bytes(), fastest));
    return bytes;
}

} // namespace

PackedOutcome pack(Outcome outcome) {
    const std::span<const double> values(outcome.values);
    PackedOutcome packed;
    packed.parts.reserve(values.size() / part_size + 1);
    for (std::size_t first = 0; first < values.size(); first += part_size)
        packed.parts.push_back(compress(values.subspan(first, std::min(part_size, values.size() - first))));
    packed.count = values.size();
    outcome.values = {};
    packed.head = std::move(outcome);
    return packed;
}

std::optional<std::size_t> unpack(std::string_view bytes, std::span<double> values) {
    const std::size_t size = ZSTD_decompress(values.data(), values.size_bytes(), bytes.data(), bytes.size());
    if (ZSTD_isError(size) != 0 || size % sizeof(double) != 0) return std::nullopt;
    return size / sizeof(double);
}

std::string to_bytes(std::span<const double> values) {
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()}; // NOLINT: any object may be looked at as bytes
}

std::vector<double> to_values(std::string_view bytes) {
    std::vector<double> values(bytes.size() / sizeof(double));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
    return values;
}

} // namespace sim
