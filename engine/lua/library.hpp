// `wf`, as scripts see it: primitives of the host in C++, the rest in Lua (scripts/wf/).
#pragma once

#include <vector>

#include "engine/lua/lua_api.hpp"
#include "engine/program/program.hpp"

namespace azwf::lua {

// Makes `wf`: as a global, and as what require "wf" gives.
void make_wf(lua_State* L);
// Pushes the table of what only the library's own modules may use.
void push_primitives(lua_State* L);
// Whether the value was made by wf.async; by wf.workflow.
bool is_future(lua_State* L, int index);
bool is_workflow(lua_State* L, int index);

}  // namespace azwf::lua
