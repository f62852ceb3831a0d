// SHA-256, by nettle; and sums of 64 bits, word by word.
#include "ensemble/checksum.hpp"

#include "sim/quantity.hpp"

#include <fmt/format.h>
#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unistd.h>
#include <vector>

namespace sim {

struct Sha256::State {
    sha256_ctx context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { sha256_init(&state_->context); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
    sha256_update(&state_->context, bytes.size(),
                  reinterpret_cast<const std::uint8_t*>(bytes.data())); // NOLINT: any object may be looked at as bytes
}

std::string Sha256::digest() {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> bytes{};
    sha256_digest(&state_->context, bytes.size(), bytes.data());
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

std::string sha256_of(std::string_view bytes) {
    Sha256 sum;
    sum.add(bytes);
    return sum.digest();
}

std::string sha256_of_open(const Descriptor& file, const std::filesystem::path& path, std::uint64_t& bytes) {
    Sha256 sum;
    std::vector<char> buffer(std::size_t{1} << 16U);
    while (true) {
        const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
        if (count < 0) throw IoError(path, reason_of_error());
        if (count == 0) return sum.digest();
        sum.add({buffer.data(), static_cast<std::size_t>(count)});
        bytes += static_cast<std::uint64_t>(count);
    }
}

std::string sha256_of_file(const std::filesystem::path& file) {
    std::uint64_t bytes = 0;
    return sha256_of_open(open_to_read(file), file, bytes);
}

std::uint64_t quick_sum(std::string_view bytes, std::uint64_t from) {
    constexpr std::uint64_t offset = 0x9e3779b97f4a7c15ULL; // or zeros behind zeros would leave no trace
    std::uint64_t sum = mix(from ^ bytes.size());
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        const std::size_t count = std::min(bytes.size(), sizeof word);
        std::memcpy(&word, bytes.data(), count);
        sum = mix((sum ^ word) + offset); // one to one in each word: a single change is never lost
        bytes.remove_prefix(count);
    }
    return sum;
}

} // namespace sim
