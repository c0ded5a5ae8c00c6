// Draws are hashes of run, branch and the branch's count of draws. math.random is Lua's own
// generator, seeded from the run.
#include "engine/lua/chance.hpp"

#include <fmt/format.h>

#include <cstring>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/registry.hpp"
#include "engine/lua/suspend.hpp"

namespace azwf::lua {
namespace {

Digest hash_of(const Context& context, char domain, std::string_view what) {
  return sha256(domain, context.run.text, fmt::format("\n{}", what));
}

Digest next_draw(Context& context) {
  auto& branch = context.branch();
  return hash_of(context, 'r', fmt::format("{}\n{}", branch.path, ++branch.draws));
}

std::uint64_t bits_of(const Digest& digest, std::size_t word) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | digest.bytes[word * 8 + i];
  return bits;
}

void push_fraction(lua_State* L, std::uint64_t bits) {
  lua_pushnumber(L, static_cast<double>(bits >> 11) * 0x1p-53);
}

// A number from low to high. 128 bits of hash make the remainder's bias too small to be seen.
lua_Integer in_range(const Digest& draw, lua_Integer low, lua_Integer high) {
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  if (span == 0) return static_cast<lua_Integer>(bits_of(draw, 0));
  __extension__ using Wide = unsigned __int128;
  const auto wide = static_cast<Wide>(bits_of(draw, 0)) << 64 | bits_of(draw, 1);
  const auto offset = static_cast<std::uint64_t>(wide % span);
  return static_cast<lua_Integer>(static_cast<std::uint64_t>(low) + offset);
}

void call_seed(lua_State* L, const Digest& seed) {
  push_kept(L, Kept::seed);
  lua_pushinteger(L, static_cast<lua_Integer>(bits_of(seed, 0)));
  lua_pushinteger(L, static_cast<lua_Integer>(bits_of(seed, 1)));
  lua_call(L, 2, 0);
}

// math.randomseed([x [, y]]): without arguments, the run's own seed again.
int seed_math_random(lua_State* L) {
  if (lua_gettop(L) == 0) {
    require_running(L, "math.randomseed()");
    seed_chance(L);
    return 0;
  }
  push_kept(L, Kept::seed);
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 0);
  return 0;
}

// math.random as Lua has it, once there is a run to seed it.
int math_random(lua_State* L) {
  require_running(L, "math.random()");
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

}  // namespace

void seed_chance(lua_State* L) {
  auto seed = hash_of(context_of(L), 'm', "math.random");
  if (AZWF_PLANTED(36)) {
    const auto address = reinterpret_cast<std::uintptr_t>(L);
    std::memcpy(seed.bytes.data(), &address, sizeof address);
  }
  call_seed(L, seed);
}

int draw_random(lua_State* L) {
  require_running(L, "wf.random()");
  const auto draw = next_draw(context_of(L));
  if (lua_gettop(L) == 0) {
    push_fraction(L, bits_of(draw, 0));
    return 1;
  }
  const auto low = lua_gettop(L) == 1 ? 1 : luaL_checkinteger(L, 1);
  const auto high = luaL_checkinteger(L, lua_gettop(L) == 1 ? 1 : 2);
  if (low > high) return luaL_error(L, "wf.random: there is no number from %I to %I", low, high);
  lua_pushinteger(L, in_range(draw, low, high));
  return 1;
}

int draw_uuid(lua_State* L) {
  require_running(L, "wf.uuid()");
  const auto draw = next_draw(context_of(L));
  Uuid uuid;
  std::memcpy(uuid.bytes.data(), draw.bytes.data(), uuid.bytes.size());
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0fU) | 0x80U);  // version 8: custom
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3fU) | 0x80U);
  push_text(L, to_text(uuid));
  return 1;
}

void guard_math_random(lua_State* L) {
  lua_getfield(L, -1, "randomseed");
  set_kept(L, Kept::seed);
  set_function(L, "randomseed", entry<seed_math_random>);
  lua_getfield(L, -1, "random");
  lua_pushcclosure(L, entry<math_random>, 1);
  lua_setfield(L, -2, "random");
}

}  // namespace azwf::lua
