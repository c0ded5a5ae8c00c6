// wf.exec { …, check = function() … end }: what finds out whether an interrupted step happened.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Of the call whose table is the only thing on the stack: keeps its check there, with the step that
// the branch has just begun to wait for, and nothing else.
void keep_check(lua_State* L);

// Calls the check. It returns true, and the step's result, when the step was done; false when it
// was not, and is to be attempted again; whatever else it comes to, a person is asked. What it
// found is decided; unless the step was done, the branch waits for it again.
int check_step(lua_State* L);

}  // namespace azwf::lua
