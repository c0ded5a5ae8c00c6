// Checks on text that comes from outside. Nearly all of it is ASCII, which is told inline.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace azwf {

inline bool is_ascii(std::string_view text) {
  const auto word_at = [&](std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    return word;
  };
  if (text.size() < 8) return std::ranges::all_of(text, [](char c) { return (c & '\x80') == 0; });
  auto seen = word_at(text.size() - 8);
  for (std::size_t at = 0; at + 8 < text.size(); at += 8) seen |= word_at(at);
  return (seen & 0x8080'8080'8080'8080U) == 0;
}

bool is_wider_utf8(std::string_view text);

// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
inline bool is_utf8(std::string_view text) { return is_ascii(text) || is_wider_utf8(text); }

}  // namespace azwf
