// Texts as attributes of an envelope: what CloudEvents and URIs do not allow is escaped as %0A.
#pragma once

#include <string>
#include <string_view>

namespace azwf {

// Control characters and those that are none by Unicode are escaped. `text` is UTF-8.
std::string attribute_text(std::string_view text);
// A path from the root, as a URI reference (RFC 3986).
std::string uri_path(std::string_view text);
// Whether it reads "scheme:…" and has no character that a URI may not have.
bool is_absolute_uri(std::string_view text);
// The same, with or without a scheme.
bool is_uri_reference(std::string_view text);

}  // namespace azwf
