// Reads msgpack that must be canonical: every number and length in its smallest form. The first
// thing that is not as asked makes the reader fail for good; it then yields zeros and empty texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace azwf {

class CanonicalReader {
 public:
  explicit CanonicalReader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] bool at_end() const { return offset_ == bytes_.size(); }
  void fail() { failed_ = true; }

  std::int64_t integer();
  std::string_view string();  // UTF-8
  std::string_view binary();
  std::size_t array();
  std::size_t map();
  // The bytes of the next value, whatever it is; well-formed, but not checked to be canonical.
  std::string_view value(std::size_t depth_max);

 private:
  std::string_view string_bytes();
  std::uint64_t fail_with_zero();
  std::uint64_t unsigned_after_first(std::size_t width, std::uint64_t min);
  std::int64_t signed_after_first(std::size_t width, std::int64_t max);
  std::string_view take(std::uint64_t size);
  std::size_t container(std::uint8_t short_form, std::uint8_t wide_form, std::size_t part_size);
  std::uint8_t first() const { return static_cast<std::uint8_t>(bytes_[offset_]); }
  [[nodiscard]] bool is_over() const { return failed_ || offset_ >= bytes_.size(); }

  std::string_view bytes_;
  std::size_t offset_ = 0;
  bool failed_ = false;
};

}  // namespace azwf
