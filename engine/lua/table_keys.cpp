// One pass with Lua's own `next`, whose order is not shown.
#include "engine/lua/table_keys.hpp"

#include <algorithm>

#include "engine/lua/text.hpp"

namespace azwf::lua {
namespace {

void add_integer(TableKeys& keys, std::int64_t key) {
  keys.integer_min = keys.integer_count == 0 ? key : std::min(keys.integer_min, key);
  keys.integer_max = keys.integer_count == 0 ? key : std::max(keys.integer_max, key);
  ++keys.integer_count;
}

}  // namespace

TableKeys keys_of(lua_State* L, int table) {
  TableKeys keys;
  table = lua_absindex(L, table);
  luaL_checkstack(L, 3, "too many values");
  lua_pushnil(L);
  while (lua_next(L, table) != 0) {
    lua_pop(L, 1);
    if (lua_type(L, -1) == LUA_TSTRING) {
      keys.texts.push_back(text_at(L, -1));
    } else if (lua_isinteger(L, -1) != 0) {
      add_integer(keys, lua_tointeger(L, -1));
    } else {
      const auto kind = kind_of(L, -1);
      if (keys.other_kind.empty() || kind < keys.other_kind) keys.other_kind = kind;
    }
  }
  std::ranges::sort(keys.texts);
  return keys;
}

}  // namespace azwf::lua
