// `rep` is bounded by its result; `format` is Lua's own, given texts where it would show addresses.
#include "engine/lua/string_library.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "engine/lua/context.hpp"
#include "engine/lua/text.hpp"

namespace azwf::lua {
namespace {

constexpr std::size_t repeated_bytes_max = 32 << 20;
constexpr unsigned bytes_per_instruction_shift = 4;

// string.rep(text, count [, separator])
int repeat(lua_State* L) {
  std::size_t size = 0;
  std::size_t separator_size = 0;
  const char* const text = luaL_checklstring(L, 1, &size);
  const auto count = luaL_checkinteger(L, 2);
  const char* const separator = luaL_optlstring(L, 3, "", &separator_size);
  const auto unit = size + separator_size;
  if (count <= 0 || unit == 0) {
    push_text(L, "");
    return 1;
  }
  if (static_cast<std::size_t>(count) > repeated_bytes_max / unit) {
    return luaL_error(L, "string.rep: the text is too long");
  }
  std::string repeated;
  repeated.reserve(unit * static_cast<std::size_t>(count));
  for (lua_Integer i = 1; i <= count; ++i) {
    repeated.append(text, size);
    if (i < count) repeated.append(separator, separator_size);
  }
  context_of(L).budget.charge(L, repeated.size() >> bytes_per_instruction_shift);
  push_text(L, repeated);
  return 1;
}

// The conversion letter of the directive whose '%' is at `at`, and past it.
char directive_letter(std::string_view format, std::size_t& at) {
  ++at;
  while (at < format.size() &&
         std::string_view("-+ #0123456789.").find(format[at]) != format.npos) {
    ++at;
  }
  return at < format.size() ? format[at++] : '\0';
}

// Makes the argument what Lua's own `format` can show without an address or the processor's NaN.
void prepare_argument(lua_State* L, char letter, int argument) {
  if (letter == 'p') luaL_error(L, "string.format: %%p is refused: it shows an address");
  luaL_checkany(L, argument);
  if (letter == 's') {
    push_shown(L, argument);
    lua_replace(L, argument);
  } else if (letter == 'q') {
    return;
  } else if (std::string_view("cdiouxX").find(letter) != std::string_view::npos) {
    luaL_checkinteger(L, argument);
  } else if (std::isnan(luaL_checknumber(L, argument))) {
    lua_pushnumber(L, std::numeric_limits<lua_Number>::quiet_NaN());
    lua_replace(L, argument);
  }
}

// string.format(format, …)
int format_text(lua_State* L) {
  luaL_checkstring(L, 1);
  const auto format = text_at(L, 1);
  std::size_t bytes = format.size();
  int argument = 1;
  for (auto at = format.find('%'); at != format.npos; at = format.find('%', at)) {
    const char letter = directive_letter(format, at);
    if (letter == '%' || letter == '\0') continue;
    prepare_argument(L, letter, ++argument);
    bytes += text_at(L, argument).size();
  }
  context_of(L).budget.charge(L, bytes >> bytes_per_instruction_shift);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

}  // namespace

void add_string_functions(lua_State* L) {
  lua_getfield(L, -1, "format");
  lua_pushcclosure(L, entry<format_text>, 1);
  lua_setfield(L, -3, "format");
  lua_pushvalue(L, -2);
  set_function(L, "rep", entry<repeat>);
  add_pattern_functions(L);
  lua_pop(L, 1);
}

}  // namespace azwf::lua
