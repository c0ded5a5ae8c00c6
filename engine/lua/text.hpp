// Values as text for people: what `tostring`, `print` and `%s` give. Invariant: no addresses. An
// object is shown as "table: 1", numbered in the order in which the script first asks.
#pragma once

#include <string>
#include <string_view>

#include "engine/lua/lua_api.hpp"

namespace azwf::lua {

// Pushes the text of the value at `index`. A script's __tostring is called; it cannot wait for
// steps.
void push_shown(lua_State* L, int index);

// "a table", "a function", "null": what an object is, without saying which.
std::string_view kind_of(lua_State* L, int index);
// A value as messages of ours name it: "x" in quotes, a number or boolean as it stands, the kind of
// anything else. No metamethod runs, and no identity is given out.
std::string named_value(lua_State* L, int index);

// tostring(value)
int show_value(lua_State* L);
// The text with each byte that is no part of UTF-8 written as \xNN.
std::string readable_text(std::string text);
// Pushes all arguments from `first` on as one text, joined by spaces.
void push_joined(lua_State* L, int first);

}  // namespace azwf::lua
