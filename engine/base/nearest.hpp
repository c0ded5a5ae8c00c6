// "Did you mean": the known name closest to a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace azwf {

// The known name within a third of the wanted one's length in edits (at least one edit), closest
// first, the first of equals; else one of which it is the beginning, or that is its own. Empty when
// none is that close.
std::string nearest_name(std::string_view wanted, std::span<const std::string> known);

// "did you mean x? " before what else can be done; only that when none is close.
std::string meant_or(std::string_view wanted, std::span<const std::string> known,
                     std::string_view otherwise);
// " (did you mean 'x'?)", or nothing.
std::string did_you_mean(std::string_view wanted, std::span<const std::string> known);
// The same; where none is close, "; there are a, b, c".
std::string did_you_mean_or_all(std::string_view wanted, std::span<const std::string> known);

}  // namespace azwf
