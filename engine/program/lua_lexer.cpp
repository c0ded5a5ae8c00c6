// Follows Lua 5.4's own lexer where it matters: comments, escapes, long brackets.
#include "engine/program/lua_lexer.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace azwf {
namespace {

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_name_start(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr std::array<std::string_view, 10> long_symbols = {
    "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};

}  // namespace

LuaLexer::LuaLexer(std::string_view text) : text_(text) {
  if (text_.starts_with('#')) skip_line();  // Lua skips a first line like "#!/usr/bin/env azwf"
}

LuaToken LuaLexer::next() {
  skip_space_and_comments();
  const auto start = at_;
  auto next = token();
  next.offset = start;
  return next;
}

LuaToken LuaLexer::token() {
  if (at_ >= text_.size()) return {LuaTokenKind::end, {}, line_};
  const char first = text_[at_];
  if (is_name_start(first)) return word();
  if (is_digit(first) || (first == '.' && is_digit(peek(1)))) return number();
  if (first == '"' || first == '\'') return quoted(first);
  if (const auto level = long_bracket()) return long_text(*level);
  return symbol();
}

void LuaLexer::skip_line() {
  while (at_ < text_.size() && text_[at_] != '\n') ++at_;
}

void LuaLexer::skip_space_and_comments() {
  while (at_ < text_.size()) {
    if (text_[at_] == '\n') ++line_;
    if (is_space(text_[at_])) {
      ++at_;
    } else if (peek() == '-' && peek(1) == '-') {
      skip_comment();
    } else {
      return;
    }
  }
}

void LuaLexer::skip_comment() {
  at_ += 2;
  if (const auto level = long_bracket()) {
    long_text(*level);
  } else {
    skip_line();
  }
}

LuaToken LuaLexer::word() {
  const auto start = at_;
  while (at_ < text_.size() && is_word(text_[at_])) ++at_;
  return {LuaTokenKind::name, text_.substr(start, at_ - start), line_};
}

// Takes all that cannot stand behind a number, as Lua does: "3..2" is one number, and malformed.
LuaToken LuaLexer::number() {
  const auto start = at_;
  const bool is_hexadecimal = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
  const std::string_view exponents = is_hexadecimal ? "pP" : "eE";
  while (at_ < text_.size() && (is_word(text_[at_]) || text_[at_] == '.')) {
    const bool has_sign = exponents.contains(text_[at_]) && (peek(1) == '+' || peek(1) == '-');
    at_ += has_sign ? 2 : 1;
  }
  return {LuaTokenKind::number, text_.substr(start, at_ - start), line_};
}

LuaToken LuaLexer::symbol() {
  const auto rest = text_.substr(at_);
  const auto found = std::ranges::find_if(
      long_symbols, [&](std::string_view symbol) { return rest.starts_with(symbol); });
  const auto size = found == long_symbols.end() ? 1 : found->size();
  at_ += size;
  return {LuaTokenKind::symbol, rest.substr(0, size), line_};
}

LuaToken LuaLexer::quoted(char quote) {
  LuaToken token{LuaTokenKind::text, {}, line_};
  const auto start = ++at_;
  while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
    if (text_[at_] == '\\') skip_escape(token);
    if (at_ < text_.size()) ++at_;
  }
  token.text = text_.substr(start, at_ - start);
  token.is_ended = peek() == quote;
  if (token.is_ended) ++at_;
  return token;
}

// `\z` skips the space that follows, lines included; an escaped line end is one, too.
void LuaLexer::skip_escape(LuaToken& token) {
  token.is_literal = false;
  ++at_;
  if (peek() == '\n') ++line_;
  if (peek() != 'z') return;
  while (is_space(peek(1))) {
    ++at_;
    if (peek() == '\n') ++line_;
  }
}

// The level of a long bracket that opens here: [[ is 0, [=[ is 1.
std::optional<std::size_t> LuaLexer::long_bracket() const {
  if (peek() != '[') return {};
  std::size_t level = 0;
  while (peek(1 + level) == '=') ++level;
  if (peek(1 + level) != '[') return {};
  return level;
}

LuaToken LuaLexer::long_text(std::size_t level) {
  LuaToken token{LuaTokenKind::text, {}, line_};
  const auto start = at_ + level + 2;
  const auto closing = "]" + std::string(level, '=') + "]";
  const auto end = std::min(text_.find(closing, start), text_.size());
  token.is_ended = end < text_.size();
  token.text = text_.substr(start, end - start);
  for (const char c : token.text) line_ += c == '\n' ? 1 : 0;
  at_ = std::min(end + closing.size(), text_.size());
  return token;
}

}  // namespace azwf
