// What is wrong with a script, as far as it can be known without running it.
#pragma once

#include <string>
#include <vector>

#include "adapters/cli/script_file.hpp"

namespace azwf::cli {

struct ScriptProblem {
  std::string path;
  std::int64_t line = 0;    // 0: of the file as a whole
  std::int64_t column = 0;  // in characters; 0: of the line as a whole
  std::string code;
  std::string message;
  std::string hint;
};

struct CheckedScript {
  Description description;  // empty when there are problems that prevent one
  std::vector<ScriptProblem> problems;
};

// The uses of names of `wf` that it does not have: such a script is not begun.
std::vector<ScriptProblem> unknown_names(const ScriptFile& script, const Limits& limits);

// Error{not_found} when there is no such file; everything else is a problem.
Result<CheckedScript> check_script(const std::string& file, const Limits& limits);

}  // namespace azwf::cli
