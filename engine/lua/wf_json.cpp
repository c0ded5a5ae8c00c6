// JSON text goes through packed values, so that the same limits and the same order hold.
#include "engine/lua/wf_json.hpp"

#include <fmt/format.h>

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/json.hpp"
#include "engine/lua/missing_names.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

constexpr unsigned bytes_per_instruction_shift = 2;

// wf.json.encode(value)
int encode(lua_State* L) {
  luaL_checkany(L, 1);
  auto& context = context_of(L);
  Packed value{""};
  if (const auto problem = pack_value(L, 1, context.limits, value.bytes)) {
    raise(L, "bad_value",
          fmt::format("wf.json.encode: 'value{}' {}", problem->path, problem->what));
  }
  context.budget.charge(L, value.bytes.size() >> bytes_per_instruction_shift);
  const auto text = json_of(value);
  if (!text) raise(L, text.error().code, "wf.json.encode: " + text.error().message);
  push_text(L, *text);
  return 1;
}

// wf.json.decode(text)
int decode(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  auto& context = context_of(L);
  const auto text = text_at(L, 1);
  context.budget.charge(L, text.size() >> bytes_per_instruction_shift);
  const auto value = packed_of_json(text, context.limits);
  if (!value) raise(L, value.error().code, "wf.json.decode: " + value.error().message);
  push_value(L, value->bytes);
  return 1;
}

// wf.json.object([table]): stays a map when it is empty.
int make_object(lua_State* L) {
  if (lua_isnoneornil(L, 1)) {
    lua_settop(L, 0);
    lua_newtable(L);
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  mark_as_map(L);
  return 1;
}

}  // namespace

void add_json(lua_State* L) {
  lua_createtable(L, 0, 4);
  set_function(L, "decode", entry<decode>);
  set_function(L, "encode", entry<encode>);
  set_function(L, "object", entry<make_object>);
  push_null(L);
  lua_setfield(L, -2, "null");
  refuse_missing_names(L, "json");
  lua_setfield(L, -2, "json");
}

}  // namespace azwf::lua
