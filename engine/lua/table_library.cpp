// Raw access, and work charged by the number of items touched.
#include "engine/lua/table_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "engine/lua/context.hpp"
#include "engine/lua/errors.hpp"

namespace azwf::lua {
namespace {

constexpr lua_Integer unpacked_max = 200'000;
constexpr lua_Integer moved_max = 10'000'000;
constexpr std::size_t joined_bytes_max = 32 << 20;

void charge_items(lua_State* L, lua_Integer count) {
  if (count > 0) context_of(L).budget.charge(L, static_cast<std::uint64_t>(count) / 2);
}

lua_Integer length_of(lua_State* L, int table) {
  luaL_checktype(L, table, LUA_TTABLE);
  return static_cast<lua_Integer>(lua_rawlen(L, table));
}

void add_item(lua_State* L, lua_Integer index, std::string& joined) {
  const int type = lua_rawgeti(L, 1, index);
  if (type != LUA_TSTRING && type != LUA_TNUMBER) {
    luaL_error(L, "table.concat: item %I is a %s, not a text or number", index,
               luaL_typename(L, -1));
  }
  std::size_t size = 0;
  const char* const bytes = lua_tolstring(L, -1, &size);
  if (joined.size() + size > joined_bytes_max) luaL_error(L, "table.concat: the text is too long");
  joined.append(bytes, size);
  lua_pop(L, 1);
}

// table.concat(list [, separator [, first [, last]]])
int concat(lua_State* L) {
  const auto length = length_of(L, 1);
  const std::string separator(luaL_optstring(L, 2, ""));
  const auto first = luaL_optinteger(L, 3, 1);
  const auto last = luaL_optinteger(L, 4, length);
  std::string joined;
  for (auto i = first; i <= last; ++i) {
    add_item(L, i, joined);
    if (i == last) break;  // the last may be the largest integer there is
    joined += separator;
  }
  charge_items(L, last >= first ? last - first : 0);
  push_text(L, joined);
  return 1;
}

// Moves the items from `position` on one place up.
void make_room(lua_State* L, lua_Integer length, lua_Integer position) {
  charge_items(L, length - position);
  for (auto i = length; i >= position; --i) {
    lua_rawgeti(L, 1, i);
    lua_rawseti(L, 1, i + 1);
  }
}

// table.insert(list, [position,] value)
int insert(lua_State* L) {
  const auto length = length_of(L, 1);
  const int count = lua_gettop(L);
  if (count != 2 && count != 3) return luaL_error(L, "wrong number of arguments to 'insert'");
  const auto position = count == 2 ? length + 1 : luaL_checkinteger(L, 2);
  luaL_argcheck(L, position >= 1 && position <= length + 1, 2, "position out of bounds");
  make_room(L, length, position);
  lua_rawseti(L, 1, position);
  return 0;
}

// table.remove(list [, position])
int remove(lua_State* L) {
  const auto length = length_of(L, 1);
  const auto position = luaL_optinteger(L, 2, length);
  const bool fits = position >= 1 && position <= length + 1;
  luaL_argcheck(L, fits || (length == 0 && position == 0), 2, "position out of bounds");
  charge_items(L, length - position);
  lua_rawgeti(L, 1, position);
  for (auto i = position; i < length; ++i) {
    lua_rawgeti(L, 1, i + 1);
    lua_rawseti(L, 1, i);
  }
  lua_pushnil(L);
  lua_rawseti(L, 1, std::max(position, length));
  return 1;
}

// table.move(from, first, last, target [, to])
int move(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const auto first = luaL_checkinteger(L, 2);
  const auto last = luaL_checkinteger(L, 3);
  const auto target = luaL_checkinteger(L, 4);
  const int to = lua_isnoneornil(L, 5) ? 1 : 5;
  luaL_checktype(L, to, LUA_TTABLE);
  if (last >= first) {
    const bool is_few = first > 0 ? last - first < moved_max : last < first + moved_max;
    luaL_argcheck(L, is_few, 3, "too many items to move");
    luaL_argcheck(L, target <= LUA_MAXINTEGER - (last - first), 4, "target out of bounds");
    charge_items(L, last - first);
    const bool is_upward = target > first && target <= last && lua_rawequal(L, 1, to) != 0;
    for (lua_Integer i = 0; i <= last - first; ++i) {
      const auto offset = is_upward ? last - first - i : i;
      lua_rawgeti(L, 1, first + offset);
      lua_rawseti(L, to, target + offset);
    }
  }
  lua_pushvalue(L, to);
  return 1;
}

// table.pack(…)
int pack(lua_State* L) {
  const int count = lua_gettop(L);
  lua_createtable(L, count, 1);
  lua_insert(L, 1);
  for (int i = count; i >= 1; --i) lua_rawseti(L, 1, i);
  lua_pushinteger(L, count);
  lua_setfield(L, 1, "n");
  return 1;
}

// table.unpack(list [, first [, last]])
int unpack(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const auto first = luaL_optinteger(L, 2, 1);
  const auto last = luaL_optinteger(L, 3, length_of(L, 1));
  if (first > last) return 0;
  const bool is_few = first > 0 ? last - first < unpacked_max : last < first + unpacked_max;
  const auto count = is_few ? static_cast<int>(last - first + 1) : 0;
  if (!is_few || lua_checkstack(L, count) == 0) return luaL_error(L, "too many results to unpack");
  charge_items(L, count);
  for (lua_Integer i = 0; i < count; ++i) lua_rawgeti(L, 1, first + i);
  return count;
}

}  // namespace

void add_table_functions(lua_State* L) {
  set_function(L, "concat", entry<concat>);
  set_function(L, "insert", entry<insert>);
  set_function(L, "move", entry<move>);
  set_function(L, "pack", entry<pack>);
  set_function(L, "remove", entry<remove>);
  set_function(L, "sort", entry<sort_table>);
  set_function(L, "unpack", entry<unpack>);
}

}  // namespace azwf::lua
