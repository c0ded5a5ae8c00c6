// Commands that ask something of one run and carry it on.
#pragma once

#include <optional>
#include <string_view>

#include "adapters/cli/command.hpp"
#include "adapters/cli/console.hpp"
#include "adapters/cli/exit_status.hpp"
#include "engine/run/run_state.hpp"

namespace azwf::cli {

struct Question {
  RunEvent fact;
  std::optional<RunStatus> wanted;        // a run that ends so is done
  bool tries_again = false;               // a run that is stopped is resumed with it
  std::string_view doing = "carried on";  // what is said of the run meanwhile
  std::string_view moot;                  // of a run to which it does not apply
};

// Of the run that the argument RUN names. Error{refused} when the fact does not apply to it.
Result<ExitStatus> ask_run(const Invocation& invocation, Console& console, Question question);

}  // namespace azwf::cli
