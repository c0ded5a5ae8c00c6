// pcall and xpcall that cannot catch a verdict, and through which steps can wait.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

int protected_call(lua_State* L);          // pcall(f, …)
int protected_call_handled(lua_State* L);  // xpcall(f, handler, …)

}  // namespace azwf::lua
