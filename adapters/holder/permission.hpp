// Which role it takes to ask something of a holder.
#pragma once

#include "adapters/holder/message.hpp"
#include "engine/access/role.hpp"

namespace azwf::holder {

// The least role that may ask this.
Role needed_for(const Request& request);

}  // namespace azwf::holder
