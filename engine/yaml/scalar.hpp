// What a plain scalar means in the core schema of YAML 1.2, and how a value is written so that it
// means the same to every reader of YAML, 1.1 included.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/packed.hpp"

namespace azwf::yaml {

// Nothing when it is a number that no value can hold: NaN, an integer past 64 bits.
std::optional<Packed> resolve_plain(std::string_view text);

// Whether a text can stand as it is, as a value or key, in block or flow style.
bool is_safe_plain(std::string_view text);
enum class Quotes { none, one, two };  // as far as the text allows
Quotes quotes_of(char quote);
std::string write_text(std::string_view text, Quotes quotes);
// A scalar on one line.
Result<std::string> write_scalar(const Packed& value, Quotes quotes = Quotes::none);

}  // namespace azwf::yaml
