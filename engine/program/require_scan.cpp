// Looks for the name `require` with a literal string behind it.
#include "engine/program/require_scan.hpp"

#include "engine/program/lua_lexer.hpp"

namespace azwf {

std::vector<RequiredModule> required_modules(std::string_view lua_text) {
  std::vector<RequiredModule> modules;
  LuaLexer lexer(lua_text);
  LuaToken before;
  for (auto token = lexer.next(); token.kind != LuaTokenKind::end;) {
    const bool is_require = token.kind == LuaTokenKind::name && token.text == "require" &&
                            !before.is_symbol(".") && !before.is_symbol(":");
    before = token;
    token = lexer.next();
    if (!is_require) continue;
    if (token.is_symbol("(")) {
      before = token;
      token = lexer.next();
    }
    if (token.kind == LuaTokenKind::text && token.is_literal) {
      modules.push_back({std::string(token.text), token.line});
    }
  }
  return modules;
}

}  // namespace azwf
