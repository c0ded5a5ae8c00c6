// The page of an operation, written from its descriptor.
#pragma once

#include <optional>
#include <string>

#include "adapters/cli/style.hpp"

namespace azwf::cli {

// For "wf.exec" or "process.run"; nothing when no operation is called so.
std::optional<std::string> operation_page(const std::string& name, const Style& style);
// "wf.exec, wf.shell": what there are pages for.
std::string operation_names();

}  // namespace azwf::cli
