// Lua calls luaS_hash across object files only to make its seed; the linker sends that call here
// (--wrap=_Z9luaS_hashPKcmj). Hashes of strings themselves stay Lua's own.
#include "engine/lua/seed.hpp"

#include <atomic>
#include <cstddef>

#include "engine/base/check.hpp"
#include "engine/lua/lua_api.hpp"

namespace {

constexpr unsigned int constant_seed = 0x5eed;
std::atomic<bool> was_asked = false;

}  // namespace

extern "C" unsigned int __wrap__Z9luaS_hashPKcmj(const char* bytes, std::size_t size,
                                                 unsigned int seed);
extern "C" unsigned int __wrap__Z9luaS_hashPKcmj(const char*, std::size_t, unsigned int) {
  was_asked = true;
  return constant_seed;
}

namespace azwf::lua {

void check_seed_in_force() {
  static const bool is_in_force = [] {
    was_asked = false;
    lua_close(luaL_newstate());
    return was_asked.load();
  }();
  AZWF_CHECK(is_in_force);
}

}  // namespace azwf::lua
