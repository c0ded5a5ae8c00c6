// wf.emit and wf.fail: an event of the author's own, and an error with a code.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

int emit_event(lua_State* L);  // wf.emit(type [, {subject =, data =}])
int fail_run(lua_State* L);    // wf.fail(code, message [, details])

}  // namespace azwf::lua
