// Pages of what scripts call that is no operation: wf.signal, wf.yaml.edit, written from the
// annotations; and lists of all there is, of `wf` or of a part of it such as `wf.yaml`.
#pragma once

#include <optional>
#include <string>

#include "adapters/cli/rows.hpp"
#include "adapters/cli/style.hpp"

namespace azwf::cli {

// Nothing when `wf` has nothing of that name.
std::optional<std::string> library_page(const std::string& name, const Style& style);
// All functions and values of `wf`, operations included, with their summaries.
Rows library_rows();
// What was meant by a name such as "wf.slep", operations included; empty when nothing is close.
std::string nearest_in_library(const std::string& name);

}  // namespace azwf::cli
