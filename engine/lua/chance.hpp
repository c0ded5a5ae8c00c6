// Chance and identifiers: drawn from a hash of the run, so that nothing is recorded and replay
// draws the same.
#pragma once

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Seeds math.random for the run.
void seed_chance(lua_State* L);
int draw_random(lua_State* L);  // wf.random(), wf.random(m), wf.random(m, n)
int draw_uuid(lua_State* L);    // wf.uuid()

// math.random and math.randomseed, around the stock ones; on top of the stack: the math table.
void guard_math_random(lua_State* L);

}  // namespace azwf::lua
