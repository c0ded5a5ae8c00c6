// Values as canonical msgpack bytes: the one form in which values cross between scripts, operations
// and the log. Canonical: smallest encodings, map keys sorted bytewise (written so by the caller).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace azwf {

// The bytes of exactly one value.
struct Packed {
  std::string bytes = std::string(1, '\xc0');

  auto operator<=>(const Packed&) const = default;
  [[nodiscard]] bool is_nil() const { return bytes.size() == 1 && bytes[0] == '\xc0'; }
};

// Appends values to `out`, which must outlive it. Containers: announce the size, then the members.
class Packer {
 public:
  explicit Packer(std::string& out) : out_(&out) {}

  Packer& nil();
  Packer& boolean(bool value);
  Packer& integer(std::int64_t value);
  Packer& number(double value);  // always as a 64-bit float: 3.0 stays a float
  Packer& string(std::string_view value);
  Packer& binary(std::string_view value);
  Packer& array(std::size_t size);
  Packer& map(std::size_t size);
  Packer& packed(std::string_view one_value);
  Packer& packed(const Packed& value) { return packed(value.bytes); }

 private:
  std::string* out_;
};

enum class PackedType { nil, boolean, integer, number, string, binary, array, map };

// Reads values from bytes in order, without copying. Every read checks type and bounds: bytes from
// outside give an Error{damaged}, never undefined behaviour. A map of n is n pairs of values.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const { return offset_ == bytes_.size(); }
  [[nodiscard]] std::size_t offset() const { return offset_; }
  Result<PackedType> peek() const;
  Result<void> nil();
  Result<bool> boolean();
  Result<std::int64_t> integer();
  Result<double> number();  // accepts an integer too
  Result<std::string_view> string();
  Result<std::string_view> binary();
  Result<std::size_t> array();
  Result<std::size_t> map();
  // The bytes of the next value, whole, and past it. Nesting deeper than `depth_max` is an error.
  Result<std::string_view> value(std::size_t depth_max = 64);

 private:
  struct Header;
  Result<Header> header() const;
  Result<std::string_view> body(PackedType type);
  Result<std::size_t> container(PackedType type);

  std::string_view bytes_;
  std::size_t offset_ = 0;
};

// The value behind `key` in a packed map; nil when the key is absent or this is not a map.
Packed field_of(const Packed& map, std::string_view key);
// A packed string's text; empty when it is not a string.
std::string text_of(const Packed& value);
Packed packed_string(std::string_view text);
Packed packed_integer(std::int64_t value);

// Exactly one well-formed value within the limits, no NaN; otherwise Error{invalid} says what.
struct Limits;
Result<void> validate_packed(std::string_view bytes, const Limits& limits);

}  // namespace azwf
