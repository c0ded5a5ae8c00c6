// Facts, as they reach branches: who waits for one is made ready. Invariant: a fact that nobody
// waits for changes nothing, except that signals are kept for who asks later.
#pragma once

#include "engine/lua/lua_api.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::lua {

void take_fact(lua_State* L, const RunEvent& event);
// Pushes the packed data of the earliest signal of that name that was kept, and forgets it; false
// when there is none.
bool take_kept_signal(lua_State* L, std::string_view name);

}  // namespace azwf::lua
