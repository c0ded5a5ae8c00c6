// What the host keeps in a state, out of the reach of scripts. Its keys are integers: Lua hashes
// addresses, ours differ from one process to the next, and with them when the registry grows.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

enum class Kept : int {
  environment = 10,  // the globals of the library
  error,             // the metatable of structured errors
  finish,            // what ends a run that has begun branches
  future,            // metatables of what the library makes
  last_next,         // {table, keys, position} of the last `next`
  map,               // the metatable of empty maps
  modules,           // module name -> module
  passed_on,         // the error that was raised again
  primitives,        // what only the library may use
  roll_back,         // what undoes a run that has ended
  seed,              // Lua's own math.randomseed
  signals,           // name -> {first = index, next = index, [index] = data, …}
  spec,
  taken_trace,  // of the error that is being caught
  threads,      // branch number -> thread
  workflow,
  trigger,  // a metatable, too
};

// Pushes it, and gives its type; nil when there is none.
inline int push_kept(lua_State* L, Kept kept) {
  return lua_rawgeti(L, LUA_REGISTRYINDEX, static_cast<int>(kept));
}
// Keeps the value on top of the stack, and takes it off.
inline void set_kept(lua_State* L, Kept kept) {
  lua_rawseti(L, LUA_REGISTRYINDEX, static_cast<int>(kept));
}

}  // namespace azwf::lua
