// Reads values one by one, without copying or allocating: msgpack-c's own parsers build a tree or
// call back, neither of which gives the raw bytes of a part. Every access is bounds-checked.
#include <bit>
#include <optional>

#include "engine/base/packed.hpp"

namespace azwf {

// A value's first bytes: its type, how long they are, and what follows them. `size` counts bytes
// (string, binary) or members (array) or pairs (map); scalars carry their value in `bits`.
struct Unpacker::Header {
  PackedType type = PackedType::nil;
  std::size_t length = 1;
  std::uint64_t size = 0;
  std::uint64_t bits = 0;
};

namespace {

std::unexpected<Error> broken(std::string_view what, std::size_t offset) {
  return failure(ErrorKind::damaged, "bad_value",
                 "packed value: " + std::string(what) + " at byte " + std::to_string(offset),
                 "run azwf doctor");
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

std::uint64_t sign_extended(std::uint64_t value, std::size_t width) {
  const auto shift = 64 - 8 * width;
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value << shift) >> shift);
}

struct Form {
  PackedType type;
  std::uint8_t width;  // of the length or number that follows the first byte
  bool is_signed = false;
};

// The forms 0xc4..0xdf that azwf writes; 0xca (32-bit float) is read but never written.
std::optional<Form> form_of(std::uint8_t first) {
  switch (first) {
    case 0xc4: return Form{PackedType::binary, 1};
    case 0xc5: return Form{PackedType::binary, 2};
    case 0xc6: return Form{PackedType::binary, 4};
    case 0xca: return Form{PackedType::number, 4};
    case 0xcb: return Form{PackedType::number, 8};
    case 0xcc: return Form{PackedType::integer, 1};
    case 0xcd: return Form{PackedType::integer, 2};
    case 0xce: return Form{PackedType::integer, 4};
    case 0xcf: return Form{PackedType::integer, 8};
    case 0xd0: return Form{PackedType::integer, 1, true};
    case 0xd1: return Form{PackedType::integer, 2, true};
    case 0xd2: return Form{PackedType::integer, 4, true};
    case 0xd3: return Form{PackedType::integer, 8, true};
    case 0xd9: return Form{PackedType::string, 1};
    case 0xda: return Form{PackedType::string, 2};
    case 0xdb: return Form{PackedType::string, 4};
    case 0xdc: return Form{PackedType::array, 2};
    case 0xdd: return Form{PackedType::array, 4};
    case 0xde: return Form{PackedType::map, 2};
    case 0xdf: return Form{PackedType::map, 4};
    default: return {};
  }
}

bool is_scalar(PackedType type) {
  return type == PackedType::integer || type == PackedType::number;
}

}  // namespace

Result<Unpacker::Header> Unpacker::header() const {
  if (offset_ >= bytes_.size()) return broken("ends early", offset_);
  const auto first = static_cast<std::uint8_t>(bytes_[offset_]);
  if (first <= 0x7f) return Header{PackedType::integer, 1, 0, first};
  if (first <= 0x8f) return Header{PackedType::map, 1, first & 0x0fU, 0};
  if (first <= 0x9f) return Header{PackedType::array, 1, first & 0x0fU, 0};
  if (first <= 0xbf) return Header{PackedType::string, 1, first & 0x1fU, 0};
  if (first == 0xc0) return Header{};
  if (first == 0xc2 || first == 0xc3) return Header{PackedType::boolean, 1, 0, first & 1U};
  if (first >= 0xe0) return Header{PackedType::integer, 1, 0, sign_extended(first, 1)};
  const auto form = form_of(first);
  if (!form) return broken("unknown form", offset_);
  if (bytes_.size() - offset_ - 1 < form->width) return broken("ends early", offset_);
  const auto number = big_endian(bytes_.substr(offset_ + 1, form->width));
  const std::size_t length = 1U + form->width;
  if (!is_scalar(form->type)) return Header{form->type, length, number, 0};
  if (first == 0xca) {
    const auto wide = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(number)));
    return Header{form->type, length, 0, std::bit_cast<std::uint64_t>(wide)};
  }
  const auto bits = form->is_signed ? sign_extended(number, form->width) : number;
  return Header{form->type, length, 0, bits};
}

Result<PackedType> Unpacker::peek() const {
  const auto head = TRY(header());
  return head.type;
}

Result<void> Unpacker::nil() {
  const auto head = TRY(header());
  if (head.type != PackedType::nil) return broken("not nil", offset_);
  offset_ += head.length;
  return {};
}

Result<bool> Unpacker::boolean() {
  const auto head = TRY(header());
  if (head.type != PackedType::boolean) return broken("not a boolean", offset_);
  offset_ += head.length;
  return head.bits == 1;
}

Result<std::int64_t> Unpacker::integer() {
  const auto head = TRY(header());
  if (head.type != PackedType::integer) return broken("not an integer", offset_);
  const bool is_large = static_cast<std::uint8_t>(bytes_[offset_]) == 0xcf;
  if (is_large && head.bits > INT64_MAX) return broken("integer too large", offset_);
  offset_ += head.length;
  return static_cast<std::int64_t>(head.bits);
}

Result<double> Unpacker::number() {
  if (TRY(peek()) == PackedType::integer) return static_cast<double>(TRY(integer()));
  const auto head = TRY(header());
  if (head.type != PackedType::number) return broken("not a number", offset_);
  offset_ += head.length;
  return std::bit_cast<double>(head.bits);
}

Result<std::string_view> Unpacker::body(PackedType type) {
  const auto head = TRY(header());
  if (head.type != type) return broken("not of the expected type", offset_);
  const auto start = offset_ + head.length;
  if (bytes_.size() - start < head.size) return broken("ends early", offset_);
  offset_ = start + head.size;
  return bytes_.substr(start, head.size);
}

Result<std::string_view> Unpacker::string() { return body(PackedType::string); }

Result<std::string_view> Unpacker::binary() { return body(PackedType::binary); }

Result<std::size_t> Unpacker::container(PackedType type) {
  const auto head = TRY(header());
  if (head.type != type) return broken("not of the expected type", offset_);
  const auto members_min = type == PackedType::map ? 2 * head.size : head.size;
  if (bytes_.size() - offset_ - head.length < members_min) return broken("ends early", offset_);
  offset_ += head.length;
  return head.size;
}

Result<std::size_t> Unpacker::array() { return container(PackedType::array); }

Result<std::size_t> Unpacker::map() { return container(PackedType::map); }

Result<std::string_view> Unpacker::value(std::size_t depth_max) {
  const auto start = offset_;
  const auto type = TRY(peek());
  if (type == PackedType::array || type == PackedType::map) {
    if (depth_max == 0) return broken("nested too deep", offset_);
    auto members = TRY(container(type));
    if (type == PackedType::map) members *= 2;
    for (; members > 0; --members) TRY(value(depth_max - 1));
  } else if (type == PackedType::string || type == PackedType::binary) {
    TRY(body(type));
  } else {
    offset_ += TRY(header()).length;
  }
  return bytes_.substr(start, offset_ - start);
}

}  // namespace azwf
