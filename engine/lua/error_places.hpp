// The places that were put before the texts of errors ("main.lua:12: "), noted where it is done: a
// text alone does not tell whether the author wrote it or Lua did.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

class ErrorPlaces {
 public:
  // To be called while the stack stands as it was when the error at `index` was raised.
  void note(lua_State* L, int index);
  // "main.lua:12: ", as luaL_where gives it.
  void note(std::string_view prefix);

  // The places before the author's own words, without the last ": "; empty when there are none.
  [[nodiscard]] std::string_view before(std::string_view text) const;

 private:
  std::set<std::string, std::less<>> prefixes_;
};

// A message handler for lua_pcall: notes the error's place, and leaves it as it is.
int note_error_place(lua_State* L);

}  // namespace azwf::lua
