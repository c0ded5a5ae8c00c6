// Small helpers over packed values, and the check of values that come from outside.
#include "engine/base/packed.hpp"

#include <cmath>

#include "engine/base/limits.hpp"

namespace azwf {

Packed field_of(const Packed& map, std::string_view key) {
  Unpacker unpacker(map.bytes);
  const auto size = unpacker.map();
  for (std::size_t i = 0; size && i < *size; ++i) {
    const auto name = unpacker.value();
    if (!name) break;
    const auto value = unpacker.value();
    if (!value) break;
    if (Unpacker(*name).string().value_or("") == key) return Packed{std::string(*value)};
  }
  return {};
}

std::string text_of(const Packed& value) {
  return std::string(Unpacker(value.bytes).string().value_or(""));
}

Packed packed_string(std::string_view text) {
  Packed value{""};
  Packer(value.bytes).string(text);
  return value;
}

Packed packed_integer(std::int64_t number) {
  Packed value{""};
  Packer(value.bytes).integer(number);
  return value;
}

namespace {

Result<void> check_value(Unpacker& unpacker, const Limits& limits, std::size_t depth,
                         std::size_t& nodes) {
  const auto invalid = [](std::string what) {
    return failure(ErrorKind::invalid, "bad_value", std::move(what));
  };
  if (++nodes > limits.value_nodes_max) return invalid("the value has too many parts");
  const auto type = TRY(unpacker.peek());
  if (type == PackedType::array || type == PackedType::map) {
    if (depth >= limits.value_depth_max) return invalid("the value is nested too deep");
    auto members = type == PackedType::map ? 2 * TRY(unpacker.map()) : TRY(unpacker.array());
    for (; members > 0; --members) TRY_VOID(check_value(unpacker, limits, depth + 1, nodes));
    return {};
  }
  if (type == PackedType::number && std::isnan(TRY(unpacker.number()))) {
    return invalid("NaN is not a value");
  }
  if (type == PackedType::integer && !unpacker.integer()) {
    return invalid("the integer does not fit into 64 bits");
  }
  if (type != PackedType::number && type != PackedType::integer) TRY(unpacker.value());
  return {};
}

}  // namespace

Result<void> validate_packed(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.value_bytes_max) {
    return failure(ErrorKind::invalid, "value_too_large",
                   "the value has " + std::to_string(bytes.size()) + " bytes, " +
                       std::to_string(limits.value_bytes_max) + " are allowed",
                   "keep large data in files or blobs");
  }
  Unpacker unpacker(bytes);
  std::size_t nodes = 0;
  if (auto checked = check_value(unpacker, limits, 0, nodes); !checked) {
    auto& error = checked.error();
    return failure(ErrorKind::invalid, "bad_value", std::move(error.message),
                   "pass a smaller, plain value");
  }
  if (!unpacker.at_end()) {
    return failure(ErrorKind::invalid, "bad_value", "there are bytes after the value", "");
  }
  return {};
}

}  // namespace azwf
