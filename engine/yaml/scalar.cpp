// Typing follows the core schema to the letter; writing quotes whatever any schema reads otherwise.
#include "engine/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace azwf::yaml {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <std::size_t n>
bool is_one_of(std::string_view text, const std::array<std::string_view, n>& words) {
  return std::ranges::find(words, text) != words.end();
}

constexpr std::array<std::string_view, 5> null_words = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> true_words = {"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> false_words = {"false", "False", "FALSE"};
constexpr std::array<std::string_view, 3> infinities = {".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> not_numbers = {".nan", ".NaN", ".NAN"};
// What YAML 1.1 takes for a boolean or null, in lower case.
constexpr std::array<std::string_view, 9> old_words = {"y",   "n",    "yes",   "no",  "on",
                                                       "off", "true", "false", "null"};

std::size_t skip_digits(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

enum class NumberForm { none, integer, real };

// [-+]?[0-9]+ or [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
NumberForm form_of(std::string_view text) {
  std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const auto whole = skip_digits(text, i) - i;
  i += whole;
  if (whole > 0 && i == text.size()) return NumberForm::integer;
  std::size_t fraction = 0;
  if (i < text.size() && text[i] == '.') {
    const auto end = skip_digits(text, i + 1);
    fraction = end - i - 1;
    i = end;
  }
  if (whole + fraction == 0) return NumberForm::none;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    const auto end = skip_digits(text, i);
    if (end == i) return NumberForm::none;
    i = end;
  }
  return i == text.size() ? NumberForm::real : NumberForm::none;
}

std::optional<Packed> packed_number(double number) {
  Packed packed{""};
  Packer(packed.bytes).number(number);
  return packed;
}

std::optional<Packed> integer_of(std::string_view digits, int base) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t integer = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, integer, base);
  if (problem != std::errc() || stopped != end) return std::nullopt;
  return packed_integer(integer);
}

std::optional<Packed> real_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [stopped, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc()) return std::nullopt;
  return packed_number(number);
}

// 0o17, 0x1f: digits of the base only.
bool has_base(std::string_view text, char letter, std::string_view digits) {
  return text.size() > 2 && text[0] == '0' && text[1] == letter &&
         text.find_first_not_of(digits, 2) == std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lowered;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string in_double_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (is_control(c)) {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string in_single_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

Result<std::string> write_number(double number) {
  if (std::isinf(number)) return std::string(number > 0 ? ".inf" : "-.inf");
  auto text = fmt::format("{}", number);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  const auto e = text.find('e');
  if (e != std::string::npos && text.find('.') > e) text.insert(e, ".0");  // 1e+20: YAML 1.1
  return text;
}

}  // namespace

std::optional<Packed> resolve_plain(std::string_view text) {
  if (is_one_of(text, null_words)) return Packed{};
  if (is_one_of(text, true_words)) return Packed{std::string(1, '\xc3')};
  if (is_one_of(text, false_words)) return Packed{std::string(1, '\xc2')};
  if (is_one_of(text, not_numbers)) return std::nullopt;
  if (has_base(text, 'o', "01234567")) return integer_of(text.substr(2), 8);
  if (has_base(text, 'x', "0123456789abcdefABCDEF")) return integer_of(text.substr(2), 16);
  const bool is_negative = text.starts_with('-');
  const auto bare = text.substr(is_negative || text.starts_with('+') ? 1 : 0);
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  if (is_one_of(bare, infinities)) return packed_number(is_negative ? -infinity : infinity);
  switch (form_of(text)) {
    case NumberForm::integer: return integer_of(text, 10);
    case NumberForm::real: return real_of(text);
    case NumberForm::none: break;
  }
  return packed_string(text);
}

bool is_safe_plain(std::string_view text) {
  if (text.empty() || text.ends_with(' ')) return false;
  if (!is_letter(text[0]) && text[0] != '/' && text[0] != '_') return false;
  const auto is_safe = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view(" /_.-+@$()").contains(c);
  };
  return std::ranges::all_of(text, is_safe) && !is_one_of(lower(text), old_words);
}

Quotes quotes_of(char quote) {
  if (quote == 0) return Quotes::none;
  return quote == '"' ? Quotes::two : Quotes::one;
}

std::string write_text(std::string_view text, Quotes quotes) {
  const bool is_one_line = std::ranges::none_of(text, is_control);
  if (quotes == Quotes::none && is_safe_plain(text)) return std::string(text);
  if (quotes == Quotes::one && is_one_line) return in_single_quotes(text);
  return in_double_quotes(text);
}

Result<std::string> write_scalar(const Packed& value, Quotes quotes) {
  Unpacker unpacker(value.bytes);
  switch (TRY(unpacker.peek())) {
    case PackedType::nil: return std::string("null");
    case PackedType::boolean: return std::string(TRY(unpacker.boolean()) ? "true" : "false");
    case PackedType::integer: return std::to_string(TRY(unpacker.integer()));
    case PackedType::number: return write_number(TRY(unpacker.number()));
    case PackedType::string: return write_text(TRY(unpacker.string()), quotes);
    default: break;
  }
  return failure(ErrorKind::invalid, "bad_value", "bytes that are not UTF-8 have no place in YAML");
}

}  // namespace azwf::yaml
