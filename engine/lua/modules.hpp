// `require`: the modules of the program, and nothing else.
#pragma once

#include <string_view>

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

void make_modules(lua_State* L);
// Pushes the compiled chunk of a module of the program as a function; it must be there.
void load_chunk(lua_State* L, std::string_view name);
// Makes the value on top of the stack what `require(name)` gives, and takes it off.
void set_module(lua_State* L, const char* name);
// require(name)
int require_module(lua_State* L);

}  // namespace azwf::lua
