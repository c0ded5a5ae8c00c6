// Waiting: how a branch is put aside until there is an answer for it.
#pragma once

#include <string_view>

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

constexpr std::string_view cancelled_code = "cancelled";

// Raises unless there is a run. `what` is named in the message: "wf.now()".
void require_running(lua_State* L, std::string_view what);
// Raises unless the branch may wait now: not while the script loads, not below a C function that
// Lua cannot suspend, not once the branch was cancelled. `function` is without "wf.".
void require_can_wait(lua_State* L, std::string_view function);
// The error of a branch that was cancelled; it is raised again by everything the branch waits for.
[[noreturn]] void raise_cancelled(lua_State* L);

// Suspends the branch until it is resumed; must be returned from the C function at once.
int wait_for_engine(lua_State* L, lua_KFunction then);

}  // namespace azwf::lua
