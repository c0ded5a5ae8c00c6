// A command as data: what it takes, what help says about it, and the function that does it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cli/console.hpp"
#include "adapters/cli/exit_status.hpp"
#include "engine/base/result.hpp"

namespace azwf::cli {

enum class Count { one, optional, many };

// What a value names: completion finds what there is of it. `word`: one of the set `words`.
enum class Kind {
  text,
  word,
  file,
  script,
  folder,
  run,
  step,
  signal,
  parameter,
  workflow,
  stream,
  event_type,
  topic
};

struct Argument {
  std::string_view name;  // "FILE"
  Count count = Count::one;
  std::string_view summary;
  Kind kind = Kind::text;
  std::vector<std::string_view> words = {};
};

struct Option {
  std::string_view name;   // "--limit"
  std::string_view value;  // "N"; empty: a flag
  std::string_view summary;
  Kind kind = Kind::text;
  std::vector<std::string_view> words = {};
  bool required = false;
};

// What the user wrote: by argument's name and by option's name.
class Invocation {
 public:
  std::map<std::string, std::vector<std::string>, std::less<>> values;

  [[nodiscard]] bool has(std::string_view name) const { return values.contains(name); }
  // The last value given; nothing when there is none.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const { return find(name).value_or(""); }
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  // Error{invalid} when there is a value and it is no number from `min` on.
  [[nodiscard]] Result<std::optional<std::int64_t>> number(std::string_view name,
                                                           std::int64_t min) const;
};

struct Command {
  std::string_view name;
  std::string_view summary;  // one line
  std::string_view example;  // whole lines, each a command
  std::vector<Argument> arguments;
  std::vector<Option> options;  // besides the global ones
  Result<ExitStatus> (*run)(const Invocation& invocation, Console& console) = nullptr;
  std::string_view details = {};  // paragraphs, for the help page
  // What help says about these very arguments; may be null.
  Result<std::string> (*more_help)(const Invocation& invocation) = nullptr;
  bool is_for_files = false;  // of this machine: no server can be asked for it
};

// Options every command takes.
const std::vector<Option>& global_options();
// The command's own, then those.
std::vector<Option> options_of(const Command& command);

}  // namespace azwf::cli
