// Re-execution: every decision of a run, script's and ruled, computed again from its facts and
// compared with what is recorded, by type and payload.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/limits.hpp"
#include "engine/event/event_log.hpp"
#include "engine/program/script_host.hpp"
#include "engine/run/run_event.hpp"

namespace azwf {

// Where the recomputed decisions leave the recorded ones.
struct Parting {
  Ordinal ordinal = 0;        // the recorded event, or the place where one is missing
  Position position;          // of its commit
  ScriptPlace place;          // of the recomputed decision; else of the recorded one
  std::string recorded_type;  // empty: nothing was recorded here
  Packed recorded;
  std::string recomputed_type;  // empty: nothing was decided here
  Packed recomputed;
  std::string message;  // why nothing could be recomputed, when the script failed to decide
};

struct ReplayReport {
  RunId run;
  std::uint64_t events = 0;
  std::uint64_t decisions = 0;  // compared and equal
  std::optional<Parting> parting;
};

// Gives the program a digest names.
using ProgramSource = std::function<Result<std::shared_ptr<const Program>>(const Digest&)>;
using ReplayHostFactory = std::function<std::unique_ptr<ScriptHost>(HostSink)>;

// Threads: one.
class Replayer {
 public:
  Replayer(EventLog& log, ProgramSource programs, const ReplayHostFactory& make_host,
           const Limits& limits = {});
  ~Replayer();

  // With `instead`, that program decides in place of the recorded one. `until`: only the commits up
  // to that position. Error{not_found} when there is no such run.
  Result<ReplayReport> replay(const RunId& run, std::shared_ptr<const Program> instead = nullptr,
                              std::optional<Position> until = std::nullopt);

 private:
  class Answers;
  class OneRun;

  EventLog& log_;
  ProgramSource programs_;
  Limits limits_;
  std::shared_ptr<Answers> answers_;
  std::unique_ptr<ScriptHost> host_;
};

}  // namespace azwf
