// Modules are run once per state, in the order in which they are first required, and cannot wait
// for steps while they load. Modules of the library get the host's primitives as their argument.
#include "engine/lua/modules.hpp"

#include <fmt/format.h>

#include <string>

#include "engine/base/check.hpp"
#include "engine/base/nearest.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/library.hpp"
#include "engine/lua/library_environment.hpp"
#include "engine/lua/registry.hpp"

namespace azwf::lua {
namespace {

char loading_mark;  // its address stands for a module that is being loaded

[[noreturn]] void raise_missing(lua_State* L, std::string_view name) {
  std::vector<std::string> known;
  for (const auto& [module, chunk] : context_of(L).compiled->chunks) known.push_back(module);
  raise(L, "no_such_module",
        fmt::format("require \"{}\": no such module in this program{}; modules are found by name "
                    "in the text of the script, so write the name as it is: require \"module\"",
                    name, did_you_mean(name, known)));
}

// The module's value on top of the stack becomes what `require` gives; nil becomes true.
int keep_module(lua_State* L, int modules) {
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushboolean(L, 1);
  }
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, modules);
  return 1;
}

void run_module(lua_State* L, const CompiledChunk& chunk, std::string_view name) {
  const CannotSuspend guard(L, "a module that is being loaded");
  load_chunk(L, name);
  chunk.is_library ? push_primitives(L) : push_text(L, name);
  lua_call(L, 1, 1);
}

}  // namespace

void make_modules(lua_State* L) {
  lua_newtable(L);
  set_kept(L, Kept::modules);
}

void load_chunk(lua_State* L, std::string_view name) {
  const auto& chunks = context_of(L).compiled->chunks;
  const auto found = chunks.find(name);
  AZWF_CHECK(found != chunks.end());
  const auto& bytecode = found->second.bytecode;
  if (luaL_loadbufferx(L, bytecode.data(), bytecode.size(), "", "b") != LUA_OK) lua_error(L);
  if (found->second.is_library && !AZWF_PLANTED(96)) enter_library_environment(L);
}

void set_module(lua_State* L, const char* name) {
  push_kept(L, Kept::modules);
  lua_insert(L, -2);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

int require_module(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  lua_settop(L, 1);
  const auto name = text_at(L, 1);
  push_kept(L, Kept::modules);
  lua_pushvalue(L, 1);
  lua_rawget(L, 2);
  if (lua_touserdata(L, -1) == &loading_mark) {
    raise(L, "module_loop",
          fmt::format("require \"{}\": this module is being loaded already: two "
                      "modules require each other",
                      name));
  }
  if (!lua_isnil(L, -1)) return 1;
  const auto& chunks = context_of(L).compiled->chunks;
  const auto chunk = chunks.find(name);
  if (chunk == chunks.end() || name == "main") raise_missing(L, name);
  lua_pushvalue(L, 1);
  lua_pushlightuserdata(L, &loading_mark);
  lua_rawset(L, 2);
  run_module(L, chunk->second, name);
  return keep_module(L, 2);
}

}  // namespace azwf::lua
