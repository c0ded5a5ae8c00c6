// What doctor looks at: each examination says what is well, or what is not and what to do.
#pragma once

#include <string>
#include <vector>

#include "adapters/cli/command.hpp"
#include "engine/base/result.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

struct Finding {
  std::string name;     // "free space"
  std::string message;  // what is the case
  std::string hint;     // what to do; empty when all is well
  bool ok = true;
  bool is_damage = false;
};
using Findings = std::vector<Finding>;

Finding well(std::string name, std::string message);
Finding problem(std::string name, const Error& error);

// Of this installation: supervisor, limits.
Findings examine_installation();
// Of a home and the store in it; nothing in it is changed.
Findings examine_store(const Invocation& invocation, const Home& home);
// Compares the stored views with views folded from the log, then puts those in their place.
// Error{unavailable} while another process holds the store.
Result<Finding> rebuild_views(const Invocation& invocation);

}  // namespace azwf::cli
