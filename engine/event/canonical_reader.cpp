// Every access is bounds-checked: the bytes may come from anywhere.
#include "engine/event/canonical_reader.hpp"

#include "engine/base/packed.hpp"
#include "engine/base/text.hpp"

namespace azwf {

std::uint64_t CanonicalReader::fail_with_zero() {
  failed_ = true;
  return 0;
}

// The number of `width` bytes after the first byte; smaller than `min` it has a shorter form.
std::uint64_t CanonicalReader::unsigned_after_first(std::size_t width, std::uint64_t min) {
  if (bytes_.size() - offset_ - 1 < width) return fail_with_zero();
  std::uint64_t value = 0;
  for (std::size_t i = 1; i <= width; ++i) {
    value = value << 8 | static_cast<std::uint8_t>(bytes_[offset_ + i]);
  }
  offset_ += 1 + width;
  return value >= min ? value : fail_with_zero();
}

std::int64_t CanonicalReader::signed_after_first(std::size_t width, std::int64_t max) {
  const auto shift = 64 - 8 * width;
  const auto bits = unsigned_after_first(width, 0);
  const auto value = static_cast<std::int64_t>(bits << shift) >> shift;
  if (value > max) failed_ = true;
  return failed_ ? 0 : value;
}

std::int64_t CanonicalReader::integer() {
  if (is_over()) return static_cast<std::int64_t>(fail_with_zero());
  const auto form = first();
  if (form <= 0x7f || form >= 0xe0) {
    ++offset_;
    return static_cast<std::int8_t>(form);
  }
  std::uint64_t value = 0;
  switch (form) {
    case 0xcc: value = unsigned_after_first(1, 0x80); break;
    case 0xcd: value = unsigned_after_first(2, 0x100); break;
    case 0xce: value = unsigned_after_first(4, 0x1'0000); break;
    case 0xcf: value = unsigned_after_first(8, 0x1'0000'0000); break;
    case 0xd0: return signed_after_first(1, -33);
    case 0xd1: return signed_after_first(2, INT8_MIN - 1);
    case 0xd2: return signed_after_first(4, INT16_MIN - 1);
    case 0xd3: return signed_after_first(8, std::int64_t{INT32_MIN} - 1);
    default: value = fail_with_zero();
  }
  return static_cast<std::int64_t>(value <= INT64_MAX ? value : fail_with_zero());
}

std::string_view CanonicalReader::take(std::uint64_t size) {
  if (failed_ || bytes_.size() - offset_ < size) {
    failed_ = true;
    return {};
  }
  offset_ += size;
  return bytes_.substr(offset_ - size, size);
}

std::string_view CanonicalReader::string() {
  const auto text = string_bytes();
  if (!is_utf8(text)) failed_ = true;
  return text;
}

std::string_view CanonicalReader::string_bytes() {
  if (is_over()) return take(fail_with_zero());
  const auto form = first();
  if (form >= 0xa0 && form <= 0xbf) {
    ++offset_;
    return take(form & 0x1fU);
  }
  switch (form) {
    case 0xd9: return take(unsigned_after_first(1, 32));
    case 0xda: return take(unsigned_after_first(2, 0x100));
    case 0xdb: return take(unsigned_after_first(4, 0x1'0000));
    default: return take(fail_with_zero());
  }
}

std::string_view CanonicalReader::binary() {
  if (is_over()) return take(fail_with_zero());
  switch (first()) {
    case 0xc4: return take(unsigned_after_first(1, 0));
    case 0xc5: return take(unsigned_after_first(2, 0x100));
    case 0xc6: return take(unsigned_after_first(4, 0x1'0000));
    default: return take(fail_with_zero());
  }
}

// The number of parts, each of at least `part_size` bytes: more than can follow is a failure, so
// that nobody makes room for what is not there.
std::size_t CanonicalReader::container(std::uint8_t short_form, std::uint8_t wide_form,
                                       std::size_t part_size) {
  if (is_over()) return fail_with_zero();
  const auto form = first();
  std::uint64_t size = 0;
  if ((form & 0xf0) == short_form) {
    size = form & 0x0fU;
    ++offset_;
  } else if (form == wide_form) {
    size = unsigned_after_first(2, 16);
  } else if (form == wide_form + 1) {
    size = unsigned_after_first(4, 0x1'0000);
  } else {
    return fail_with_zero();
  }
  return size * part_size <= bytes_.size() - offset_ ? size : fail_with_zero();
}

std::size_t CanonicalReader::array() { return container(0x90, 0xdc, 1); }

std::size_t CanonicalReader::map() { return container(0x80, 0xde, 2); }

std::string_view CanonicalReader::value(std::size_t depth_max) {
  if (is_over()) return take(fail_with_zero());
  Unpacker unpacker(bytes_.substr(offset_));
  const auto whole = unpacker.value(depth_max);
  return take(whole ? whole->size() : bytes_.size() + 1);
}

}  // namespace azwf
