// One row per parameter: name, type, whether it must be given, what it is for.
#include "adapters/cli/parameter_help.hpp"

#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

std::string type_text(const Parameter& parameter) {
  if (parameter.choices.empty()) {
    return parameter.type + (parameter.pattern.empty() ? "" : " like " + parameter.pattern);
  }
  std::string text;
  for (const auto& choice : parameter.choices) text += (text.empty() ? "" : " or ") + choice;
  return text;
}

}  // namespace

Packed parameters_document(const Description& description) {
  List list;
  for (const auto& parameter : description.parameters) {
    List choices;
    for (const auto& choice : parameter.choices) choices.text(choice);
    list.add(Record()
                 .text("name", parameter.name)
                 .text("type", parameter.type)
                 .boolean("required", parameter.required)
                 .value("default", parameter.default_value)
                 .value("choices", choices.pack())
                 .optional_text("pattern", parameter.pattern)
                 .optional_text("summary", parameter.summary));
  }
  return list.pack();
}

std::string parameters_text(const Description& description) {
  Table table({"PARAMETER", "TYPE", "DEFAULT", ""});
  for (const auto& parameter : description.parameters) {
    const bool has_default = !parameter.default_value.is_nil();
    table.add({{printable(parameter.name)},
               {printable(type_text(parameter))},
               {has_default          ? json_text(parameter.default_value)
                : parameter.required ? "must be given"
                                     : ""},
               {printable(parameter.summary)}});
  }
  return table.text(Style(false));
}

}  // namespace azwf::cli
