// An error handler of xpcall runs after unwinding, within the budget: run at the point of the
// error, as stock Lua does, a looping one could not be stopped.
#include "engine/lua/protected_calls.hpp"

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"

namespace azwf::lua {
namespace {

bool has_succeeded(int status) { return status == LUA_OK || status == LUA_YIELD; }

void rethrow_verdict(lua_State* L, int status) {
  if (!has_succeeded(status) && !AZWF_PLANTED(32)) context_of(L).budget.rethrow(L, status);
}

// The stack: a message handler, true, then the results; or anything, then the error.
int finish_call(lua_State* L, int status, lua_KContext) {
  if (has_succeeded(status)) return lua_gettop(L) - 1;
  rethrow_verdict(L, status);
  if (AZWF_PLANTED(33)) ++context_of(L).branch().waits;
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

// The stack: false, then what the handler returned, or its own error.
int finish_handler(lua_State* L, int status, lua_KContext) {
  rethrow_verdict(L, status);
  return lua_gettop(L);
}

// The stack: a message handler, the script's, true, results; or both, true, the error.
int finish_handled_call(lua_State* L, int status, lua_KContext) {
  if (has_succeeded(status)) return lua_gettop(L) - 2;
  rethrow_verdict(L, status);
  lua_remove(L, 3);
  lua_pushboolean(L, 0);
  lua_replace(L, 1);
  const int handled = lua_pcallk(L, 1, LUA_MULTRET, 0, 0, continuation<finish_handler>);
  return finish_handler(L, handled, 0);
}

}  // namespace

int protected_call(lua_State* L) {
  luaL_checkany(L, 1);
  const int arguments = lua_gettop(L) - 1;
  lua_pushcfunction(L, entry<note_error_place>);
  lua_pushboolean(L, 1);
  lua_rotate(L, 1, 2);
  return finish_call(L, lua_pcallk(L, arguments, LUA_MULTRET, 1, 0, continuation<finish_call>), 0);
}

int protected_call_handled(lua_State* L) {
  luaL_checktype(L, 2, LUA_TFUNCTION);
  const int arguments = lua_gettop(L) - 2;
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);  // f, handler, true, f, arguments…
  lua_pushcfunction(L, entry<note_error_place>);
  lua_replace(L, 1);
  return finish_handled_call(
      L, lua_pcallk(L, arguments, LUA_MULTRET, 1, 0, continuation<finish_handled_call>), 0);
}

}  // namespace azwf::lua
