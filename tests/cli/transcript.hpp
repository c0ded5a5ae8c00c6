// A session at a terminal as a text file: files, commands, what they said. See README.md.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tests/support/program.hpp"

namespace azwf::tests {

// Replaces what differs from one time to the next by names: <run-1>, <time>, <took>, <folder>.
class Normaliser {
 public:
  explicit Normaliser(std::string folder) : folder_(std::move(folder)) {}
  // Takes line by line; an empty line ends a table.
  std::string operator()(const std::string& line);

 private:
  std::string name_runs(const std::string& text);

  std::string folder_;
  bool is_in_table_ = false;
  std::map<std::string, int> runs_;  // by the first 13 characters of their id
};

// Plays the transcript in a fresh folder: the same text, with what came back this time. A line
// "left the log changed" stands behind a `$=` command that did.
std::string replay_transcript(const std::string& transcript);

}  // namespace azwf::tests
