// Lua values as packed bytes and back. Invariant: what a script sees live is what it sees on
// replay, because everything that enters or leaves it goes through here.
//
//   nil, booleans      as they are; null inside a table is wf.null
//   integers, floats   kept apart: 3 and 3.0 stay different; NaN is refused
//   strings            text when valid UTF-8, bytes otherwise; a string in Lua either way
//   tables             with keys 1..n: a list; with text keys: a map, keys in bytewise order;
//                      an empty one is a list unless made by wf.json.object; metatables are ignored
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/limits.hpp"
#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Why a value cannot leave the script: "is NaN, which is no value" at ".env.PATH".
struct ValueProblem {
  std::string path;
  std::string what;
};

enum class EmptyTable { as_marked, as_list, as_map };

// Appends the value at `index`; on a problem `out` is left with a part of it.
std::optional<ValueProblem> pack_value(lua_State* L, int index, const Limits& limits,
                                       std::string& out, EmptyTable empty = EmptyTable::as_marked);

// Pushes the one value in `bytes`; damaged bytes raise.
void push_value(lua_State* L, std::string_view bytes);

// wf.null and the mark of empty maps, on the stack of a fresh state: made once per state.
void make_value_marks(lua_State* L);
void push_null(lua_State* L);
bool is_null(lua_State* L, int index);
// Marks the table on top of the stack as a map, so that it stays one when empty.
void mark_as_map(lua_State* L);

}  // namespace azwf::lua
