// What is looked for in a script. A rule reports what it can be certain of by reading alone.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "adapters/cli/check/syntax.hpp"
#include "adapters/cli/check/types.hpp"

namespace azwf::cli::check {

struct Finding {
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string code;
  std::string message;
  std::string hint;  // what to write instead
};

using Names = std::set<std::string, std::less<>>;

// What the sources of one program do to the globals they share.
struct Globals {
  Names sandbox;               // what scripts find: "os.time", "string"
  Names declared;              // assigned in a main chunk, or functions there
  Names assigned;              // anywhere
  bool may_be_others = false;  // names are computed somewhere, or code is loaded
};
void note_globals(const Syntax& syntax, Globals& globals);

class Report {
 public:
  Report(const Syntax& syntax, std::vector<Finding>& findings)
      : syntax_(syntax), findings_(findings) {}
  void add(const Node& where, std::string code, std::string message, std::string hint = "") {
    findings_.push_back({where.line, syntax_.column_of(where), std::move(code), std::move(message),
                         std::move(hint)});
  }

 private:
  const Syntax& syntax_;
  std::vector<Finding>& findings_;
};

// Names of `wf` that it does not have, and calls of its functions that they cannot take.
void check_uses_of_wf(const Syntax& syntax, const Types& types, const Globals& globals,
                      Report& report);
// What stock Lua has and the sandbox has not; globals that nobody assigns, or only by accident.
void check_globals(const Syntax& syntax, const Globals& globals, Report& report);
// Calls that wait, where Lua cannot suspend.
void check_waits(const Syntax& syntax, const Types& types, Report& report);

// Everything in one source, in its order.
std::vector<Finding> findings_in(const Syntax& syntax, const Types& types, const Globals& globals);

}  // namespace azwf::cli::check
