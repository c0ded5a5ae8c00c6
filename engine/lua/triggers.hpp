// Triggers as scripts declare them, and what a run that events started gets to see of them.
#pragma once

#include "engine/lua/lua_api.hpp"
#include "engine/run/run_event.hpp"
#include "engine/trigger/event_trigger.hpp"

namespace azwf::lua {

// host.check_trigger(table): raises what about it cannot be.
int check_trigger_table(lua_State* L);
// What wf.event made, on top of the stack; raises when it is none any more.
EventTrigger read_trigger(lua_State* L);
// Pushes the last of the events; when there may be several, all of them are its `batch`.
void push_started_by(lua_State* L, const StartedBy& started_by);

}  // namespace azwf::lua
