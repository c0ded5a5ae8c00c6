// Lua's string functions that could run on unseen or show addresses, replaced: patterns, rep,
// format.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// On the stack: the new string table and, on top, Lua's own, from which `format` is taken.
void add_string_functions(lua_State* L);
// find, match, gmatch, gsub, for the table on top of the stack.
void add_pattern_functions(lua_State* L);

}  // namespace azwf::lua
