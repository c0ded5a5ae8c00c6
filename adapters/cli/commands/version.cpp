// azwf version.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/versions.hpp"

namespace azwf::cli {

Result<ExitStatus> version_command(const Invocation&, Console& console) {
  if (console.json()) {
    console.print_json(Record().text("version", azwf_version()).pack());
  } else {
    console.print_line("azwf " + std::string(azwf_version()));
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
