// The end of every command that carries runs on: wait until they are at rest, stop what is left,
// report.
#pragma once

#include "adapters/cli/follow.hpp"

namespace azwf::cli {

// Whether the command is about one run or about any number: --json then prints a list.
enum class Many { no, yes };

// The worst run's exit status; `interrupted` when Ctrl-C came first. A run that ends as `wanted` is
// done.
Result<ExitStatus> carry_on(Follower& follower, WorkSession& session, Console& console, Many many,
                            std::optional<RunStatus> wanted = {});

}  // namespace azwf::cli
