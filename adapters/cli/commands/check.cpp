// azwf check: what is wrong with a script, without running anything.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/parameter_help.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/script_check.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

Packed document(const std::string& file, const CheckedScript& checked) {
  List problems;
  for (const auto& problem : checked.problems) {
    problems.add(Record()
                     .text("file", problem.path)
                     .integer("line", problem.line)
                     .integer("column", problem.column)
                     .text("code", problem.code)
                     .text("message", problem.message)
                     .optional_text("hint", problem.hint));
  }
  return Record()
      .text("file", file)
      .boolean("ok", checked.problems.empty())
      .optional_text("workflow", checked.description.workflow)
      .value("parameters", parameters_document(checked.description))
      .value("problems", problems.pack())
      .pack();
}

std::string place_of(const ScriptProblem& problem) {
  auto place = problem.path;
  if (problem.line > 0) place += ":" + std::to_string(problem.line);
  if (problem.column > 0) place += ":" + std::to_string(problem.column);
  return place;
}

void tell(Console& console, const std::string& file, const CheckedScript& checked) {
  const auto& style = console.out_style();
  for (const auto& problem : checked.problems) {
    console.print_line(style.bold(place_of(problem)) + ": " + style.bad(problem.code) + ": " +
                       printable(problem.message));
    if (!problem.hint.empty()) console.print_line("    " + printable(problem.hint));
  }
  if (!checked.problems.empty()) return;
  console.print_line(file + ": " + style.good("ok") + ", workflow " +
                     printable(checked.description.workflow) + ", " +
                     count_text(checked.description.parameters.size(), "parameter"));
}

}  // namespace

Result<ExitStatus> check_command(const Invocation& invocation, Console& console) {
  const auto file = invocation.text("FILE");
  const auto checked = TRY(check_script(file, Limits{}));
  if (console.json()) {
    console.print_json(document(file, checked));
  } else {
    tell(console, file, checked);
  }
  return checked.problems.empty() ? ExitStatus::done : ExitStatus::failed;
}

}  // namespace azwf::cli
