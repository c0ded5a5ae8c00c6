// A value in a few words, for the sentences that say why an event is not what was asked for.
#pragma once

#include <string>

#include "engine/base/packed.hpp"

namespace azwf {

// "main", 3, 0.5, true, nil, ["a", "b"]; cut with "…" when it is long, and a map is {…}.
std::string short_text(const Packed& value);

}  // namespace azwf
