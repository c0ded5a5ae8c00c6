// Help pages, written from the commands' own data.
#pragma once

#include <span>
#include <string>

#include "adapters/cli/command.hpp"

namespace azwf::cli {

// One line: "azwf show RUN [--json] …"
std::string usage_of(const Command& command);
// `parameters`: the paragraph about a workflow's own, or nothing.
std::string page_of(const Command& command, const Style& style);
std::string overview_of(std::span<const Command> commands, const Style& style);

}  // namespace azwf::cli
