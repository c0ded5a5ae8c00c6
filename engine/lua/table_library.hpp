// Lua's table functions, on the table's own items only: no metamethod can make them run for ever.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Adds them to the table on top of the stack; `sort` is in table_sort.cpp.
void add_table_functions(lua_State* L);
// table.sort(list [, less]): stable.
int sort_table(lua_State* L);

}  // namespace azwf::lua
