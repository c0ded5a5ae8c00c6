// Where in the author's own script something happens: frames of the `wf` library and of C functions
// are passed over.
#pragma once

#include <string>

#include "engine/lua/lua_api.hpp"
#include "engine/lua/watcher.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::lua {

// The innermost frame of a user module, looking outward through the coroutines that resumed L; where
// the branch was begun when there is none. The main branch has no such place: an empty module.
ScriptPlace place_of(lua_State* L);
PlaceView place_view_of(lua_State* L);  // valid while the chunk is
// "release.lua:12: ", or nothing.
std::string place_prefix(const ScriptPlace& place);
// One line per frame of a user module, innermost first: "release.lua:12 in build".
std::vector<std::string> traceback(lua_State* L);

}  // namespace azwf::lua
