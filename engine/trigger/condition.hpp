// What `where` of a trigger asks of an event's data: equality, any of a list, comparisons, and the
// same of what is nested.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/packed.hpp"

namespace azwf {

// What stands at a path, "repository.name": a field of that whole name comes first.
std::optional<Packed> value_at_path(const Packed& data, std::string_view path);

// Error{invalid} when a condition is none.
Result<void> check_where(const Packed& where);
// The first condition that is not met, in words; empty when all are.
std::string unmet(const Packed& where, const Packed& data);

}  // namespace azwf
