// What the library's Lua builds wf.async, wf.scope and their kin on.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds host.begin, host.park … to the table on top of the stack.
void add_branch_primitives(lua_State* L);

}  // namespace azwf::lua
