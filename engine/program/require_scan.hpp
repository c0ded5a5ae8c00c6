// Finds the modules that a Lua source names in `require "x"`, without running it: comments and
// strings are told apart as Lua's own lexer does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace azwf {

struct RequiredModule {
  std::string name;
  std::int64_t line = 0;

  bool operator==(const RequiredModule&) const = default;
};

// In order of appearance: every `require` that is no field or method (`x.require`), followed by a
// literal string, in parentheses or not. Text that is not Lua gives what can be seen of it.
std::vector<RequiredModule> required_modules(std::string_view lua_text);

}  // namespace azwf
