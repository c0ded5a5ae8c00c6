// Reads a command line against the list of commands. Nothing is done before all of it is
// understood.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adapters/cli/command.hpp"

namespace azwf::cli {

// What comes before the command, and the rest. `command` is empty when none was named.
struct Front {
  Invocation global;
  std::string command;
  std::vector<std::string> rest;
};
// Error{invalid} for an option that is none.
Result<Front> split_front(std::vector<std::string> words);

// Adds what stands in `words` to `invocation`. Unless --help is asked for, everything that must be
// there is. Error{invalid} names what is wrong, and what may have been meant.
Result<Invocation> read_words(const Command& command, Invocation invocation,
                              std::vector<std::string> words);

}  // namespace azwf::cli
