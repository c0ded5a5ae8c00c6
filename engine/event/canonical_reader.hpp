// Reads msgpack that must be canonical: every number and length in its smallest form. The first
// thing that is not as asked makes the reader fail for good; it then yields zeros and empty texts.
// Every access is bounds-checked: the bytes may come from anywhere. Small forms are read inline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/text.hpp"

namespace azwf {

class CanonicalReader {
 public:
  explicit CanonicalReader(std::string_view bytes)
      : begin_(bytes.data()), at_(begin_), end_(begin_ + bytes.size()) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  [[nodiscard]] bool at_end() const { return at_ == end_; }
  void fail() {
    failed_ = true;
    at_ = end_;  // nothing more can be read
  }

  std::int64_t integer() {
    if (at_ != end_ && first() <= 0x7f) return static_cast<std::int64_t>(*at_++);
    if (at_ != end_ && first() == 0xcf) return positive(after_first<std::uint64_t>(1ULL << 32));
    return long_integer();
  }
  std::string_view string() {  // UTF-8
    if (at_ != end_ && (first() & 0xe0) == 0xa0) return utf8(take(first_of_short() & 0x1f));
    return utf8(long_string());
  }
  std::string_view binary() {
    if (at_ != end_ && first() == 0xc4) return take(after_first<std::uint8_t>(0));
    return long_binary();
  }
  std::size_t array() { return container(0x90, 0xdc, 1); }
  std::size_t map() { return container(0x80, 0xde, 2); }
  // The bytes of the next value, whatever it is; well-formed, but not checked to be canonical.
  std::string_view value();

 private:
  [[nodiscard]] std::uint8_t first() const { return static_cast<std::uint8_t>(*at_); }
  std::uint8_t first_of_short() { return static_cast<std::uint8_t>(*at_++); }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  std::string_view take(std::uint64_t size) {
    if (size > left()) {
      fail();
      return {};
    }
    at_ += size;
    return {at_ - size, size};
  }
  // The number of parts, each of at least `part_size` bytes: more than can follow is a failure, so
  // that nobody makes room for what is not there.
  std::size_t container(std::uint8_t short_form, std::uint8_t wide_form, std::size_t part_size) {
    const bool is_short = at_ != end_ && (first() & 0xf0) == short_form;
    const auto size = is_short ? first_of_short() & 0x0fU : long_container(wide_form);
    if (size * part_size <= left()) return size;
    fail();
    return 0;
  }

  std::int64_t positive(std::uint64_t number) {
    if (number <= INT64_MAX) return static_cast<std::int64_t>(number);
    fail();
    return 0;
  }
  std::string_view utf8(std::string_view text) {
    if (is_utf8(text)) return text;
    fail();
    return {};
  }
  // The number after the first byte; smaller than `min` it has a shorter form.
  template <class Unsigned> std::uint64_t after_first(std::uint64_t min) {
    Unsigned number = 0;
    if (left() > sizeof number) {
      std::memcpy(&number, at_ + 1, sizeof number);
      number = from_big_endian(number);
      at_ += 1 + sizeof number;
      if (number >= min) return number;
    }
    fail();
    return 0;
  }
  static std::uint8_t from_big_endian(std::uint8_t number) { return number; }
  static std::uint16_t from_big_endian(std::uint16_t number) { return __builtin_bswap16(number); }
  static std::uint32_t from_big_endian(std::uint32_t number) { return __builtin_bswap32(number); }
  static std::uint64_t from_big_endian(std::uint64_t number) { return __builtin_bswap64(number); }
  template <class Signed> std::int64_t signed_after_first(std::int64_t max);
  std::int64_t long_integer();
  std::string_view long_string();
  std::string_view long_binary();
  std::uint64_t long_container(std::uint8_t wide_form);
  // Goes past one value, or past a container's head; returns how many members follow.
  std::uint64_t pass_one() {
    if (at_ == end_) return pass_long();
    const auto form = first();
    if (form <= 0x7f) {
      ++at_;
      return 0;
    }
    if ((form & 0xe0) != 0xa0) return pass_long();
    take(1 + (form & 0x1fU));
    return 0;
  }
  std::uint64_t pass_long();

  const char* begin_;
  const char* at_;
  const char* end_;
  bool failed_ = false;
};

}  // namespace azwf
