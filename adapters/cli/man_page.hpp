// The manual page, azwf(1), written from the list of commands like the pages of azwf help.
#pragma once

#include <span>
#include <string>

#include "adapters/cli/command.hpp"

namespace azwf::cli {

// troff, with the macros of man(7); plain ASCII.
std::string man_page(std::span<const Command> commands);

}  // namespace azwf::cli
