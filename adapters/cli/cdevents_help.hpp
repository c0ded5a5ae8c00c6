// The page of the standard that events are printed in, written from its table.
#pragma once

#include <string>

#include "adapters/cli/style.hpp"

namespace azwf::cli {

// azwf help cdevents
std::string cdevents_page(const Style& style);

}  // namespace azwf::cli
