// Help pages: usage, what it does, an example, arguments and options.
#include "adapters/cli/help.hpp"

#include <algorithm>

#include "adapters/cli/rows.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

std::string argument_text(const Argument& argument) {
  const std::string name(argument.name);
  switch (argument.count) {
    case Count::one: return name;
    case Count::optional: return "[" + name + "]";
    case Count::many: return "[" + name + "…]";
  }
  return name;
}

std::string option_text(const Option& option) {
  return std::string(option.name) + (option.value.empty() ? "" : " ") + std::string(option.value);
}

}  // namespace

std::string_view about_azwf() {
  return "azwf runs workflows written in Lua and records every step, so that a run can be\n"
         "carried on after a crash, looked into, and computed again.";
}

Rows option_rows(const std::vector<Option>& options) {
  Rows rows;
  for (const auto& option : options) rows.emplace_back(option_text(option), option.summary);
  return rows;
}

Rows ways_on() {
  return {
      {"queued", "azwf resume begins it; azwf cancel takes it back"},
      {"running", "it goes on by itself; after a crash azwf resume carries it on"},
      {"waiting", "azwf signal; azwf emit, then azwf resume; azwf resume waits for a time"},
      {"in_doubt", "azwf resolve says what became of the step"},
      {"stopped", "azwf resume, cancel or rollback tries its script again; azwf kill gives it up"},
      {"cancelling", "azwf resume, until it is cancelled"},
      {"rolling_back", "azwf resume, until it is rolled back, or has failed"},
      {"completed", "azwf rollback takes back what it did"},
      {"failed", "nothing is left to undo; azwf run starts another run"},
      {"cancelled", "nothing is left to undo; azwf run starts another run"},
      {"killed", "azwf rollback runs the undos that are left"},
      {"rollback_failed", "azwf rollback again, once what stood in the way is mended"},
      {"rolled_back", "nothing: azwf run starts another run"}};
}

Rows exit_statuses() {
  return {{"0", "done; a run that was to be ended or rolled back was"},
          {"1", "the run failed or was ended or rolled back; the check found something"},
          {"2", "wrong use"},
          {"3", "refused: in conflict with what is there, or not permitted"},
          {"4", "not found"},
          {"5", "the store is damaged, or not safe to open"},
          {"6", "not finished, or unavailable: the next command is printed"},
          {"130", "interrupted; the run can be carried on"}};
}

Rows environment() {
  return {{"AZWF_HOME", "the store, unless --home names one"},
          {"AZWF_SERVER", "a server's store in place of that, unless --server names one"},
          {"AZWF_KEY", "who asks that server, unless --key does"},
          {"NO_COLOR", "when it is set, there are no colours"},
          {"TERM", "dumb: no colours"},
          {"TMPDIR", "where azwf doctor tries things out"}};
}

std::string usage_of(const Command& command) {
  std::string text = "azwf " + std::string(command.name);
  for (const auto& argument : command.arguments) text += " " + argument_text(argument);
  for (const auto& option : command.options) {
    text += option.required ? " " + option_text(option) : " [" + option_text(option) + "]";
  }
  return text;
}

std::string page_of(const Command& command, const Style& style) {
  std::string text = std::string(command.summary) + "\n\n";
  text += style.bold("usage") + "\n" + indented(usage_of(command)) + "\n";
  text += style.bold("example") + "\n" + indented(command.example) + "\n";
  if (!command.arguments.empty()) {
    Rows rows;
    for (const auto& each : command.arguments) rows.emplace_back(each.name, each.summary);
    text += style.bold("arguments") + "\n" + rows_text(rows) + "\n";
  }
  if (!command.options.empty()) {
    text += style.bold("options") + "\n" + rows_text(option_rows(command.options)) + "\n";
  }
  text += style.bold("options of every command") + "\n" + rows_text(option_rows(global_options()));
  if (!command.details.empty()) text += "\n" + std::string(command.details) + "\n";
  return text;
}

std::string overview_of(std::span<const Command> commands, const Style& style) {
  auto text = std::string(about_azwf()) + "\n\n";
  text += style.bold("usage") + "\n  azwf COMMAND [ARGUMENTS] [OPTIONS]\n\n";
  Rows rows;
  for (const auto& command : commands) rows.emplace_back(command.name, command.summary);
  text += style.bold("commands") + "\n" + rows_text(rows) + "\n";
  text += style.bold("options of every command") + "\n" + rows_text(option_rows(global_options()));
  text += "\n" + style.bold("start with") + "\n" +
          indented("azwf run examples/ci/ci.lua\nazwf run --help") + "\n";
  text += style.bold("status of a run, and what leaves it") + "\n" + rows_text(ways_on()) + "\n";
  text += style.bold("exit status") + "\n" + rows_text(exit_statuses());
  return text;
}

}  // namespace azwf::cli
