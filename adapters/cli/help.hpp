// Help pages, written from the commands' own data.
#pragma once

#include <span>
#include <string>

#include "adapters/cli/command.hpp"
#include "adapters/cli/rows.hpp"

namespace azwf::cli {

// One line: "azwf show RUN [--json] …"
std::string usage_of(const Command& command);
// `parameters`: the paragraph about a workflow's own, or nothing.
std::string page_of(const Command& command, const Style& style);
// What azwf is, in one sentence.
std::string_view about_azwf();
Rows ways_on();        // every status of a run, and what leaves it
Rows exit_statuses();  // what the program's exit status tells
Rows environment();    // variables that azwf heeds
Rows option_rows(const std::vector<Option>& options);
std::string overview_of(std::span<const Command> commands, const Style& style);

}  // namespace azwf::cli
