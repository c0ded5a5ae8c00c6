// As much of Lua's lexer as it takes to see what a source names without running it: names, strings
// in all forms, comments, and single characters for everything else.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace azwf {

enum class LuaTokenKind { end, name, text, symbol };

struct LuaToken {
  LuaTokenKind kind = LuaTokenKind::end;
  std::string_view text;  // of a string: what is between the quotes
  std::int64_t line = 0;
  bool is_literal = true;  // of a string: without escapes

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
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_line();
  void skip_space_and_comments();
  void skip_comment();
  void skip_escape(LuaToken& token);
  LuaToken word(LuaTokenKind kind);
  LuaToken quoted(char quote);
  [[nodiscard]] std::optional<std::size_t> long_bracket() const;
  LuaToken long_text(std::size_t level);

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace azwf
