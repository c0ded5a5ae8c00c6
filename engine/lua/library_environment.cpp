// Libraries within the globals are copied too: a script may change `table` without replacing it.
// Methods of strings are found in the script's own `string`, so the library uses none.
#include "engine/lua/library_environment.hpp"

#include "engine/lua/registry.hpp"

namespace azwf::lua {
namespace {

constexpr int globals_max = 48;  // names; a table that gets more grows
constexpr int functions_max = 32;

// Pushes a copy of the table on top of the stack and of the tables in it, but for itself.
void push_copy(lua_State* L, int names) {
  const int original = lua_gettop(L);
  lua_createtable(L, 0, names);
  lua_pushnil(L);
  while (lua_next(L, original) != 0) {
    if (lua_rawequal(L, -1, original) != 0) {
      lua_pop(L, 1);
      continue;
    }
    if (lua_type(L, -1) == LUA_TTABLE) {
      push_copy(L, functions_max);
      lua_replace(L, -2);
    }
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, original + 1);
  }
}

}  // namespace

void make_library_environment(lua_State* L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  push_copy(L, globals_max);
  set_kept(L, Kept::environment);
  lua_pop(L, 1);
}

void enter_library_environment(lua_State* L) {
  push_kept(L, Kept::environment);
  lua_setupvalue(L, -2, 1);
}

}  // namespace azwf::lua
