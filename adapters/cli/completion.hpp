// What may stand where a command line ends that is still being typed: found from the list of
// commands and from what is there (runs, steps, parameters). Nothing is appended; what cannot be
// found out, for whatever reason, is no candidate.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/cli/command.hpp"

namespace azwf::cli {

// The word behind "azwf" that asks for candidates; then come the words of the line, as the shell
// has them, the last being the one in progress.
inline constexpr std::string_view complete_command = "__complete";

struct Candidate {
  std::string value;
  std::string about;  // one line, for shells that show it; may be empty
};
using Candidates = std::vector<Candidate>;

// What is typed so far, up to the word in progress.
struct TypedLine {
  const Command* command = nullptr;
  Invocation given;
  Kind kind = Kind::text;  // of the value in progress
  std::vector<std::string_view> words;
};

// The values of that kind that may stand there, whatever they begin with; few of what there may be
// many of. `current` is the word in progress.
Candidates values_for(const TypedLine& line, const std::string& current);

// What is printed: a line that says which files may stand there, "none", "files", "scripts" or
// "folders"; then a line for each candidate, with a tab before what it is about. One that ends
// with = is to be gone on with.
std::string completion_text(std::vector<std::string> words);

// A script for the shell; empty for a shell there is none for.
std::string_view completion_script(std::string_view shell);

}  // namespace azwf::cli
