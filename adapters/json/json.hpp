// Packed values as JSON text and back.
//
//   integers        as they are, also beyond 2^53; a float always has a point or an exponent: 3.0
//   infinities      1e999 and -1e999
//   bytes           a data URL: "data:application/octet-stream;base64,AAEC"; read back it is a text
//   maps            in the order they are packed; read, keys are put in bytewise order
#pragma once

#include <string>
#include <string_view>

#include "engine/base/limits.hpp"
#include "engine/base/packed.hpp"
#include "engine/base/result.hpp"

namespace azwf {

// On one line. Text that is no UTF-8 is shown with U+FFFD.
std::string json_text(const Packed& value);
// For people: indented, small lists and maps on one line.
std::string pretty_text(const Packed& value);

// `what` names the source in errors: "--data". Error{invalid} for text that is no JSON, and for
// values that are over a limit.
Result<Packed> packed_from_json(std::string_view text, std::string_view what, const Limits& limits);

std::string base64(std::string_view bytes);

}  // namespace azwf
