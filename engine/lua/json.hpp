// JSON as wf.json has it: packed values as text and back. Invariant: the same value always gives
// the same text; integers and floats stay apart (3 and 3.0).
#pragma once

#include <string>
#include <string_view>

#include "engine/base/limits.hpp"
#include "engine/base/packed.hpp"

namespace azwf::lua {

// No spaces, members in the order of the packed map. Error{invalid}: bytes that are not UTF-8, an
// infinite number.
Result<std::string> json_of(const Packed& value);
// Error{invalid} says what is wrong at which line and column: no duplicate members, no depth or
// size over the limits, nothing after the value.
Result<Packed> packed_of_json(std::string_view text, const Limits& limits);

}  // namespace azwf::lua
