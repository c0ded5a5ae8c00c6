// --progress: how what goes on is told, and what is right when nobody says.
#pragma once

#include "adapters/cli/command.hpp"

namespace azwf::cli {

inline constexpr Option progress_option{
    "--progress", "HOW", "tty redraws a tree, plain prints lines, json prints JSON Lines"};

// On a terminal that may be redrawn and coloured `tty`, else `plain`; `silent` with --quiet and
// --json. Error{invalid}: another word, or tty where nothing can be redrawn.
Result<Progress> progress_of(const Invocation& invocation);

}  // namespace azwf::cli
