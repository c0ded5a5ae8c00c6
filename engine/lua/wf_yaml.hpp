// wf.yaml: decode, at, has, encode, edit.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds `yaml` to the table on top of the stack.
void add_yaml(lua_State* L);

}  // namespace azwf::lua
