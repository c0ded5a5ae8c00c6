// The engine: one loop that turns facts into decisions, appends both, and lets the world happen
// only after that. The only place that appends run events.
//
//   inbox -> (rule, ask the script) -> proposals -> one append -> perform, set timers, tell
//   observers
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/limits.hpp"
#include "engine/event/blob_store.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"
#include "engine/holder/holder.hpp"
#include "engine/runtime/courier.hpp"
#include "engine/runtime/emissions.hpp"
#include "engine/runtime/idle_runs.hpp"
#include "engine/runtime/inbox.hpp"
#include "engine/runtime/performer.hpp"
#include "engine/runtime/program_store.hpp"
#include "engine/runtime/run_driver.hpp"
#include "engine/runtime/timekeeper.hpp"
#include "engine/view/projector.hpp"

namespace azwf {

// What the engine stands on; everything outlives it.
struct EngineParts {
  EventLog& log;
  ViewStore& views;
  BlobStore& blobs;
  const OperationCatalog& operations;
  Clock& clock;
  IdSource& ids;
  const Limits& limits;
  std::string name;  // of this engine, in claims: "host:pid"
};
using HostFactory = std::function<std::unique_ptr<ScriptHost>(HostSink)>;

// A durable commit of a run, as observers see it, on the loop's thread.
struct CommittedRun {
  const RunId& run;
  Position position;
  std::span<const RecordedEvent> events;
  const RunState& state;
};
using Observer = std::function<void(const CommittedRun&)>;

class Engine : public Holder {
 public:
  // `make_host` builds the script host around the sink its answers go to.
  Engine(EngineParts parts, const HostFactory& make_host);
  ~Engine() override;

  // ---- from any thread; replies come on the loop's thread, once what they tell is durable

  Result<std::shared_ptr<const Program>> keep(Program program) override {
    return programs_.put(std::move(program));
  }
  void start(StartRun request) override { inbox_->post(std::move(request)); }
  void tell(TellRun request) override { inbox_->post(std::move(request)); }
  void take_up(TakeUpRuns request) override { inbox_->post(std::move(request)); }
  // What is not allowed is answered in the caller's thread.
  void emit(EmitEvent request) override;
  void change(ChangeWorkflow request) override;
  void start_triggered(DoneReply reply) override { inbox_->post(StartTriggered{std::move(reply)}); }
  // Calls `reply` once the views hold all that was acknowledged before.
  void await_views(std::function<void()> reply) { inbox_->post(AwaitViews{std::move(reply)}); }
  void wake() { inbox_->wake(); }
  ProgramStore& programs() { return programs_; }

  // ---- on the loop's thread

  // Brings the views up to date, makes sure that nothing of an earlier engine is still at work, and
  // takes up the runs it left open. Gives those runs. With `wanted`, runs it does not want are left
  // as they are unless this engine starts them or is told something for them. Call once, before the
  // first turn.
  Result<std::vector<RunId>> recover(std::function<bool(const RunId&)> wanted = {});
  // Runs of the store that cannot be worked on, and why; the others go on.
  std::vector<Trouble> take_troubles() { return std::exchange(troubles_, {}); }
  // Called after each durable commit of a run, before its steps are performed.
  void observe(Observer observer) { observers_.push_back(std::move(observer)); }
  // Handles what has arrived, waiting up to `patience` for something. False when there was nothing.
  // An error means that the log no longer answers: nothing more is acknowledged, end the process.
  Result<bool> turn(std::chrono::microseconds patience);
  // Turns until `done`. The same errors.
  Result<void> run_until(const std::function<bool()>& done);
  // The limits of attempts at a time were changed, on this thread.
  void heed_limits() { performer_.look_again(); }
  // Stops and awaits every attempt, and records that they were stopped; takes up nothing more.
  // Steps so stopped are tried again by the next engine.
  Result<void> shut_down();

  // Runs in memory: those being worked on.
  [[nodiscard]] std::size_t runs_in_memory() const { return runs_.size(); }
  // Nothing is on its way: every run waits for a time, a person or an attempt.
  [[nodiscard]] bool is_quiet() const;
  [[nodiscard]] std::size_t attempts_in_progress() const { return performer_.in_progress(); }
  // When the next time-out of an attempt is due, on the monotonic clock.
  std::optional<std::chrono::microseconds> next_deadline() { return performer_.enforce_timeouts(); }
  // When the next durable time falls due.
  [[nodiscard]] std::optional<Timestamp> next_due() const;

 private:
  Result<void> handle(StartRun message);
  Result<void> handle(TellRun message);
  Result<void> handle(TakeUpRuns message);
  Result<void> handle(AdoptRun message);
  Result<void> handle(EmitEvent message);
  Result<void> handle(AwaitViews message);
  Result<void> handle(ChangeWorkflow message);
  Result<void> handle(StartTriggered message);
  Result<void> handle(AttemptEnded message);
  Result<void> handle(AttemptProgress message);
  Result<void> handle(AdvanceAnswer message);
  Result<void> handle(DescribeAnswer message);
  Result<void> answer_existing(const StartRun& message, const RunState& state);
  Result<void> make_sure_gone(const RunId& run, const RunState& state);

  struct TakingUp {
    TakeUpRuns request;
    std::vector<Trouble> troubles;
  };

  Result<bool> fire_timers();
  std::chrono::microseconds patience_for(std::chrono::microseconds wanted);
  // The run in memory, or loaded and free to be worked on; null when the store has no such run.
  Result<LiveRun*> find_or_load(const RunId& run);
  Result<std::unique_ptr<LiveRun>> load(const RunId& run);
  Result<LiveRun*> load_without_program(const RunId& run);
  Result<std::unique_ptr<LiveRun>> fold(const RunId& run);
  Result<void> give(LiveRun& run, PendingFact fact);
  Result<void> proceed(LiveRun& run);

  [[nodiscard]] bool is_wanted(const RunId& run) const;
  Result<void> make_own(const LiveRun& run);
  Result<void> take_up(const RunId& run, std::vector<Trouble>& troubles);
  [[nodiscard]] bool is_quiet(const RunId& run) const;
  void answer_settled();
  Result<bool> take_turn(std::chrono::microseconds patience);
  Result<void> append_ready();
  // An event of a workflow's own stream: asked for, or the engine's finding about a start.
  struct WorkflowAppend {
    ChangeWorkflow request;
    Expected expected;
    Event event;
    std::optional<StartKey> start;  // that the finding is about
  };
  // A start by a trigger that is on its way: described, started, or refused.
  struct Starting {
    RunId run;
    std::vector<EventRef> events;       // as they were when it began
    bool is_asked_for = false;          // its run may come to be, whatever else is found
    bool has_run = false;               // somebody's, who was faster
    bool is_withheld = false;           // it cannot be worked on here
    bool meets_bound = false;           // its workflow is being stopped
    std::optional<Timestamp> again_at;  // it met no space

    [[nodiscard]] bool is_under_way() const { return !is_withheld && !again_at; }
  };
  using DescribedThen = std::function<Result<void>(Result<Description>)>;
  // Runs a program's main chunk without a run.
  void describe(Describe request, DescribedThen then);
  Result<AppendAnswer> settled(const Proposal& proposal, AppendAnswer answer);
  Result<void> note_committed(const Proposal& proposal, const Committed& committed);
  Result<void> settle(Emission& emission, const Proposal& proposal, AppendAnswer answer);
  Result<void> settle(WorkflowAppend& append, const Proposal& proposal, AppendAnswer answer);
  Result<std::optional<WorkflowEvent>> decide(const ChangeWorkflow& request,
                                              const std::vector<EventTrigger>& triggers);
  Result<void> check_installed(const std::string& workflow, const WorkflowInstalled& installed);
  Result<void> record_change(ChangeWorkflow request, const std::vector<EventTrigger>& triggers);
  void record_finding(const StartKey& start, const WorkflowEvent& finding);
  Result<void> start_installed(StartRun message);
  Result<bool> start_due();
  void forget_settled_starts(Timestamp now);
  Result<void> begin(const StartKey& key, const PendingStart& start);
  void described(const StartKey& key, StartRun start, Result<Description> description);
  void try_later(const StartKey& key);
  void started(const StartKey& key, const Result<StartedRun>& started);
  Result<std::vector<Packed>> events_of(const PendingStart& start);
  [[nodiscard]] const PendingStart* still_pending(const StartKey& key) const;
  [[nodiscard]] bool triggers_are_quiet() const;
  Result<void> settle(LiveRun& run, const Proposal& proposal, AppendAnswer answer);
  Result<void> refuse(LiveRun& run, const Error& why);
  Result<void> on_committed(LiveRun& run, const Committed& committed);
  Result<void> on_conflict(LiveRun& run, std::optional<Error> refusal);
  Result<void> write_views();
  struct Effects;
  void perform(const LiveRun& run);
  void start(const LiveRun& run, const StepId& step, std::uint32_t attempt);
  void stop(const LiveRun& run, const OpenStep& step);
  void forget(const RunId& run);

  EngineParts parts_;
  std::shared_ptr<Inbox> inbox_;
  ProgramStore programs_;
  std::unique_ptr<ScriptHost> host_;
  Performer performer_;
  Timekeeper timekeeper_;
  Courier courier_;
  Projector projector_;
  RunDriver driver_;
  std::vector<Observer> observers_;
  std::unordered_map<RunId, std::unique_ptr<LiveRun>> runs_;
  IdleRuns idle_;
  std::vector<RunId> ready_;
  Emissions emissions_;                     // to be appended with them
  std::vector<WorkflowAppend> recordings_;  // the same
  std::map<StartKey, Starting> starting_;
  bool starts_triggered_ = false;
  std::optional<Timestamp> next_start_;  // by a trigger
  std::vector<DoneReply> awaiting_starts_;
  std::vector<TakingUp> taking_up_;
  std::vector<std::function<void()>> awaiting_views_;
  std::vector<Trouble> troubles_;
  std::unordered_map<RunId, Error> withheld_;  // runs that this engine cannot work on
  ViewCheckpoint appended_;                    // the last commit of the open view batch
  bool lost_a_race_ = false;                   // somebody else wrote: views must read the log
  std::unordered_map<std::uint64_t, DescribedThen> describing_;
  std::uint64_t describe_count_ = 0;
  std::function<bool(const RunId&)> wanted_;  // empty: all
  std::unordered_set<RunId> own_;             // wanted, too: started here, or told something
  bool shutting_down_ = false;
  std::optional<Error> failed_;  // the log does not answer: nothing is done any more
};

}  // namespace azwf
