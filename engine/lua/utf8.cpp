// Well-formed UTF-8 as RFC 3629 has it: no surrogates, nothing above U+10FFFF, shortest forms only.
#include <cstdint>
#include <cstring>

#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

std::size_t ascii_prefix(std::string_view bytes) {
  std::size_t at = 0;
  for (std::uint64_t word = 0; bytes.size() - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < bytes.size() && static_cast<std::uint8_t>(bytes[at]) < 0x80) ++at;
  return at;
}

struct Form {
  std::size_t size = 0;  // 0: no first byte of a character
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xbf;
};

Form form_of(std::uint8_t first) {
  if (first >= 0xc2 && first <= 0xdf) return {2};
  if (first == 0xe0) return {3, 0xa0, 0xbf};
  if (first == 0xed) return {3, 0x80, 0x9f};
  if (first >= 0xe1 && first <= 0xef) return {3};
  if (first == 0xf0) return {4, 0x90, 0xbf};
  if (first == 0xf4) return {4, 0x80, 0x8f};
  if (first >= 0xf1 && first <= 0xf3) return {4};
  return {};
}

bool begins_with_character(std::string_view bytes, std::size_t& size) {
  const auto form = form_of(static_cast<std::uint8_t>(bytes[0]));
  if (form.size == 0 || bytes.size() < form.size) return false;
  const auto second = static_cast<std::uint8_t>(bytes[1]);
  if (second < form.second_min || second > form.second_max) return false;
  for (std::size_t i = 2; i < form.size; ++i) {
    if ((static_cast<std::uint8_t>(bytes[i]) & 0xc0U) != 0x80) return false;
  }
  size = form.size;
  return true;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t size = 0;; bytes.remove_prefix(size)) {
    bytes.remove_prefix(ascii_prefix(bytes));
    if (bytes.empty()) return true;
    if (!begins_with_character(bytes, size)) return false;
  }
}

}  // namespace azwf::lua
