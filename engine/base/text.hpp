// Checks on text that comes from outside.
#pragma once

#include <string_view>

namespace azwf {

// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace azwf
