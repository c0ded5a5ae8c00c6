// How a run ends, and what is decided on the way there: undos registered, begun, done or failed,
// and the last decision of all.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

struct Branch;

// The run ends with the value on top of the thread's stack, or with the error there, when it has
// begun neither branches nor scopes nor undos.
void complete(lua_State* L, lua_State* thread);
void fail(lua_State* L, lua_State* thread);
// The run was rolled back, and there is nothing to undo.
void end_rolled_back(lua_State* L);

void ask_to_cancel_step(lua_State* L, Branch& branch);

// Adds what the library decides by (host.undo_registered …) to the table on top of the stack.
void add_ending_primitives(lua_State* L);

}  // namespace azwf::lua
