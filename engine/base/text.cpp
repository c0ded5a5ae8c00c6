// Well-formedness by the table of RFC 3629 §4.
#include "engine/base/text.hpp"

#include <cstddef>
#include <cstdint>

namespace azwf {
namespace {

struct Sequence {
  std::size_t length;  // 0: no sequence starts with this byte
  std::uint8_t second_min;
  std::uint8_t second_max;
};

Sequence sequence_of(std::uint8_t first) {
  if (first >= 0xc2 && first <= 0xdf) return {2, 0x80, 0xbf};
  if (first == 0xe0) return {3, 0xa0, 0xbf};
  if (first == 0xed) return {3, 0x80, 0x9f};
  if (first >= 0xe1 && first <= 0xef) return {3, 0x80, 0xbf};
  if (first == 0xf0) return {4, 0x90, 0xbf};
  if (first >= 0xf1 && first <= 0xf3) return {4, 0x80, 0xbf};
  if (first == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

}  // namespace

bool is_wider_utf8(std::string_view text) {
  while (!text.empty()) {
    if (static_cast<std::uint8_t>(text[0]) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    const auto sequence = sequence_of(static_cast<std::uint8_t>(text[0]));
    if (sequence.length == 0 || text.size() < sequence.length) return false;
    const auto second = static_cast<std::uint8_t>(text[1]);
    if (second < sequence.second_min || second > sequence.second_max) return false;
    for (std::size_t i = 2; i < sequence.length; ++i) {
      if ((static_cast<std::uint8_t>(text[i]) & 0xc0) != 0x80) return false;
    }
    text.remove_prefix(sequence.length);
  }
  return true;
}

}  // namespace azwf
