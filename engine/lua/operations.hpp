// The operations of a program as functions of `wf`: calling one is a recorded step.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds a function per offered operation to the table on top of the stack; "fs.read" makes
// wf.fs.read.
void add_operations(lua_State* L);
// host.operation(name): the function that performs it; nil when the program has no such operation.
int find_operation(lua_State* L);

// Waits for what becomes of the step that the branch waits for; must be returned at once.
int await_step(lua_State* L);

}  // namespace azwf::lua
