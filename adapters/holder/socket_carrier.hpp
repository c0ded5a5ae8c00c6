// Messages through the socket in the store's folder.
#pragma once

#include <filesystem>
#include <memory>

#include "adapters/holder/carrier.hpp"
#include "engine/base/limits.hpp"

namespace azwf::holder {

// Error{not_found, "no_holder"} when nobody serves the store in this folder.
Result<std::unique_ptr<Carrier>> reach_in(const std::filesystem::path& home, const Limits& limits);

}  // namespace azwf::holder
