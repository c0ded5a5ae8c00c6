// Which of our events are CDEvents, and what of them: the table, as data. cd_event.hpp reads it.
//
// Runs are pipeline runs, their steps task runs. All other rows are what authors emit under the
// name of a CDEvent, "service.deployed": its subject is theirs, its content the fields of their
// data.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace azwf {

inline constexpr std::string_view cd_spec_version = "0.5.1";
inline constexpr std::string_view cd_media_type = "application/cdevents+json";

// The shapes that fields of `content` have. The last ones are maps of fields themselves; where such
// a map belongs, a text stands for its first field: "production" is {id = "production"}.
enum class CdShape {
  text,
  texts,
  uri,
  uri_reference,
  outcome,
  severity,
  output_type,
  test_type,
  trigger_type,
  reference,
  sbom,
  test_case,
  test_suite,
  trigger,
};

enum class Need { optional, required };

struct CdField {
  std::string_view name;
  CdShape shape = CdShape::text;
  Need need = Need::optional;
};

// Of the shapes that are maps; empty for the others.
std::span<const CdField> members_of(CdShape shape);
// Of the shapes that are one of a few words; empty for the others.
std::span<const std::string_view> words_of(CdShape shape);

enum class CdSubject { run, step, own };

// `queued`: of a run that was only recorded; `at_once`: of one that was not.
enum class CdWhen { always, at_once, queued };

struct CdMapping {
  std::string_view type;     // ours
  std::string_view cd_name;  // "service.deployed": the CDEvent's, without prefix and version
  std::string_view version;
  CdSubject subject = CdSubject::own;
  CdWhen when = CdWhen::always;
  std::string_view outcome;  // of a run or a step that has finished
  std::vector<CdField> content;
};

std::string cd_type_of(const CdMapping& mapping);  // "dev.cdevents.service.deployed.0.3.0"

// Rows of one type stand together.
std::span<const CdMapping> cd_mappings();
std::span<const CdMapping> cd_mappings_of(std::string_view type);

}  // namespace azwf
