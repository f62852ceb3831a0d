// SHA-256, by nettle.
#include "ensemble/checksum.hpp"

#include <fmt/format.h>
#include <nettle/sha2.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace sim {
namespace {

class Sha256 {
public:
    Sha256() { sha256_init(&state_); }
    void add(std::string_view bytes) {
        sha256_update(&state_, bytes.size(),
                      reinterpret_cast<const std::uint8_t*>(bytes.data())); // NOLINT: any object may be looked at as bytes
    }
    [[nodiscard]] std::string digest() {
        std::array<std::uint8_t, SHA256_DIGEST_SIZE> bytes{};
        sha256_digest(&state_, bytes.size(), bytes.data());
        std::string text;
        for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
        return text;
    }

private:
    sha256_ctx state_{};
};

} // namespace

std::string sha256_of(std::string_view bytes) {
    Sha256 sum;
    sum.add(bytes);
    return sum.digest();
}

std::string sha256_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw IoError(file, std::generic_category().message(errno));
    Sha256 sum;
    std::vector<char> buffer(std::size_t{1} << 16U);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        sum.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
    }
    if (in.bad()) throw IoError(file, "cannot be read to its end");
    return sum.digest();
}

} // namespace sim
