// Iteration goes over a sorted list of the keys as they were at its start; a field that is gone by
// its turn is passed over, one that is new is not visited. `next` keeps the last such list.
#include "engine/lua/ordered.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/check.hpp"
#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"
#include "engine/lua/registry.hpp"
#include "engine/lua/text.hpp"

namespace azwf::lua {
namespace {

// A key that has a place in the order. Texts stay valid while the table holds them.
struct Key {
  enum Rank { integer, number, text, boolean } rank = integer;
  lua_Integer integer_value = 0;
  lua_Number number_value = 0;
  std::string_view text_value;

  bool operator<(const Key& other) const {
    if (rank != other.rank) return rank < other.rank;
    switch (rank) {
      case number: return number_value < other.number_value;
      case text: return text_value < other.text_value;
      default: return integer_value < other.integer_value;
    }
  }
};

[[noreturn]] void raise_unordered(lua_State* L, std::string_view kind) {
  raise(L, "unordered_key",
        fmt::format("this table has a key that is {}: such keys have no order, so going over them "
                    "could differ on replay; keep a list beside it",
                    kind));
}

// The key on top of the stack; none when it has no place in the order.
std::optional<Key> read_key(lua_State* L) {
  switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
      if (lua_isinteger(L, -1) != 0) return Key{Key::integer, lua_tointeger(L, -1), 0, {}};
      return Key{Key::number, 0, lua_tonumber(L, -1), {}};
    case LUA_TSTRING: return Key{Key::text, 0, 0, text_at(L, -1)};
    case LUA_TBOOLEAN: return Key{Key::boolean, lua_toboolean(L, -1), 0, {}};
    default: return {};
  }
}

void push_key(lua_State* L, const Key& key) {
  switch (key.rank) {
    case Key::integer: return lua_pushinteger(L, key.integer_value);
    case Key::number: return lua_pushnumber(L, key.number_value);
    case Key::text: return push_text(L, key.text_value);
    case Key::boolean: return lua_pushboolean(L, static_cast<int>(key.integer_value));
  }
}

std::vector<Key> sorted_keys(lua_State* L, int table) {
  std::vector<Key> keys;
  bool is_sorted = true;
  std::uint64_t count = 0;
  std::string_view unordered;  // of several kinds, the first by name
  lua_pushnil(L);
  for (; lua_next(L, table) != 0; ++count) {
    lua_pop(L, 1);
    if (const auto key = read_key(L)) {
      is_sorted = is_sorted && (keys.empty() || keys.back() < *key);
      keys.push_back(*key);
    } else if (const auto kind = kind_of(L, -1); unordered.empty() || kind < unordered) {
      unordered = kind;
    }
  }
  context_of(L).budget.charge(L, count);
  if (!unordered.empty()) raise_unordered(L, unordered);
  if (!is_sorted && !AZWF_PLANTED(30)) std::ranges::sort(keys, std::less<>());
  return keys;
}

// Pushes a Lua list of the table's keys in order.
void push_keys(lua_State* L, int table) {
  const auto keys = sorted_keys(L, table);
  lua_createtable(L, static_cast<int>(keys.size()), 0);
  lua_Integer index = 0;
  for (const auto& key : keys) {
    push_key(L, key);
    lua_rawseti(L, -2, ++index);
  }
}

// Pushes key and value of the first entry at or after `position` that is still there; nil at the
// end.
int push_entry(lua_State* L, int table, int keys, lua_Integer& position) {
  for (; lua_rawgeti(L, keys, position) != LUA_TNIL; ++position) {
    lua_pushvalue(L, -1);
    if (lua_rawget(L, table) != LUA_TNIL) return 2;
    lua_pop(L, 2);
  }
  return 1;
}

// The iterator of one `pairs`: its upvalues are the keys and the position of the last one given.
int iterate(lua_State* L) {
  auto position = lua_tointeger(L, lua_upvalueindex(2)) + 1;
  const int count = push_entry(L, lua_upvalueindex(3), lua_upvalueindex(1), position);
  lua_pushinteger(L, position);
  lua_replace(L, lua_upvalueindex(2));
  return count;
}

int finish_pairs(lua_State*, int, lua_KContext) { return 3; }

// Pushes the list {table, keys, position} for the table at 1, with `position` at the key at 2.
void remember_keys(lua_State* L) {
  lua_createtable(L, 3, 0);
  lua_pushvalue(L, 1);
  lua_rawseti(L, -2, 1);
  push_keys(L, 1);
  lua_rawseti(L, -2, 2);
  lua_pushinteger(L, 0);
  lua_rawseti(L, -2, 3);
  lua_pushvalue(L, -1);
  set_kept(L, Kept::last_next);
}

// The remembered list when it is about this table and stands at this key, on the stack at 3.
bool recall_keys(lua_State* L) {
  if (push_kept(L, Kept::last_next) != LUA_TTABLE) return false;
  lua_rawgeti(L, 3, 1);
  lua_rawgeti(L, 3, 2);
  lua_rawgeti(L, 3, 3);
  lua_rawgeti(L, -2, lua_tointeger(L, -1));
  const bool is_here = lua_rawequal(L, 1, -4) != 0 && lua_rawequal(L, 2, -1) != 0;
  lua_settop(L, 3);
  return is_here;
}

// Sets the position of the list at 3 to that of the key at 2.
void seek_key(lua_State* L) {
  lua_rawgeti(L, 3, 2);
  for (lua_Integer i = 1; lua_rawgeti(L, 4, i) != LUA_TNIL; ++i) {
    if (lua_rawequal(L, -1, 2) != 0) {
      lua_pushinteger(L, i);
      lua_rawseti(L, 3, 3);
      lua_settop(L, 3);
      return;
    }
    lua_pop(L, 1);
  }
  luaL_error(L, "next: the table has no such key");
}

}  // namespace

int ordered_pairs(lua_State* L) {
  luaL_checkany(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_callk(L, 1, 3, 0, continuation<finish_pairs>);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  push_keys(L, 1);
  lua_pushinteger(L, 0);
  lua_pushvalue(L, 1);
  lua_pushcclosure(L, entry<iterate>, 3);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

int ordered_next(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  const bool is_first = lua_isnil(L, 2);
  if (is_first || !recall_keys(L)) {
    lua_settop(L, 2);
    remember_keys(L);
    if (!is_first) seek_key(L);
  }
  lua_rawgeti(L, 3, 3);
  auto position = lua_tointeger(L, -1) + 1;
  lua_rawgeti(L, 3, 2);
  const int count = push_entry(L, 1, 5, position);
  lua_pushinteger(L, position);
  lua_rawseti(L, 3, 3);
  return count;
}

}  // namespace azwf::lua
