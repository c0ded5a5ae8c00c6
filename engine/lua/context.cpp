// Decisions, counted against the limit.
#include "engine/lua/context.hpp"

#include <fmt/format.h>

#include "engine/lua/place.hpp"

namespace azwf::lua {

void Context::decide(lua_State* L, RunEvent event) {
  if (decisions.size() >= limits.decisions_per_fact_max) {
    budget.stop(L, "too_many_decisions",
                fmt::format("the script made more than {} decisions without waiting for anything",
                            limits.decisions_per_fact_max));
  }
  decisions.push_back({std::move(event), place_of(L)});
}

void raise_out_of_memory(lua_State* L) {
  auto& budget = context_of(L).budget;
  budget.rethrow(L, LUA_ERRMEM);
  std::terminate();  // not reached: there is a verdict
}

void raise_broken(lua_State* L, const char* what) {
  lua_pushfstring(L, "broken inside azwf: %s", what);
  lua_error(L);
  std::terminate();  // not reached
}

}  // namespace azwf::lua
