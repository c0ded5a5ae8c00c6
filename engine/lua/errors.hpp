// Structured errors, as scripts catch them: a table with code, message, where, and for a failed
// step its id, name and details. Invariant: what an error says has no address in it and is the same
// on replay; reading an error value never runs its metamethods.
#pragma once

#include <string>
#include <string_view>

#include "engine/lua/lua_api.hpp"
#include "engine/operation/operation.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::lua {

// The metatable of structured errors, once per fresh state.
void make_error_metatable(lua_State* L);

struct RaisedStep {
  std::string_view id;
  std::string_view name;
};

// Raises a structured error at the script's present place.
[[noreturn]] void raise(lua_State* L, std::string_view code, std::string_view message);
[[noreturn]] void raise(lua_State* L, const StepError& error, RaisedStep step = {});
// Pushes what `raise` raises.
void push_error(lua_State* L, const StepError& error, RaisedStep step);

// The error value on top of the stack of `L`, as a run's failure. `trace` becomes a detail, and so
// does `where`: what the message begins with before the author's own words.
StepError describe_error(lua_State* L, const std::vector<std::string>& trace, const Limits& limits);
// "release.lua:3: step 2 (process.run): it failed" of a structured error or a table like one; what
// lies there, in words, otherwise. Raw.
std::string error_text(lua_State* L, int index);

}  // namespace azwf::lua
