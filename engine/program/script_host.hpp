// The seam to the language: scripts run behind it, and decide. A host sees deliveries and answers
// with decisions; it knows neither log nor clock. The same deliveries give the same decisions, in
// any process, at any time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/strong.hpp"
#include "engine/program/program.hpp"
#include "engine/run/run_event.hpp"
#include "engine/trigger/event_trigger.hpp"

namespace azwf {

// Something the script sees: a delivered fact or a settling ruling, with the time it is seen at.
struct Delivery {
  Timestamp time;
  RunEvent event;
};

struct Decision {
  RunEvent event;
  ScriptPlace place;
};
using Decisions = std::vector<Decision>;

// Asks for the decisions after each delivery. `base` is how many deliveries of this run came before
// these. At most one request is outstanding per run.
struct Advance {
  RunId run;
  std::shared_ptr<const Program> program;
  std::uint64_t base = 0;
  std::vector<Delivery> deliveries;
};

// The script could not decide; nothing in the script can catch or cause a different one.
struct Verdict {
  std::string kind;  // "instructions", "memory", "too_many_decisions", "crashed"
  std::string message;
  std::string module;
  std::int64_t line = 0;
};
// The host holds no instance of this run that has seen exactly `base` deliveries: submit all from
// 0.
struct NeedsHistory {};

// `after` has the decisions after each delivery up to the one that ended it: all of them without
// `end`; with a verdict, those before the delivery that got the verdict.
struct AdvanceAnswer {
  RunId run;
  std::vector<Decisions> after;
  std::variant<std::monostate, Verdict, NeedsHistory> end;
};

// Asks what a program is: runs its main chunk, without a run. `arguments` are texts as a command
// line gives them; `values`, a packed map, are typed already. Both are checked against the
// workflow's parameters and completed with their defaults.
struct Describe {
  std::uint64_t request = 0;
  std::shared_ptr<const Program> program;
  std::map<std::string, std::string> arguments;
  Packed values;
  bool check_params = true;
};

struct Parameter {
  std::string name;
  std::string type;  // "string", "integer", "number", "boolean", "enum"
  bool required = false;
  Packed default_value;
  std::vector<std::string> choices;
  std::string pattern;
  std::string summary;
};

struct Description {
  std::string workflow;
  std::string summary;
  std::vector<Parameter> parameters;  // sorted by name
  std::vector<std::string> roots;     // as declared: relative ones begin at the run's folder
  std::vector<EventTrigger> triggers;
  Packed params;  // checked and complete, a map; nil when not asked for
};

struct DescribeAnswer {
  std::uint64_t request = 0;
  Result<Description> description;  // Error{invalid} names script:line, or the parameter
};

using HostAnswer = std::variant<AdvanceAnswer, DescribeAnswer>;
// Takes answers, from any thread; must be quick. Given to a host at construction.
using HostSink = std::function<void(HostAnswer)>;

class ScriptHost {
 public:
  virtual ~ScriptHost() = default;
  // Each request is answered exactly once, in any order, maybe before `submit` returns.
  // Threads: one at a time.
  virtual void submit(Advance request) = 0;
  virtual void submit(Describe request) = 0;
  // Forgets the run's instance: after its end, or when its decisions were not kept.
  virtual void drop(const RunId& run) = 0;
  // Hands over, on the caller's thread, what has been answered so far. Until `rest`, answers wait
  // for the next look, at most some milliseconds: who looks anyway saves the waking of a thread.
  // Threads: that of `submit`.
  virtual void look() {}
  // Answers are handed over as they come, again.
  virtual void rest() {}
};

}  // namespace azwf
