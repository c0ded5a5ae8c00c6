// The page of an operation, written from its descriptor.
#pragma once

#include <optional>
#include <string>

#include "adapters/cli/rows.hpp"
#include "adapters/cli/style.hpp"
#include "engine/operation/operation.hpp"

namespace azwf::cli {

// For "wf.exec" or "process.run"; nothing when no operation is called so.
std::optional<std::string> operation_page(const std::string& name, const Style& style);
// What scripts call them, and their summaries: "wf.exec" …
Rows operation_rows();
// What authors are offered: not what was made for tests (debug.*).
std::vector<OperationDescriptor> offered_operations();
// What a policy says, in one line.
std::string policy_text(const StepPolicy& policy);

}  // namespace azwf::cli
