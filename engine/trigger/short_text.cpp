// Cut between characters, so that the text stays UTF-8.
#include "engine/trigger/short_text.hpp"

#include <fmt/format.h>

namespace azwf {
namespace {

constexpr std::size_t text_bytes_max = 60;
constexpr std::size_t members_max = 5;

std::string quoted(std::string_view text) {
  if (text.size() <= text_bytes_max) return fmt::format("\"{}\"", text);
  auto end = text_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return fmt::format("\"{}…\"", text.substr(0, end));
}

std::string list_text(Unpacker& unpacker) {
  std::string text = "[";
  const auto size = unpacker.array().value_or(0);
  for (std::size_t i = 0; i < size; ++i) {
    const auto member = unpacker.value();
    if (i == members_max || !member) return text + ", …]";
    text += (i == 0 ? "" : ", ") + short_text(Packed{std::string(*member)});
  }
  return text + "]";
}

}  // namespace

std::string short_text(const Packed& value) {
  Unpacker unpacker(value.bytes);
  switch (unpacker.peek().value_or(PackedType::nil)) {
    case PackedType::nil: return "nil";
    case PackedType::boolean: return unpacker.boolean().value_or(false) ? "true" : "false";
    case PackedType::integer: return fmt::format("{}", unpacker.integer().value_or(0));
    case PackedType::number: return fmt::format("{}", unpacker.number().value_or(0));
    case PackedType::string: return quoted(unpacker.string().value_or(""));
    case PackedType::binary: return "bytes";
    case PackedType::array: return list_text(unpacker);
    case PackedType::map: return "{…}";
  }
  return {};
}

}  // namespace azwf
