// wf.sleep, wf.sleep_until, wf.signal, wf.wait_event: what a branch waits for besides steps.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds them to `wf` on top of the stack.
void add_waits(lua_State* L);

}  // namespace azwf::lua
