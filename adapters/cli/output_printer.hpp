// Prints steps' output: as it is, under headings, or as JSON Lines with one line of output each.
#pragma once

#include "adapters/cli/console.hpp"
#include "adapters/cli/story.hpp"

namespace azwf::cli {

enum class Headings { no, yes };

class OutputPrinter {
 public:
  OutputPrinter(Console& console, Headings headings) : console_(console), headings_(headings) {}

  void begin(const StepStory& step, const AttemptStory& attempt);
  void print(std::string_view piece);
  void end();

 private:
  void print_record(std::string_view line);

  Console& console_;
  Headings headings_;
  bool is_first_ = true;
  bool at_line_start_ = true;
  StepId step_;
  std::uint32_t attempt_ = 0;
  std::string unfinished_line_;  // with --json
};

}  // namespace azwf::cli
