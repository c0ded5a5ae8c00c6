// Time as scripts see it: that of the fact being delivered, in UTC; it stands still in between.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds `os` with time, date, clock and difftime to the globals on top of the stack.
void add_time_library(lua_State* L);
int time_now(lua_State* L);  // wf.now(): seconds since 1970, exact to the microsecond

}  // namespace azwf::lua
