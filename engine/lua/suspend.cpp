// A wait is a yield that every coroutine wrapper on the way passes outward (coroutine_library.cpp).
#include "engine/lua/suspend.hpp"

#include <fmt/format.h>

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"

namespace azwf::lua {
namespace {

std::string why_cancelled(const Ending& ending) {
  if (ending.rollback_reason) return "the run is being rolled back: " + *ending.rollback_reason;
  if (ending.cancel_reason) return "the run was cancelled: " + *ending.cancel_reason;
  return "this branch was cancelled: nobody wants any more what it was begun for";
}

}  // namespace

void require_running(lua_State* L, std::string_view what) {
  if (context_of(L).phase == Phase::running) return;
  raise(L, "not_running",
        fmt::format("{} works only inside run = function(params) … end: here the script is being "
                    "loaded, and there is no run yet",
                    what));
}

void require_can_wait(lua_State* L, std::string_view function) {
  auto& context = context_of(L);
  const auto& blocked = context.cannot_suspend;
  if (context.phase != Phase::running) require_running(L, fmt::format("wf.{}", function));
  if (!blocked.empty() || lua_isyieldable(L) == 0) {
    raise(L, "cannot_wait",
          fmt::format("wf.{} has to wait for its outcome, and Lua cannot suspend inside {}: call "
                      "it outside and pass the result in",
                      function, blocked.empty() ? "this C function" : blocked.back()));
  }
  auto& branch = context.branch();
  if (branch.is_cancelled) raise_cancelled(L);
}

void raise_cancelled(lua_State* L) {
  auto& context = context_of(L);
  if (AZWF_PLANTED(82)) context.branch().is_cancelled = false;
  raise(L, cancelled_code, why_cancelled(context.ending));
}

int wait_for_engine(lua_State* L, lua_KFunction then) {
  context_of(L).is_waiting = true;
  return lua_yieldk(L, 0, 0, then);
}

}  // namespace azwf::lua
