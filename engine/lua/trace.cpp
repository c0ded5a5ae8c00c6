// A trace is taken in the message handler, before the stack unwinds. An error that `rethrow` raises
// is known again by its value.
#include "engine/lua/trace.hpp"

#include <algorithm>

#include "engine/lua/context.hpp"
#include "engine/lua/registry.hpp"

namespace azwf::lua {
namespace {

constexpr std::size_t lines_max = 60;

bool is_passed_on(lua_State* L) {
  const StackGuard guard(L);
  push_kept(L, Kept::passed_on);
  return !lua_isnil(L, -1) && lua_rawequal(L, -1, -2) != 0;
}

int take_trace(lua_State* L) {
  note_error_place(L);
  push_trace(L, trace_at(L));
  set_kept(L, Kept::taken_trace);
  return 1;
}

// The stack: the handler, true, then the results; or anything, then the error.
int finish_attempt(lua_State* L, int status, lua_KContext) {
  if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - 1;
  context_of(L).budget.rethrow(L, status);
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  push_kept(L, Kept::taken_trace);
  lua_pushnil(L);
  set_kept(L, Kept::taken_trace);
  return 3;
}

}  // namespace

Trace trace_at(lua_State* L) {
  auto& context = context_of(L);
  if (!is_passed_on(L)) {
    return {traceback(L), place_of(L), context.ending.cancel_reason.has_value()};
  }
  auto trace = context.passed_on;
  if (!context.joins_passed_on) return trace;
  for (auto& line : traceback(L)) {
    if (trace.lines.size() < lines_max) trace.lines.push_back(std::move(line));
  }
  return trace;
}

void push_trace(lua_State* L, const Trace& trace) {
  lua_createtable(L, static_cast<int>(trace.lines.size()), 3);
  lua_Integer index = 0;
  for (const auto& line : trace.lines) {
    push_text(L, line);
    lua_rawseti(L, -2, ++index);
  }
  push_text(L, trace.place.module);
  lua_setfield(L, -2, "module");
  lua_pushinteger(L, trace.place.line);
  lua_setfield(L, -2, "line");
  lua_pushboolean(L, trace.is_after_cancel ? 1 : 0);
  lua_setfield(L, -2, "is_after_cancel");
}

Trace read_trace(lua_State* L, int index) {
  const StackGuard guard(L);
  Trace trace;
  if (lua_type(L, index) != LUA_TTABLE) return trace;
  index = lua_absindex(L, index);
  for (lua_Integer i = 1; lua_rawgeti(L, index, i) == LUA_TSTRING; ++i) {
    trace.lines.emplace_back(text_at(L, -1));
    lua_pop(L, 1);
  }
  lua_getfield(L, index, "module");
  trace.place.module = text_at(L, -1);
  lua_getfield(L, index, "line");
  trace.place.line = lua_tointeger(L, -1);
  lua_getfield(L, index, "is_after_cancel");
  trace.is_after_cancel = lua_toboolean(L, -1) != 0;
  return trace;
}

int attempt(lua_State* L) {
  const int arguments = lua_gettop(L) - 1;
  lua_pushcfunction(L, entry<take_trace>);
  lua_pushboolean(L, 1);
  lua_rotate(L, 1, 2);
  const int status = lua_pcallk(L, arguments, LUA_MULTRET, 1, 0, continuation<finish_attempt>);
  return finish_attempt(L, status, 0);
}

int rethrow(lua_State* L) {
  auto& context = context_of(L);
  lua_settop(L, 3);
  context.passed_on = read_trace(L, 2);
  context.joins_passed_on = lua_toboolean(L, 3) != 0;
  lua_settop(L, 1);
  lua_pushvalue(L, 1);
  set_kept(L, Kept::passed_on);
  return lua_error(L);
}

}  // namespace azwf::lua
