// The longer forms, and values of which only the extent matters.
#include "engine/event/canonical_reader.hpp"

#include <array>
#include <type_traits>

#include "engine/event/leaf_fields.hpp"

namespace azwf {

template <class Signed> std::int64_t CanonicalReader::signed_after_first(std::int64_t max) {
  using Unsigned = std::make_unsigned_t<Signed>;
  const std::int64_t value = static_cast<Signed>(after_first<Unsigned>(0));
  if (value > max) fail();
  return failed_ ? 0 : value;
}

std::int64_t CanonicalReader::long_integer() {
  const auto form = at_ == end_ ? 0xc1 : first();
  if (form >= 0xe0) return static_cast<std::int8_t>(*at_++);
  std::uint64_t value = 0;
  switch (form) {
    case 0xcc: value = after_first<std::uint8_t>(0x80); break;
    case 0xcd: value = after_first<std::uint16_t>(0x100); break;
    case 0xce: value = after_first<std::uint32_t>(0x1'0000); break;
    case 0xd0: return signed_after_first<std::int8_t>(-33);
    case 0xd1: return signed_after_first<std::int16_t>(INT8_MIN - 1);
    case 0xd2: return signed_after_first<std::int32_t>(INT16_MIN - 1);
    case 0xd3: return signed_after_first<std::int64_t>(std::int64_t{INT32_MIN} - 1);
    default: fail();
  }
  return static_cast<std::int64_t>(value);
}

std::string_view CanonicalReader::long_string() {
  switch (at_ == end_ ? 0xc1 : first()) {
    case 0xd9: return take(after_first<std::uint8_t>(32));
    case 0xda: return take(after_first<std::uint16_t>(0x100));
    case 0xdb: return take(after_first<std::uint32_t>(0x1'0000));
    default: fail(); return {};
  }
}

std::string_view CanonicalReader::long_binary() {
  switch (at_ == end_ ? 0xc1 : first()) {
    case 0xc5: return take(after_first<std::uint16_t>(0x100));
    case 0xc6: return take(after_first<std::uint32_t>(0x1'0000));
    default: fail(); return {};
  }
}

std::uint64_t CanonicalReader::long_container(std::uint8_t wide_form) {
  const auto form = at_ == end_ ? 0xc1 : first();
  if (form == wide_form) return after_first<std::uint16_t>(16);
  if (form == wide_form + 1) return after_first<std::uint32_t>(0x1'0000);
  fail();
  return 0;
}

std::uint64_t CanonicalReader::pass_long() {
  const auto form = at_ == end_ ? 0xc1 : first();
  if (form >= 0xe0 || form == 0xc0 || form == 0xc2 || form == 0xc3) {
    ++at_;
    return 0;
  }
  if (form <= 0x8f) return 2 * (first_of_short() & 0x0fU);
  if (form <= 0x9f) return first_of_short() & 0x0fU;
  switch (form) {
    case 0xc4:
    case 0xd9: take(after_first<std::uint8_t>(0)); return 0;
    case 0xc5:
    case 0xda: take(after_first<std::uint16_t>(0)); return 0;
    case 0xc6:
    case 0xdb: take(after_first<std::uint32_t>(0)); return 0;
    case 0xcc:
    case 0xd0: take(2); return 0;
    case 0xcd:
    case 0xd1: take(3); return 0;
    case 0xca:
    case 0xce:
    case 0xd2: take(5); return 0;
    case 0xcb:
    case 0xcf:
    case 0xd3: take(9); return 0;
    case 0xdc: return after_first<std::uint16_t>(0);
    case 0xdd: return after_first<std::uint32_t>(0);
    case 0xde: return 2 * after_first<std::uint16_t>(0);
    case 0xdf: return 2 * after_first<std::uint32_t>(0);
    default: fail(); return 0;
  }
}

std::string_view CanonicalReader::value() {
  const auto* const start = at_;
  std::array<std::uint64_t, leaf_value_depth_max> open;  // members still to come, by depth
  std::size_t depth = 0;
  auto members = pass_one();
  for (;;) {
    if (members > left()) fail();  // each takes a byte at least
    if (failed_) return {};
    if (members > 0) {
      if (depth == open.size()) fail();
      if (failed_) return {};
      open[depth++] = members;
    }
    while (depth > 0 && open[depth - 1] == 0) --depth;
    if (depth == 0) break;
    --open[depth - 1];
    members = pass_one();
  }
  return {start, static_cast<std::size_t>(at_ - start)};
}

}  // namespace azwf
