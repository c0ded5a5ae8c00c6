// The reader of Lua that azwf check uses, beside Lua itself: what Lua accepts, it accepts.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <lua.hpp>
#include <memory>

#include "adapters/cli/check/syntax.hpp"
#include "engine/program/lua_lexer.hpp"
#include "tests/support/paths.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;
using cli::check::parse_lua;

// Lua's complaint; empty for none.
std::string complaint_of_lua(const std::string& text) {
  const std::unique_ptr<lua_State, decltype(&lua_close)> state(luaL_newstate(), lua_close);
  if (luaL_loadbufferx(state.get(), text.data(), text.size(), "=x", "t") == LUA_OK) return "";
  return lua_tostring(state.get(), -1);
}

// What the grammar alone forbids; the rest is about labels, constants and the like.
bool is_about_grammar(const std::string& complaint) {
  return complaint.contains("expected near") || complaint.contains("unexpected symbol near") ||
         complaint.contains("syntax error near") || complaint.contains("unfinished");
}

std::vector<std::string> texts() {
  std::vector<std::string> all;
  for (const auto* const folder : {"scripts", "workflows", "examples", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(repository() / folder)) {
      if (entry.path().extension() != ".lua") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
  }
  return all;
}

bool agrees(const std::string& text) {
  const auto complaint = complaint_of_lua(text);
  const auto parsed = parse_lua(text);
  const bool is_limit = !parsed && parsed.error().is_limit;
  if (complaint.empty()) return parsed.has_value() || is_limit;
  return !is_about_grammar(complaint) || !parsed.has_value();
}

BOOST_AUTO_TEST_SUITE(syntax)

BOOST_AUTO_TEST_CASE(is_read_as_lua_reads_it) {
  const auto all = texts();
  BOOST_TEST(all.size() > 100U);
  for (const auto& text : all) BOOST_TEST(agrees(text), text);
}

// One token left out, or two of them, at every fifth place.
BOOST_AUTO_TEST_CASE(is_refused_where_lua_refuses_it) {
  for (const auto& text : texts()) {
    LuaLexer lexer(text);
    std::size_t number = 0;
    for (auto token = lexer.next(); token.kind != LuaTokenKind::end; token = lexer.next()) {
      if (++number % 5 != 0 || number > 2'000) continue;
      auto damaged = text;
      damaged.erase(token.offset, std::max<std::size_t>(1, token.text.size()));
      BOOST_TEST(agrees(damaged), damaged);
    }
  }
}

BOOST_AUTO_TEST_CASE(has_all_forms_there_are) {
  for (const auto* const text : {
           "local a <const>, b <close> = 1, nil; goto done; ::done::",
           "for i = 1, 2, 3 do break end for k, v in pairs {} do end repeat local x until x",
           "local function f(a, ...) return ... end function t.a.b:c() return self end",
           "return a.b['c'](1, 2):d 'x' { 1; b = 2, [3] = 4, f() } [[long]] .x",
           "return not -#~x ^ -2 .. 'a' .. 1 // 2 << 3 & 4 ~ 5 | 6 == 7 and 8 or 9",
           "return 0x1p-3, 0xA.8p1, 3e-2, .5, 1., 0xff, 3 // 2, 'a\\z  \n b\\'c', [==[ ]] ]==]",
           "return function(...) local x = ... end",
           "while true do if a then elseif b then else end end ;;; return",
           "f 'x' f { } f [[y]] (g or h)(1)",
           "return",
           "",
       }) {
    BOOST_TEST(complaint_of_lua(text) == "");
    BOOST_TEST(parse_lua(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(is_not_followed_deeper_than_it_may_go) {
  const auto nested = [](std::size_t depth, const std::string& open, const std::string& close) {
    std::string text = "return ";
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += "1";
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
  };
  BOOST_TEST(parse_lua(nested(90, "(", ")")).has_value());
  for (const auto& text :
       {nested(100'000, "(", ")"), nested(100'000, "{", "}"), nested(100'000, "-", ""),
        nested(100'000, "1 .. ", ""), nested(100'000, "1 + ", ""), nested(100'000, "f", ".x")}) {
    const auto parsed = parse_lua(text);
    BOOST_TEST((parsed.has_value() || parsed.error().is_limit || !parsed.error().what.empty()));
  }
  BOOST_TEST(parse_lua(nested(100'000, "1 + ", "")).error().is_limit);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
