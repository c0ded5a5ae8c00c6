// A lexer for as much of Lua as it takes to see `require "x"`: names, strings in all forms,
// comments, and single characters for everything else.
#include "engine/program/require_scan.hpp"

#include <optional>

namespace azwf {
namespace {

enum class TokenKind { end, name, text, symbol };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;  // of a string: what is between the quotes
  std::int64_t line = 0;
  bool is_literal = true;  // of a string: without escapes
};

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {
    if (text_.starts_with('#')) skip_line();  // Lua skips a first line like "#!/usr/bin/env azwf"
  }

  Token next() {
    skip_space_and_comments();
    if (at_ >= text_.size()) return {TokenKind::end, {}, line_};
    const char first = text_[at_];
    if (is_name_start(first)) return name();
    if (is_digit(first)) return number();
    if (first == '"' || first == '\'') return quoted(first);
    if (const auto level = long_bracket()) return long_text(*level);
    return {TokenKind::symbol, text_.substr(at_++, 1), line_};
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void skip_line() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  void skip_space_and_comments() {
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

  void skip_comment() {
    at_ += 2;
    if (const auto level = long_bracket()) {
      long_text(*level);
    } else {
      skip_line();
    }
  }

  Token name() {
    const auto start = at_;
    while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return {TokenKind::name, text_.substr(start, at_ - start), line_};
  }

  Token number() {
    const auto start = at_;
    while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return {TokenKind::symbol, text_.substr(start, at_ - start), line_};
  }

  Token quoted(char quote) {
    Token token{TokenKind::text, {}, line_};
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
  void skip_escape(Token& token) {
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
  [[nodiscard]] std::optional<std::size_t> long_bracket() const {
    if (peek() != '[') return {};
    std::size_t level = 0;
    while (peek(1 + level) == '=') ++level;
    if (peek(1 + level) != '[') return {};
    return level;
  }

  Token long_text(std::size_t level) {
    Token token{TokenKind::text, {}, line_};
    const auto start = at_ + level + 2;
    const auto closing = "]" + std::string(level, '=') + "]";
    const auto end = std::min(text_.find(closing, start), text_.size());
    token.text = text_.substr(start, end - start);
    for (const char c : token.text) line_ += c == '\n' ? 1 : 0;
    at_ = std::min(end + closing.size(), text_.size());
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

bool is_symbol(const Token& token, std::string_view text) {
  return token.kind == TokenKind::symbol && token.text == text;
}

}  // namespace

std::vector<RequiredModule> required_modules(std::string_view lua_text) {
  std::vector<RequiredModule> modules;
  Lexer lexer(lua_text);
  Token before;
  for (auto token = lexer.next(); token.kind != TokenKind::end;) {
    const bool is_require = token.kind == TokenKind::name && token.text == "require" &&
                            !is_symbol(before, ".") && !is_symbol(before, ":");
    before = token;
    token = lexer.next();
    if (!is_require) continue;
    if (is_symbol(token, "(")) {
      before = token;
      token = lexer.next();
    }
    if (token.kind == TokenKind::text && token.is_literal) {
      modules.push_back({std::string(token.text), token.line});
    }
  }
  return modules;
}

}  // namespace azwf
