// What somebody may do at a bus: each role may do what those before it may.
#pragma once

#include <optional>
#include <string_view>

namespace azwf {

enum class Role { read, emit, operate, admin };

std::string_view to_text(Role role);
std::optional<Role> role_from_text(std::string_view text);

}  // namespace azwf
