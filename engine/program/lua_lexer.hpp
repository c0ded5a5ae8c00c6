// Lua's lexer, to see what a source says without running it: names, numbers, strings in all forms,
// operators; comments are passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace azwf {

// `name`: reserved words too.
enum class LuaTokenKind { end, name, number, text, symbol };

struct LuaToken {
  LuaTokenKind kind = LuaTokenKind::end;
  std::string_view text;  // of a string: what is between the quotes
  std::int64_t line = 0;
  bool is_literal = true;  // of a string: without escapes
  std::size_t offset = 0;  // where it begins in the source
  bool is_ended = true;    // of a string: with its closing quote

  [[nodiscard]] bool is_symbol(std::string_view symbol) const {
    return kind == LuaTokenKind::symbol && text == symbol;
  }
};

// Text that is not Lua gives what can be seen of it.
class LuaLexer {
 public:
  explicit LuaLexer(std::string_view text);
  LuaToken next();

 private:
  LuaToken token();
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_line();
  void skip_space_and_comments();
  void skip_comment();
  void skip_escape(LuaToken& token);
  LuaToken word();
  LuaToken number();
  LuaToken symbol();
  LuaToken quoted(char quote);
  [[nodiscard]] std::optional<std::size_t> long_bracket() const;
  LuaToken long_text(std::size_t level);

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace azwf
