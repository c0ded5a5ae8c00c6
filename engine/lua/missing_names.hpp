// Reading a name that `wf` does not have is an error at once, with the name that was meant; stock
// Lua would say "attempt to call a nil value" later.
#pragma once

#include <string_view>

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// For the table on top of the stack, which scripts know as wf.<path>; as `wf` when it is empty.
void refuse_missing_names(lua_State* L, std::string_view path);

}  // namespace azwf::lua
