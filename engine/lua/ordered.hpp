// `pairs` and `next` in one order, everywhere: integers, floats, texts bytewise, booleans. Keys
// that have no order (tables, functions, …) are an error.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

int ordered_pairs(lua_State* L);  // pairs(t)
int ordered_next(lua_State* L);   // next(t [, key])

}  // namespace azwf::lua
