// What a step asks to be run, read from its arguments. What no process could be started with (an
// empty argv, a NUL byte, a "=" in a variable's name) is refused here, before anything happens.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/packed.hpp"
#include "engine/base/result.hpp"

namespace azwf::process {

inline constexpr const char* default_search_path = "/usr/local/bin:/usr/bin:/bin";
inline constexpr const char* key_variable = "AZWF_STEP_KEY";    // the step's idempotency key
inline constexpr const char* lock_variable = "AZWF_STEP_LOCK";  // by it the step's own are known

struct Command {
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;  // besides what the engine sets
  std::string cwd;                                 // empty: the run's
  std::optional<std::string> input;
  std::vector<std::int64_t> ok = {0};  // exit statuses that count as success
};

Result<Command> command_from_run(const Packed& arguments);    // process.run: `argv`
Result<Command> command_from_shell(const Packed& arguments);  // process.shell: `script`

// NAME=value for every variable the program sees: nothing is inherited.
std::vector<std::string> environment_of(const Command& command, const std::string& step_key,
                                        const std::string& lock_path);

}  // namespace azwf::process
