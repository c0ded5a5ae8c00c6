// The globals of a script, by allow-list. Invariant: nothing in them reaches files, processes, the
// clock, chance or addresses, and nothing runs unbounded outside the budget.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Makes the globals of a fresh state.
void make_sandbox(lua_State* L);

}  // namespace azwf::lua
