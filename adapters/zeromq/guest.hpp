// Somebody who is let in at the bus.
#pragma once

#include <string>

#include "engine/access/role.hpp"

namespace azwf::zeromq {

struct Guest {
  std::string name;  // the actor of what it does
  Role role = Role::read;

  bool operator==(const Guest&) const = default;
};

}  // namespace azwf::zeromq
