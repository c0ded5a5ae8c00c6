// A whole engine in virtual time on the memory twins: it can be crashed at any append, started
// again on what survived, and driven in any order of completions.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engine/runtime/engine.hpp"
#include "storage/memory/memory_blobs.hpp"
#include "storage/memory/memory_log.hpp"
#include "storage/memory/memory_views.hpp"
#include "tests/support/faulty_log.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/plan_host.hpp"
#include "tests/support/planned_operation.hpp"

namespace azwf::tests {

// Thrown through the engine by a log that dies: what was in memory is lost.
struct Crash {};

struct SimOptions {
  Plans plans;
  std::map<std::string, std::string> scripts;  // Lua instead of plans, by name; one host for all
  OutcomePlan outcomes = [](const StepRequest&) { return std::optional(succeed()); };
  FaultRates faults;
  std::vector<Fault> planned_faults;            // of the first proposals, across crashes
  std::optional<std::size_t> full_from_commit;  // after so many, no space until `make_space`
  std::uint64_t seed = 1;
  bool permute = false;           // completions in an order drawn from the seed
  bool double_outcomes = false;   // every outcome reaches the engine again, at once and later
  bool drop_instances = false;    // the host forgets every run after each append
  bool holds_clock = false;       // time passes only when the test says so
  bool starts_triggered = false;  // what triggers ask for is started
  std::function<bool(const RunId&)> wanted;  // which runs an opening takes up; empty: all
  Limits limits;
};

class Sim {
 public:
  explicit Sim(SimOptions options);
  ~Sim();

  // The n-th append crashes the engine, before or after it is durable: counted from now on, or
  // from the crash planned before.
  void crash_at(std::size_t append, bool after);

  // Starts the engine, on what survived if it ran before.
  void open();
  // Drops the engine and everything in its memory.
  void crash();
  // An orderly end, and another opening.
  void restart();
  // Drives until nothing is left to do: turns, ends attempts, moves the clock to the next due time.
  // A planned crash is followed by a new opening.
  void drive();
  // One step of driving; false when nothing is left to do.
  bool drive_once();
  // Until an attempt is under way.
  void drive_until_performing();

  RunId start(const std::string& plan, const std::string& id, Packed params = {},
              Begin begin = Begin::at_once);
  std::optional<Error> tell(const RunId& run, RunEvent fact);
  // Asked for again at each opening, until it is answered; then it stands in `answers`.
  void change(ChangeWorkflow request);
  // The workflow of a script.
  void install(const std::string& script, std::uint64_t from = 0);
  void change(const std::string& workflow, WorkflowChange change);
  void emit(const std::string& type, const std::string& id, Packed data = {},
            const std::string& subject = {});
  [[nodiscard]] const std::vector<std::string>& answers() const { return answers_; }
  // Another opening, at which this is the first thing told.
  void open_telling(const RunId& run, RunEvent fact);
  // Starts asked for and not answered, or refused.
  [[nodiscard]] bool waits_to_start() const { return !to_start_.empty(); }
  void start_again();
  // From the next opening on.
  void want(std::function<bool(const RunId&)> wanted) { options_.wanted = std::move(wanted); }
  void limit(const Limits& limits) { options_.limits = limits; }
  void make_space() { options_.full_from_commit.reset(); }

  std::vector<RecordedEvent> events(const RunId& run);
  // "run.started run.claimed step.requested:1 | step.succeeded:1 …": one `|` between commits.
  std::string story(const RunId& run);
  RunState state(const RunId& run);
  // Empty when every promise holds: log verified, views rebuilt equal, replay equal, no step with a
  // recorded outcome performed again.
  std::string broken_promise();
  // Empty when the views stand at a commit of the log and, rebuilt from empty, have the same keys
  // and values.
  std::string views_broken();

  Engine& engine() { return *engine_; }
  EventLog& log() { return *log_; }
  FaultyLog& faults() { return *faulty_log_; }
  ViewStore& views() { return views_; }
  PlanHost& host() { return *plan_host_; }
  ManualClock& clock() { return clock_; }
  World& world() { return world_; }
  MemoryCommits& commits() { return *commits_; }
  BlobStore& blobs() { return blobs_; }
  void damage_blob(const Digest& digest) { blobs_.replace(digest, "not what it was"); }
  PlannedOperation& operation() { return *operation_; }
  std::size_t appends() const { return appends_; }
  std::size_t crashes() const { return crashes_; }
  std::shared_ptr<const Program> program(const std::string& plan);
  std::vector<RunId> runs() const { return started_; }
  // Started by whomever, in the order they stand in the log.
  std::vector<RunId> runs_in_log() const;

 private:
  class CountingLog;
  class Ids;

  struct PlannedCrash {
    std::size_t append = 0;
    bool after = false;
  };

  std::unique_ptr<ScriptHost> make_host(HostSink sink);
  std::unique_ptr<MemoryLog> make_log();
  std::optional<PlannedCrash> crash_now();
  void drop();
  Program unpinned(const std::string& name);
  void drop_instances();
  void ask(std::function<void(std::function<void(std::string)>)> send);
  bool finish_one();
  bool stands_in_log(const ViewCheckpoint& checkpoint) const;
  std::string replay_parting(const RunId& run);
  std::string performed_twice(const RunId& run);
  std::string told_twice(const RunId& run);
  void tell_again(const PlannedOperation::Finished& finished);

  SimOptions options_;
  std::mt19937_64 random_;
  ManualClock clock_;
  World world_;
  std::shared_ptr<MemoryCommits> commits_ = std::make_shared<MemoryCommits>();
  MemoryViewStore views_;
  MemoryBlobStore blobs_;
  std::unique_ptr<Ids> ids_;
  std::unique_ptr<MemoryLog> memory_log_;
  std::unique_ptr<FaultyLog> faulty_log_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<OperationCatalog> catalog_;
  PlannedOperation* operation_ = nullptr;
  ScriptHost* host_ = nullptr;
  PlanHost* plan_host_ = nullptr;
  std::unique_ptr<Engine> engine_;
  std::vector<RunId> started_;
  std::map<RunId, StartRun> to_start_;  // not known to be durable
  std::vector<std::pair<RunId, RunEvent>> to_tell_;
  std::optional<TellRun> first_;                 // of the next opening
  std::map<int, std::function<void()>> to_ask_;  // not answered
  int asked_ = 0;
  std::vector<std::string> answers_;
  std::vector<PlannedOperation::Finished> finished_;
  std::size_t appends_ = 0;
  std::size_t crashes_ = 0;
  std::deque<PlannedCrash> planned_crashes_;
  std::size_t counted_from_ = 0;  // the appends before the first planned crash's count
};

}  // namespace azwf::tests
