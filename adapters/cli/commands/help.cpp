// azwf help: the overview, or the page of a command or of what scripts call.
#include "adapters/cli/help.hpp"

#include "adapters/cli/annotate.hpp"
#include "adapters/cli/cdevents_help.hpp"
#include "adapters/cli/commands.hpp"
#include "adapters/cli/library_help.hpp"
#include "adapters/cli/man_page.hpp"
#include "adapters/cli/operation_help.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/serve/read_options.hpp"
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

Result<std::string> page_for(const std::string& name, const Style& style) {
  if (auto page = operation_page(name, style)) return *std::move(page);
  if (auto page = library_page(name, style)) return *std::move(page);
  if (name.starts_with("wf.")) {
    const auto meant = nearest_in_library(name);
    return failure(
        ErrorKind::not_found, "unknown_name", "there is no " + printable(name),
        (meant.empty() ? "" : "did you mean " + meant + "? ") + "azwf help wf lists what there is");
  }
  if (name == "cdevents") return cdevents_page(style);
  const auto command = find_command(name);
  if (command) return page_of(**command, style);
  if (auto page = operation_page("wf." + name, style)) return *std::move(page);
  if (auto page = library_page("wf." + name, style)) return *std::move(page);
  return std::unexpected(command.error());
}

}  // namespace

Result<ExitStatus> help_command(const Invocation& invocation, Console& console) {
  if (invocation.has("--man")) {
    console.print(man_page(commands()));
  } else if (invocation.has("--annotations")) {
    console.print(all_annotations());
  } else if (invocation.has("--config")) {
    console.print(sample_configuration());
  } else if (const auto name = invocation.find("COMMAND")) {
    console.print(TRY(page_for(*name, console.out_style())));
  } else if (console.json()) {
    console.print_json(document());
  } else {
    console.print(overview_of(commands(), console.out_style()));
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
