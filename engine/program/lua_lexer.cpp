// Follows Lua 5.4's own lexer where it matters: comments, escapes, long brackets.
#include "engine/program/lua_lexer.hpp"

#include <algorithm>
#include <string>

namespace azwf {
namespace {

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

LuaLexer::LuaLexer(std::string_view text) : text_(text) {
  if (text_.starts_with('#')) skip_line();  // Lua skips a first line like "#!/usr/bin/env azwf"
}

LuaToken LuaLexer::next() {
  skip_space_and_comments();
  if (at_ >= text_.size()) return {LuaTokenKind::end, {}, line_};
  const char first = text_[at_];
  if (is_name_start(first)) return word(LuaTokenKind::name);
  if (is_digit(first)) return word(LuaTokenKind::symbol);
  if (first == '"' || first == '\'') return quoted(first);
  if (const auto level = long_bracket()) return long_text(*level);
  return {LuaTokenKind::symbol, text_.substr(at_++, 1), line_};
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

LuaToken LuaLexer::word(LuaTokenKind kind) {
  const auto start = at_;
  while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
  return {kind, text_.substr(start, at_ - start), line_};
}

LuaToken LuaLexer::quoted(char quote) {
  LuaToken token{LuaTokenKind::text, {}, line_};
  const auto start = ++at_;
  while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
    if (text_[at_] == '\\') skip_escape(token);
    if (at_ < text_.size()) ++at_;
  }
  token.text = text_.substr(start, at_ - start);
  if (peek() == quote) ++at_;
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
  token.text = text_.substr(start, end - start);
  for (const char c : token.text) line_ += c == '\n' ? 1 : 0;
  at_ = std::min(end + closing.size(), text_.size());
  return token;
}

}  // namespace azwf
