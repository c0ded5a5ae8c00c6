// The page of an operation, written from its descriptor.
#pragma once

#include <optional>
#include <string>

#include "adapters/cli/rows.hpp"
#include "adapters/cli/style.hpp"

namespace azwf::cli {

// For "wf.exec" or "process.run"; nothing when no operation is called so.
std::optional<std::string> operation_page(const std::string& name, const Style& style);
// What scripts call them, and their summaries: "wf.exec" …; not those made for tests (debug.*).
Rows operation_rows();

}  // namespace azwf::cli
