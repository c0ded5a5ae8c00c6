// Strong small types for everything that could be confused: names, ids, positions, times.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace azwf {

// A text with a meaning; two texts of different meaning do not mix.
template <class Tag> struct Name {
  std::string text;

  auto operator<=>(const Name&) const = default;
  [[nodiscard]] bool empty() const { return text.empty(); }
};

// A wall-clock instant in UTC, microseconds since 1970.
struct Timestamp {
  std::int64_t us = 0;
  auto operator<=>(const Timestamp&) const = default;
};

struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Digest&) const = default;
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  [[nodiscard]] bool is_zero() const { return *this == Digest{}; }
};

// 128 random or time-ordered bits (RFC 9562).
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

using RunId = Name<struct RunTag>;
using StepId = Name<struct StepTag>;

}  // namespace azwf

template <class Tag> struct std::hash<azwf::Name<Tag>> {
  std::size_t operator()(const azwf::Name<Tag>& name) const noexcept {
    return std::hash<std::string>{}(name.text);
  }
};

template <> struct std::hash<azwf::Digest> {
  std::size_t operator()(const azwf::Digest& digest) const noexcept {
    std::size_t prefix = 0;
    std::memcpy(&prefix, digest.bytes.data(), sizeof prefix);
    return prefix;
  }
};
