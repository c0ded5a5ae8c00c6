// azwf rollback: undoes what a run did, whether it lives or has ended.
#include "adapters/cli/ask_run.hpp"
#include "adapters/cli/commands.hpp"

namespace azwf::cli {

Result<ExitStatus> rollback_command(const Invocation& invocation, Console& console) {
  return ask_run(invocation, console,
                 {.fact = RunRollbackAsked{{}, invocation.find("--reason").value_or("")},
                  .wanted = RunStatus::rolled_back,
                  .tries_again = true,
                  .doing = "is to be rolled back",
                  .moot = "it cannot be rolled back"});
}

}  // namespace azwf::cli
