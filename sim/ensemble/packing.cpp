// The one source that knows how values are compressed.
#include "ensemble/packing.hpp"

#include <zstd.h>

#include <memory>

namespace sim {
namespace {

constexpr int fastest = 1; // of the compressor's levels

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

} // namespace

/// As they lie in memory: what repeats exactly (zeros, shares that are the same in many groups) compresses, random digits do not.
std::string pack(std::span<const double> values) {
    static thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    std::string bytes(ZSTD_compressBound(values.size_bytes()), '\0');
    bytes.resize(ZSTD_compressCCtx(context.get(), bytes.data(), bytes.size(), values.data(), values.size_bytes(), fastest));
    return bytes;
}

std::optional<std::vector<double>> unpack(std::string_view bytes, std::size_t count) {
    static thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    std::vector<double> values(count);
    const std::size_t room = count * sizeof(double);
    if (ZSTD_decompressDCtx(context.get(), values.data(), room, bytes.data(), bytes.size()) != room) return std::nullopt;
    return values;
}

} // namespace sim
