// Lua's libraries are opened, and what is on the lists is copied into fresh globals; the rest stays
// out of reach. A name that is on no list is refused by absence.
#include "engine/lua/sandbox.hpp"
#include "engine/base/check.hpp"

#include <fmt/format.h>

#include <span>

#include "engine/lua/chance.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/coroutine_library.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/modules.hpp"
#include "engine/lua/ordered.hpp"
#include "engine/lua/protected_calls.hpp"
#include "engine/lua/string_library.hpp"
#include "engine/lua/table_library.hpp"
#include "engine/lua/text.hpp"
#include "engine/lua/time_library.hpp"
#include "engine/lua/wf_log.hpp"

namespace azwf::lua {
namespace {

constexpr std::size_t loaded_text_bytes_max = 256 << 10;
constexpr unsigned bytes_per_instruction_shift = 4;

constexpr const char* stock_base[] = {"assert", "error",  "getmetatable", "rawequal", "rawget",
                                      "rawlen", "rawset", "select",       "type",     "_VERSION"};
constexpr const char* stock_math[] = {
    "abs",  "acos", "asin", "atan", "ceil",      "cos",  "deg",        "exp",    "floor",
    "fmod", "huge", "log",  "max",  "min",       "modf", "maxinteger", "pi",     "mininteger",
    "rad",  "sin",  "sqrt", "tan",  "tointeger", "type", "ult",        "random", "randomseed"};
constexpr const char* stock_utf8[] = {"char", "charpattern"};
constexpr const char* stock_linear_utf8[] = {"codepoint", "len", "offset"};
constexpr const char* stock_string[] = {"char", "len", "packsize"};
constexpr const char* stock_linear_string[] = {"byte", "lower",  "pack", "reverse",
                                               "sub",  "unpack", "upper"};

// A function of Lua's own whose work grows with the strings it is given: charged before it runs.
int call_linear(lua_State* L) {
  std::size_t bytes = 0;
  for (int i = lua_gettop(L); i > 0; --i) bytes += text_at(L, i).size();
  if (bytes > 64) context_of(L).budget.charge(L, bytes >> bytes_per_instruction_shift);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// Makes a function of Lua's on top of the stack one that scripts may have.
void bind_function(lua_State* L) {
  if (lua_iscfunction(L, -1) == 0) return;
  if (lua_getupvalue(L, -1, 1) != nullptr) return lua_pop(L, 1);
  push_function(L, lua_tocfunction(L, -1));
  lua_remove(L, -2);
}

// Copies fields from the table on top of the stack to the one below it.
void copy_fields(lua_State* L, std::span<const char* const> names) {
  for (const char* const name : names) {
    lua_getfield(L, -1, name);
    bind_function(L);
    lua_setfield(L, -3, name);
  }
}

void copy_linear(lua_State* L, std::span<const char* const> names) {
  for (const char* const name : names) {
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, entry<call_linear>, 1);
    lua_setfield(L, -3, name);
  }
}

// ipairs(t): as Lua's own, but for the iterator, which is its first upvalue.
int indexed_pairs(lua_State* L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}

// utf8.codes(s [, lax]): Lua's own, the first upvalue, but for the iterators, which follow it.
int utf8_codes(lua_State* L) {
  const bool is_lax = lua_toboolean(L, 2) != 0;
  const int count = lua_tocfunction(L, lua_upvalueindex(1))(L);
  lua_pushvalue(L, lua_upvalueindex(is_lax ? 3 : 2));
  lua_replace(L, -count - 1);
  return count;
}

// Pushes the iterator that a function of the library on top of the stack returns.
void push_iterator_of(lua_State* L, const char* name, bool is_lax) {
  lua_getfield(L, -1, name);
  lua_pushliteral(L, "");
  lua_pushboolean(L, is_lax ? 1 : 0);
  lua_call(L, 2, 1);
  bind_function(L);
}

// Pushes a fresh table and, above it, the library that `open` makes.
void open_beside(lua_State* L, lua_CFunction open, int size) {
  lua_createtable(L, 0, size);
  lua_pushcfunction(L, open);
  lua_call(L, 0, 1);
}

// Neither name has any effect (replaced.cpp); where a script shows that it counts on it, it is
// told.
int set_metatable(lua_State* L) {
  const int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  for (const std::string_view refused : {AZWF_PLANTED(63) ? "__mode" : "__gc", "__mode"}) {
    if (type == LUA_TNIL) break;
    push_text(L, refused);
    if (lua_rawget(L, 2) != LUA_TNIL) {
      raise(L, "refused_metatable",
            fmt::format("setmetatable: a metatable with {} is refused: when it takes effect "
                        "depends on the garbage collector, and replay could differ",
                        refused));
    }
    lua_pop(L, 1);
  }
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
    return luaL_error(L, "cannot change a protected metatable");
  }
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

// load(text [, name [, "t" [, environment]]])
int load_text(lua_State* L) {
  if (lua_type(L, 1) != LUA_TSTRING) return luaL_error(L, "load takes a text");
  const auto text = text_at(L, 1);
  if (text.size() > loaded_text_bytes_max) {
    return luaL_error(L, "load takes at most %d bytes", static_cast<int>(loaded_text_bytes_max));
  }
  context_of(L).budget.charge(L, text.size());
  const auto name = "@load " + std::string(luaL_optstring(L, 2, "text"));
  if (luaL_loadbufferx(L, text.data(), text.size(), name.c_str(), "t") != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (!lua_isnone(L, 4)) {
    lua_pushvalue(L, 4);
    if (lua_setupvalue(L, -2, 1) == nullptr) lua_pop(L, 1);
  }
  return 1;
}

int to_number(lua_State* L) {
  if (lua_type(L, 1) == LUA_TSTRING) {
    context_of(L).budget.charge(L, text_at(L, 1).size() >> bytes_per_instruction_shift);
  }
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void add_base(lua_State* L) {
  lua_pushcfunction(L, luaopen_base);
  lua_call(L, 0, 1);
  copy_fields(L, stock_base);
  lua_getfield(L, -1, "tonumber");
  lua_pushcclosure(L, entry<to_number>, 1);
  lua_setfield(L, -3, "tonumber");
  push_iterator_of(L, "ipairs", false);
  lua_pushcclosure(L, entry<indexed_pairs>, 1);
  lua_setfield(L, -3, "ipairs");
  lua_pop(L, 1);
  set_function(L, "load", entry<load_text>);
  set_function(L, "next", entry<ordered_next>);
  set_function(L, "pairs", entry<ordered_pairs>);
  set_function(L, "pcall", entry<protected_call>);
  set_function(L, "print", entry<log_print>);
  set_function(L, "require", entry<require_module>);
  set_function(L, "setmetatable", entry<set_metatable>);
  set_function(L, "tostring", entry<show_value>);
  set_function(L, "xpcall", entry<protected_call_handled>);
}

void add_math(lua_State* L) {
  open_beside(L, luaopen_math, 32);
  copy_fields(L, stock_math);
  lua_pop(L, 1);
  guard_math_random(L);
  lua_setfield(L, -2, "math");
}

// On the stack: the new utf8 table and, on top, Lua's own.
void add_codes(lua_State* L) {
  lua_getfield(L, -1, "codes");
  lua_pushvalue(L, -2);
  push_iterator_of(L, "codes", false);
  lua_insert(L, -2);
  push_iterator_of(L, "codes", true);
  lua_remove(L, -2);
  lua_pushcclosure(L, entry<utf8_codes>, 3);
  lua_setfield(L, -3, "codes");
}

void add_utf8(lua_State* L) {
  open_beside(L, luaopen_utf8, 8);
  copy_fields(L, stock_utf8);
  copy_linear(L, stock_linear_utf8);
  add_codes(L);
  lua_pop(L, 1);
  lua_setfield(L, -2, "utf8");
}

// Methods of strings find their functions here, and the metatable itself cannot be had.
void protect_string_metatable(lua_State* L) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
}

void add_string(lua_State* L) {
  open_beside(L, luaopen_string, 24);
  copy_fields(L, stock_string);
  copy_linear(L, stock_linear_string);
  add_string_functions(L);
  lua_pop(L, 1);
  protect_string_metatable(L);
  lua_setfield(L, -2, "string");
}

void add_table(lua_State* L) {
  lua_createtable(L, 0, 8);
  add_table_functions(L);
  lua_setfield(L, -2, "table");
}

}  // namespace

void make_sandbox(lua_State* L) {
  lua_createtable(L, 0, 48);
  add_base(L);
  add_math(L);
  add_utf8(L);
  add_string(L);
  add_table(L);
  add_coroutine_library(L);
  add_time_library(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, LUA_GNAME);
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX,
               LUA_LOADED_TABLE);  // where messages look up names of functions
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

}  // namespace azwf::lua
