// luaS_hash is called across object files only to make the seed of string hashes, from addresses
// and the clock; hashes themselves stay Lua's own. luaS_new makes strings of C texts.
#include "engine/lua/replaced.hpp"

#include <atomic>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "engine/base/check.hpp"
#include "engine/lua/lua_api.hpp"

struct TString;
TString* luaS_newlstr(lua_State* L, const char* bytes, std::size_t size);  // inside Lua

namespace {

constexpr unsigned int constant_seed = 0x5eed;
std::atomic<bool> was_seed_asked = false;
std::atomic<bool> was_name_hidden = false;

// Under these names Lua looks for finalizers and weak tables, and a script may write them at any
// time. Lua finds names only among its short strings: no key can be these.
std::string_view hidden_name(std::string_view name) {
  if (name == "__gc") return "a longer name than any that Lua would find, for __gc";
  if (name == "__mode") return "a longer name than any that Lua would find, for __mode";
  return name;
}

}  // namespace

extern "C" unsigned int __wrap__Z9luaS_hashPKcmj(const char* bytes, std::size_t size,
                                                 unsigned int seed);
extern "C" unsigned int __wrap__Z9luaS_hashPKcmj(const char*, std::size_t, unsigned int) {
  was_seed_asked = true;
  return constant_seed;
}

// Also without Lua's cache of such strings, whose hits depend on where the text lies in memory.
extern "C" TString* __wrap__Z8luaS_newP9lua_StatePKc(lua_State* L, const char* text);
extern "C" TString* __wrap__Z8luaS_newP9lua_StatePKc(lua_State* L, const char* text) {
  const auto name = hidden_name(text);
  if (name.data() != text) was_name_hidden = true;
  return luaS_newlstr(L, name.data(), name.size());
}

namespace azwf::lua {

void check_replaced() {
  static const bool is_replaced = [] {
    lua_close(luaL_newstate());
    return was_seed_asked && was_name_hidden;
  }();
  AZWF_CHECK(is_replaced);
}

}  // namespace azwf::lua
