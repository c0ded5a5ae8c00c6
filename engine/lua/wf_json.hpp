// wf.json: encode, decode, null, and tables that stay maps when they are empty.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds `json` to the table on top of the stack.
void add_json(lua_State* L);

}  // namespace azwf::lua
