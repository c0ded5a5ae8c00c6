// Waiting: how a script is put aside until the engine has an answer for it.
#pragma once

#include <string_view>

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Raises unless the script may ask for something now: not while it loads, and not below a C
// function that Lua cannot suspend. `what` is named in the message: "wf.now()"; an operation is
// given by its Lua name.
void require_running(lua_State* L, std::string_view what);
void require_ready_for_step(lua_State* L, std::string_view operation);

// Suspends the branch until the engine resumes it; must be returned from the C function at once.
int wait_for_engine(lua_State* L, lua_KFunction then);

}  // namespace azwf::lua
