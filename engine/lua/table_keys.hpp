// The keys of a table, sorted by kind. Invariant: nothing here depends on the order in which the
// table holds them, so what is done and said about them is the same everywhere.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

struct TableKeys {
  std::vector<std::string_view> texts;  // bytewise; valid while the table holds them
  std::int64_t integer_count = 0;
  std::int64_t integer_min = 0;
  std::int64_t integer_max = 0;
  // What other keys are ("a table"): of several kinds, the first by name. Empty: there are none.
  std::string_view other_kind;
};

TableKeys keys_of(lua_State* L, int table);

}  // namespace azwf::lua
