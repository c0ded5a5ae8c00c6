// azwf help: the overview, or one command's page.
#include "adapters/cli/help.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/record.hpp"

namespace azwf::cli {
namespace {

Packed document() {
  List list;
  for (const auto& command : commands()) {
    list.add(Record()
                 .text("name", command.name)
                 .text("summary", command.summary)
                 .text("usage", usage_of(command))
                 .text("example", command.example));
  }
  return Record().value("commands", list.pack()).pack();
}

}  // namespace

Result<ExitStatus> help_command(const Invocation& invocation, Console& console) {
  if (const auto name = invocation.find("COMMAND")) {
    console.print(page_of(*TRY(find_command(*name)), console.out_style()));
  } else if (console.json()) {
    console.print_json(document());
  } else {
    console.print(overview_of(commands(), console.out_style()));
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
