// The seam to the holder: what may be asked of the process that has a store open for writing. The
// engine answers it in that process; a connection to its socket answers it in every other.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/event/event_log.hpp"
#include "engine/program/program.hpp"
#include "engine/run/run_event.hpp"

namespace azwf {

// How a run begun or carried on is known to whoever asked.
struct StartedRun {
  RunId run;
  bool existed = false;  // the id named a run of the same program and parameters already
};
using StartReply = std::function<void(Result<StartedRun>)>;
using DoneReply = std::function<void(Result<void>)>;

struct StartRun {
  RunId run;
  bool fresh_id = false;  // the id was made for this run: nothing can stand under it
  // As `keep` gave it, for parameters that were checked. None: the workflow is an installed one,
  // whose folders count; its parameters are checked before there is a run.
  std::shared_ptr<const Program> program;
  std::string workflow;
  Packed params;
  std::string cwd;                 // recorded; where steps that name no folder of their own work
  std::vector<std::string> roots;  // recorded, absolute; none: `cwd` alone
  std::string actor;
  Begin begin = Begin::at_once;
  std::optional<StartedBy> started_by;  // set by the engine alone
  StartReply reply;
};

// A person, or a recovering engine, has something to tell a run.
struct TellRun {
  RunId run;
  RunEvent fact;
  std::string actor;
  DoneReply reply;  // may be empty; an inadmissible fact gives Error{refused}
};

// A run that cannot be worked on, and why; the others go on.
struct Trouble {
  RunId run;
  Error why;
};

// Runs that an earlier holder may have left open: from now on this one works on them. Answered when
// what was left open is claimed, and each run waits for something.
struct TakeUpRuns {
  std::vector<RunId> runs;
  std::function<void(std::vector<Trouble>)> reply;
};

struct Emitted {
  Position position;
  bool existed = false;  // this very event, by its id, was there already
};

// An event of somebody's own. One with an id is looked for first: with the same contents it is
// answered, with others it is Error{refused}.
struct EmitEvent {
  Event event;        // its actor is who emits it; without an id it gets one
  StreamName stream;  // inbox/<actor>, which an empty one means, that of keys or of refusals
  // The stream's last commit, as whoever emits it knows it; 0: there is none. If there is another
  // one by now, Error{refused, "conflict"}.
  std::optional<Position> expected;
  RunId cause;  // whose step emits it, if one does: the chain of runs goes on with it
  std::function<void(Result<Emitted>)> reply;
};

enum class WorkflowChange { install, uninstall, enable, disable };
std::string_view to_text(WorkflowChange change);
std::optional<WorkflowChange> workflow_change_from_text(std::string_view text);

struct ChangedWorkflow {
  std::string workflow;
  Position position;     // where that was recorded, or what made it so before
  bool existed = false;  // it was so already
};

// A workflow is put under its triggers, or taken from under them. Installing names it by its
// program; what is so already is answered and not recorded again.
struct ChangeWorkflow {
  WorkflowChange change = WorkflowChange::install;
  std::string workflow;  // not of an installation
  // Of an installation:
  std::shared_ptr<const Program> program;  // as `keep` gave it
  std::string folder;
  std::vector<std::string> roots;  // absolute; none: `folder` alone
  std::uint64_t from = 0;          // events count from this position on; 0: from there on
  std::string actor;
  std::function<void(Result<ChangedWorkflow>)> reply;
};

// Requests are answered once what they tell is durable; each exactly once, unless the holder ends
// before: then nobody knows, and it may be asked of the next one. Threads: replies come in a thread
// of the implementation's, one at a time; the rest, any.
class Holder {
 public:
  virtual ~Holder() = default;

  // The program by its digest, for `start`.
  virtual Result<std::shared_ptr<const Program>> keep(Program program) = 0;
  // A known id with the same program and parameters is carried on; with others, Error{refused}.
  // Error{not_found}, {invalid} of an installed workflow.
  virtual void start(StartRun request) = 0;
  // Error{not_found}, {refused}.
  virtual void tell(TellRun request) = 0;
  virtual void take_up(TakeUpRuns request) = 0;
  // Error{invalid}, {refused}.
  virtual void emit(EmitEvent request) = 0;
  // Error{invalid}, {not_found}, {refused}.
  virtual void change(ChangeWorkflow request) = 0;
  // From now on the holder starts what triggers ask for. Answered when all that is due is started,
  // or recorded as refused.
  virtual void start_triggered(DoneReply reply) = 0;
};

}  // namespace azwf
