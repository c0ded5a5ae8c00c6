// Numbers are written as short as reads back the same (std::to_chars), a float always as one.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "engine/lua/json.hpp"

namespace azwf::lua {
namespace {

std::unexpected<Error> refuse(std::string what) {
  return failure(ErrorKind::invalid, "bad_json", std::move(what), "");
}

void write_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

Result<void> write_number(std::string& out, double number) {
  if (!std::isfinite(number)) return refuse("JSON has no infinite numbers");
  char digits[64];
  const auto size = std::fabs(number);
  const bool is_plain = number == 0 || (size >= 1e-5 && size < 1e15);
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(digits, digits + sizeof digits, number, format).ptr;
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  out += text;
  if (text.find_first_of(".e") == text.npos) out += ".0";
  return {};
}

Result<void> write_value(std::string& out, Unpacker& unpacker);

Result<void> write_list(std::string& out, Unpacker& unpacker) {
  const auto size = TRY(unpacker.array());
  out += '[';
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    TRY_VOID(write_value(out, unpacker));
  }
  out += ']';
  return {};
}

Result<void> write_map(std::string& out, Unpacker& unpacker) {
  const auto size = TRY(unpacker.map());
  out += '{';
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    write_text(out, TRY(unpacker.string()));
    out += ':';
    TRY_VOID(write_value(out, unpacker));
  }
  out += '}';
  return {};
}

Result<void> write_value(std::string& out, Unpacker& unpacker) {
  switch (TRY(unpacker.peek())) {
    case PackedType::nil: out += "null"; return unpacker.nil();
    case PackedType::boolean: out += TRY(unpacker.boolean()) ? "true" : "false"; return {};
    case PackedType::integer: out += std::to_string(TRY(unpacker.integer())); return {};
    case PackedType::number: return write_number(out, TRY(unpacker.number()));
    case PackedType::string: write_text(out, TRY(unpacker.string())); return {};
    case PackedType::binary: return refuse("a text that is not UTF-8 cannot be JSON");
    case PackedType::array: return write_list(out, unpacker);
    case PackedType::map: return write_map(out, unpacker);
  }
  return {};
}

}  // namespace

Result<std::string> json_of(const Packed& value) {
  std::string out;
  Unpacker unpacker(value.bytes);
  TRY_VOID(write_value(out, unpacker));
  return out;
}

}  // namespace azwf::lua
