// azwf help: the overview, or one command's page.
#include "adapters/cli/help.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/operation_help.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"

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
  const auto name = invocation.find("COMMAND");
  if (name && name->starts_with("wf.") && !operation_page(*name, console.out_style())) {
    return failure(ErrorKind::not_found, "unknown_operation",
                   "there is no operation " + printable(*name), "there are " + operation_names());
  }
  if (name) {
    const auto operation = operation_page(*name, console.out_style());
    console.print(operation ? *operation : page_of(*TRY(find_command(*name)), console.out_style()));
  } else if (console.json()) {
    console.print_json(document());
  } else {
    console.print(overview_of(commands(), console.out_style()));
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
