// Where an error was raised, line by line, kept when it is raised again: by the end of a scope, or
// in a branch that awaited the one that failed.
#pragma once

#include <string>
#include <vector>

#include "engine/lua/lua_api.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::lua {

struct Trace {
  std::vector<std::string> lines;
  ScriptPlace place;
  bool is_after_cancel = false;  // raised when the run had been cancelled
};

// Of the error on top of the stack of `L`, which stands as it stood when it was raised.
Trace trace_at(lua_State* L);
// As the library's Lua keeps it: a table. The one at `index` back.
void push_trace(lua_State* L, const Trace& trace);
Trace read_trace(lua_State* L, int index);

// host.attempt(f, …): true and its results; or false, the error and its trace.
int attempt(lua_State* L);
// host.rethrow(error, trace, joins): raises it again, with its trace; `joins` in another branch,
// whose lines follow then.
int rethrow(lua_State* L);

}  // namespace azwf::lua
