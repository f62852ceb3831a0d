// The SHA-256 of a file (FIPS 180-4), by which a manifest knows its files again, and a quick sum for the values of a trial.
#pragma once

#include "ensemble/inside.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sim {

/// Of bytes as they come.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) = delete;
    void add(std::string_view bytes);
    /// 64 lower-case hexadecimal digits, as `sha256sum` prints them.
    [[nodiscard]] std::string digest();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// 64 lower-case hexadecimal digits. Throws IoError where the file cannot be read or is no regular one.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& file);
/// Of what is left of an open file; adds how many bytes these are.
[[nodiscard]] std::string sha256_of_open(const Descriptor& file, const std::filesystem::path& path, std::uint64_t& bytes);
[[nodiscard]] std::string sha256_of(std::string_view bytes);

/// 64 bits that change with every bit of the bytes and of `from`: no single error goes unseen, and others with a chance of 2^-64. Against
/// accidents, not against forgers.
[[nodiscard]] std::uint64_t quick_sum(std::string_view bytes, std::uint64_t from);

} // namespace sim
