// Nearly every text passes as it is.
#include "engine/envelope/attribute_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace azwf {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_among(char c, std::string_view all) { return all.find(c) != std::string_view::npos; }
bool is_path_character(char c) {
  return is_letter(c) || is_digit(c) || c == '/' || is_among(c, "-._~!$&'()*+,;=:@");
}

void escape(std::string& out, std::string_view bytes) {
  for (const char c : bytes) out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
}

std::size_t character_size(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

char32_t code_point(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  char32_t code = character.size() == 1 ? first : first & (0x7fU >> character.size());
  for (const char c : character.substr(1))
    code = code << 6 | (static_cast<unsigned char>(c) & 0x3f);
  return code;
}

bool is_allowed(char32_t code) {
  const bool is_control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
  const bool is_noncharacter = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
  return !is_control && !is_noncharacter;
}

// What stands before the first ':', when that is a scheme's name; else nothing.
std::string_view scheme_of(std::string_view text) {
  const auto scheme = text.substr(0, text.find(':'));
  const bool is_one = scheme.size() < text.size() && !scheme.empty() && is_letter(scheme.front()) &&
                      std::ranges::all_of(scheme, [](char c) {
                        return is_letter(c) || is_digit(c) || is_among(c, "+-.");
                      });
  return is_one ? scheme : std::string_view{};
}

bool has_uri_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                           std::ranges::all_of(text.substr(i + 1, 2), [](char c) {
                             return is_among(c, "0123456789abcdefABCDEF");
                           });
    if (!is_escape && !is_path_character(text[i]) && !is_among(text[i], "?#[]")) return false;
  }
  return true;
}

}  // namespace

std::string attribute_text(std::string_view text) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const auto character = text.substr(0, character_size(text.front()));
    is_allowed(code_point(character)) ? void(out += character) : escape(out, character);
    text.remove_prefix(character.size());
  }
  return out;
}

std::string uri_path(std::string_view text) {
  std::string out = "/";
  out.reserve(text.size() + 1);
  for (const char& c : text) {
    const bool begins_authority = c == '/' && out.size() == 1;
    is_path_character(c) && !begins_authority ? void(out += c) : escape(out, {&c, 1});
  }
  return out;
}

bool is_absolute_uri(std::string_view text) {
  return !scheme_of(text).empty() && has_uri_characters(text);
}

bool is_uri_reference(std::string_view text) { return !text.empty() && has_uri_characters(text); }

}  // namespace azwf
