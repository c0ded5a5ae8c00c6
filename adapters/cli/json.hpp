// JSON as options of a command have it.
#pragma once

#include "adapters/json/json.hpp"

namespace azwf::cli {

// An option's value as a packed one; it may be "-": then the text is read from stdin.
Result<Packed> packed_from_option(const std::string& value, std::string_view option,
                                  const Limits& limits);

}  // namespace azwf::cli
