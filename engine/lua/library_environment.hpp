// The globals that chunks of the library have: a second set, which no script can reach. Invariant:
// whatever a script makes of its own globals, the library goes on as it was written.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Copies the globals of a fresh state, in which no script has run.
void make_library_environment(lua_State* L);
// The chunk on top of the stack has the library's globals from now on.
void enter_library_environment(lua_State* L);

}  // namespace azwf::lua
