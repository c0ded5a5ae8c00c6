// What scripts/annotations/wf.lua says of `wf`: functions and types, in the order they stand there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace azwf::cli {

// A parameter, a result or a field: "options? wf.MapOptions what it is".
struct AnnotatedPart {
  std::string name;  // a result may have none
  std::string type;
  std::string text;
  bool is_optional = false;
};

struct Annotation {
  std::string name;   // "wf.signal", "future:await"; of a type "wf.SignalOptions"
  std::string usage;  // "wf.signal(name, options)"; empty for what is no function
  std::string table;  // the variable that stands for a class: "future"
  std::string parent;
  std::string type;    // of an alias or a variable
  std::string text;    // lines
  bool waits = false;  // it may suspend the script: ---@async
  std::vector<AnnotatedPart> params;
  std::vector<AnnotatedPart> results;
  std::vector<AnnotatedPart> fields;

  [[nodiscard]] std::string in_one_line() const;  // its text
  [[nodiscard]] std::string summary() const;      // the first sentence
};

std::vector<Annotation> read_annotations(std::string_view text);

}  // namespace azwf::cli
