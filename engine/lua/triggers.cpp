// The table is read raw: no metamethod of a script is called.
#include "engine/lua/triggers.hpp"

#include <fmt/format.h>

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/text.hpp"
#include "engine/lua/values.hpp"

namespace azwf::lua {
namespace {

int push_field(lua_State* L, const char* key) {
  lua_pushstring(L, key);
  return lua_rawget(L, -2);
}

std::string text_field(lua_State* L, const char* key) {
  push_field(L, key);
  std::string text(text_at(L, -1));
  lua_pop(L, 1);
  return text;
}

std::int64_t integer_field(lua_State* L, const char* key) {
  push_field(L, key);
  const auto value = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return value;
}

Packed map_field(lua_State* L, const char* key) {
  push_field(L, key);
  Packed value{""};
  const auto problem = pack_value(L, -1, context_of(L).limits, value.bytes, EmptyTable::as_map);
  if (problem) {
    raise(L, "bad_trigger", fmt::format("wf.event: '{}{}' {}", key, problem->path, problem->what));
  }
  lua_pop(L, 1);
  return value;
}

}  // namespace

EventTrigger read_trigger(lua_State* L) {
  if (lua_type(L, -1) != LUA_TTABLE) raise(L, "bad_trigger", "wf.event: that is no trigger");
  EventTrigger trigger;
  trigger.batch = integer_field(L, "batch");
  trigger.debounce_ms = integer_field(L, "debounce_ms");
  trigger.subject = text_field(L, "subject");
  trigger.type = text_field(L, "type");
  trigger.where = map_field(L, "where");
  trigger.with = map_field(L, "with");
  trigger.within_ms = integer_field(L, "within_ms");
  trigger.workflow = text_field(L, "workflow");
  const auto checked = check_trigger(trigger, context_of(L).limits);
  if (!checked) raise(L, "bad_trigger", "wf.event: " + checked.error().message);
  return trigger;
}

int check_trigger_table(lua_State* L) {
  lua_settop(L, 1);
  read_trigger(L);
  return 0;
}

void push_started_by(lua_State* L, const StartedBy& started_by) {
  const auto& events = started_by.events;
  push_value(L, events.back().bytes);
  lua_pushliteral(L, "batch");
  lua_createtable(L, static_cast<int>(events.size()), 0);
  for (std::size_t i = 0; i < events.size(); ++i) {
    push_value(L, events[i].bytes);
    lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
  }
  lua_rawset(L, -3);
}

}  // namespace azwf::lua
