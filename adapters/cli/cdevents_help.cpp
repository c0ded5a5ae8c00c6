// A row for each event that has a counterpart; required fields are marked.
#include "adapters/cli/cdevents_help.hpp"

#include <fmt/format.h>

#include "adapters/cli/rows.hpp"
#include "engine/envelope/cd_mapping.hpp"

namespace azwf::cli {
namespace {

constexpr std::string_view about =
    "Events of the log as CDEvents {}: azwf events --format cdevents. Each is a CloudEvent whose\n"
    "data is the whole CDEvent; its customData has the event as it is. Events that are not listed\n"
    "here are left out, and counted on stderr.\n";

constexpr std::string_view of_authors =
    "Events of these types, from wf.emit or azwf emit, are CDEvents of the same name. Their "
    "subject\n"
    "is the CDEvent's, and has to be there. Fields are taken from their data, as artifactId or\n"
    "artifact_id; those with * have to be there. A text stands for the id of what a field names.\n";

std::string_view when_text(CdWhen when) {
  switch (when) {
    case CdWhen::always: return "";
    case CdWhen::at_once: return ", begun at once";
    case CdWhen::queued: return ", queued before";
  }
  return "";
}

std::string fields_text(const CdMapping& mapping) {
  std::string text;
  for (const auto& field : mapping.content) {
    text += text.empty() ? ": " : ", ";
    text += field.name;
    if (field.need == Need::required) text += "*";
    const auto words = words_of(field.shape);
    for (const auto& word : words) {
      text += &word == &words.front() ? " (" : " ";
      text += word;
    }
    if (!words.empty()) text += ")";
  }
  return text;
}

std::string text_of(const CdMapping& mapping) {
  auto text = cd_type_of(mapping);
  if (mapping.subject == CdSubject::own) return text + fields_text(mapping);
  if (!mapping.outcome.empty()) text += fmt::format(", outcome {}", mapping.outcome);
  return text + std::string(when_text(mapping.when));
}

}  // namespace

std::string cdevents_page(const Style& style) {
  Rows ours;
  Rows authors;
  for (const auto& mapping : cd_mappings()) {
    auto& rows = mapping.subject == CdSubject::own ? authors : ours;
    rows.emplace_back(mapping.type, text_of(mapping));
  }
  return fmt::format(fmt::runtime(about), cd_spec_version) + "\n" + style.bold("runs and steps") +
         "\n" + rows_text(ours) + "\n" + style.bold("what authors emit") + "\n" +
         std::string(of_authors) + "\n" + rows_text(authors);
}

}  // namespace azwf::cli
