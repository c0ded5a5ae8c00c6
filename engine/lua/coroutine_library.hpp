// Coroutines through which steps pass: when one waits for the engine, everything that resumed it
// waits too, and the answer finds its way back in.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds `coroutine` to the globals on top of the stack.
void add_coroutine_library(lua_State* L);

}  // namespace azwf::lua
