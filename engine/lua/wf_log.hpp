// wf.log and print: lines in the run's history.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

int log_print(lua_State* L);  // print(…): wf.log.info
// Adds `log` with debug, info, warn and error to the table on top of the stack.
void add_log(lua_State* L);

}  // namespace azwf::lua
