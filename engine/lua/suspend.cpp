// A wait is a yield that every coroutine wrapper on the way passes outward (coroutine_library.cpp).
#include "engine/lua/suspend.hpp"

#include <fmt/format.h>

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"

namespace azwf::lua {

void require_running(lua_State* L, std::string_view what) {
  if (context_of(L).phase == Phase::running) return;
  raise(L, "not_running",
        fmt::format("{} works only inside run = function(params) … end: here the script is being "
                    "loaded, and there is no run yet",
                    what));
}

void require_ready_for_step(lua_State* L, std::string_view operation) {
  const auto& context = context_of(L);
  const auto& blocked = context.cannot_suspend;
  if (context.phase != Phase::running) require_running(L, fmt::format("wf.{}", operation));
  if (blocked.empty() && lua_isyieldable(L) != 0) return;
  raise(L, "cannot_wait",
        fmt::format("wf.{} has to wait for its outcome, and Lua cannot suspend inside {}: call it "
                    "outside and pass the result in",
                    operation, blocked.empty() ? "this C function" : blocked.back()));
}

int wait_for_engine(lua_State* L, lua_KFunction then) {
  context_of(L).is_waiting = true;
  return lua_yieldk(L, 0, 0, then);
}

}  // namespace azwf::lua
