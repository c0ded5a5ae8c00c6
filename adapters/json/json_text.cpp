// Writes packed values as JSON, compact and for people.
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "adapters/json/characters.hpp"
#include "adapters/json/json.hpp"

namespace azwf {
namespace {

constexpr std::size_t line_columns_max = 80;
constexpr std::size_t indent_max = 1024;  // what is nested deeper is no value of ours

std::string number_text(double number) {
  if (std::isinf(number)) return number < 0 ? "-1e999" : "1e999";
  if (std::isnan(number)) return "null";
  auto text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// Safe to show on a terminal as well.
std::string quoted_character(std::string_view character) {
  switch (character.front()) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  const auto steering = steering_character(character);
  if (!steering) return std::string(character);
  return fmt::format("\\u{:04x}", static_cast<unsigned>(*steering));
}

std::string quoted(std::string_view text) {
  const auto valid = valid_utf8(text);
  std::string out = "\"";
  for (std::string_view rest = valid; !rest.empty();) {
    const auto character = rest.substr(0, character_bytes(rest));
    out += quoted_character(character);
    rest.remove_prefix(character.size());
  }
  return out + "\"";
}

class Writer {
 public:
  explicit Writer(bool pretty) : pretty_(pretty) {}

  Result<std::string> write(Unpacker& unpacker, std::size_t indent) {
    if (indent > indent_max) return failure(ErrorKind::damaged, "too_deep", "nested too deeply");
    switch (TRY(unpacker.peek())) {
      case PackedType::nil: TRY_VOID(unpacker.nil()); return "null";
      case PackedType::boolean: return TRY(unpacker.boolean()) ? "true" : "false";
      case PackedType::integer: return std::to_string(TRY(unpacker.integer()));
      case PackedType::number: return number_text(TRY(unpacker.number()));
      case PackedType::string: return quoted(TRY(unpacker.string()));
      case PackedType::binary:
        return quoted("data:application/octet-stream;base64," + base64(TRY(unpacker.binary())));
      case PackedType::array: return array(unpacker, indent);
      case PackedType::map: return map(unpacker, indent);
    }
    return "null";
  }

 private:
  Result<std::string> array(Unpacker& unpacker, std::size_t indent) {
    const auto size = TRY(unpacker.array());
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < size; ++i) parts.push_back(TRY(write(unpacker, indent + 2)));
    return join(parts, '[', ']', indent);
  }

  Result<std::string> map(Unpacker& unpacker, std::size_t indent) {
    const auto size = TRY(unpacker.map());
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < size; ++i) {
      auto key = TRY(write(unpacker, indent));
      if (!key.starts_with('"')) key = quoted(key);  // keys of our maps are texts
      parts.push_back(key + (pretty_ ? ": " : ":") + TRY(write(unpacker, indent + 2)));
    }
    return join(parts, '{', '}', indent);
  }

  [[nodiscard]] std::string join(const std::vector<std::string>& parts, char open, char close,
                                 std::size_t indent) const {
    const auto on_one_line = one_line(parts, open, close);
    const bool fits = indent + on_one_line.size() <= line_columns_max &&
                      on_one_line.find('\n') == std::string::npos;
    if (!pretty_ || fits) return on_one_line;
    const std::string margin(indent + 2, ' ');
    std::string text(1, open);
    for (const auto& part : parts) {
      text += (text.size() == 1 ? "\n" : ",\n") + margin;
      text += part;
    }
    return text + "\n" + std::string(indent, ' ') + close;
  }

  [[nodiscard]] std::string one_line(const std::vector<std::string>& parts, char open,
                                     char close) const {
    const bool is_spaced = pretty_ && open == '{' && !parts.empty();
    std::string text(1, open);
    if (is_spaced) text += ' ';
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) text += pretty_ ? ", " : ",";
      text += parts[i];
    }
    if (is_spaced) text += ' ';
    return text + close;
  }

  bool pretty_;
};

std::string text_of_value(const Packed& value, bool pretty) {
  Unpacker unpacker(value.bytes);
  auto text = Writer(pretty).write(unpacker, 0);
  return text ? *text : quoted("unreadable: " + text.error().message);
}

}  // namespace

std::string json_text(const Packed& value) { return text_of_value(value, false); }

std::string pretty_text(const Packed& value) { return text_of_value(value, true); }

std::string base64(std::string_view bytes) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= group.size() ? digits[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return text;
}

}  // namespace azwf
