// Drives one run: takes facts from its mailbox, rules them, asks the script, and makes the batch
// [fact, rulings, decisions, fact, …] that is then appended as one commit.
// Invariant: a fact is never lost: it is in the mailbox, in the batch, or durable.
#pragma once

#include <string>

#include "engine/base/clock.hpp"
#include "engine/base/limits.hpp"
#include "engine/runtime/live_run.hpp"

namespace azwf {

// Threads: the loop's.
class RunDriver {
 public:
  // Facts are claimed for the engine named so, under `epoch`.
  RunDriver(EventLog& log, ScriptHost& host, const Limits& limits, std::string engine,
            std::uint64_t epoch)
      : log_(log), host_(host), limits_(limits), engine_(std::move(engine)), epoch_(epoch) {}

  // Takes facts until the script is asked, or nothing is left to take: then the run is ready, or
  // idle when its batch is empty. Does nothing while it is asking or ready.
  Result<void> proceed(LiveRun& run);
  // The host's answer to what the run asked last; proceeds.
  Result<void> answered(LiveRun& run, AdvanceAnswer answer);
  // The proposal of a ready run.
  Proposal propose(LiveRun& run, ProposalId id) const;
  // The append lost a race: the batch is dropped, its facts go back to the head of the mailbox.
  void lost(LiveRun& run, FoldedRun now);
  // Forgets the batch, once durable.
  void durable(LiveRun& run, Position position);

 private:
  Result<bool> take_fact(LiveRun& run);
  Result<bool> take_ruling(LiveRun& run);
  Result<bool> redeliver(LiveRun& run);
  Result<void> claim(LiveRun& run);
  Result<void> begin(LiveRun& run, const PendingFact& fact);
  void record(LiveRun& run, RunEvent event, Timestamp time, const std::string& actor);
  void add(LiveRun& run, RecordedEvent recorded, Event encoded);
  Result<void> ask(LiveRun& run);
  Result<void> decide(LiveRun& run, Decisions decisions);
  Result<void> undecided(LiveRun& run, Verdict verdict);
  Result<void> stop(LiveRun& run, Verdict verdict);
  std::optional<Verdict> objection(const LiveRun& run, const Decisions& decisions) const;

  Result<void> begin_rebuild(LiveRun& run);
  Result<void> continue_rebuild(LiveRun& run);
  Result<void> rebuilt(LiveRun& run, AdvanceAnswer answer);
  Result<RunEvent> undelivered_event(const LiveRun& run, Ordinal ordinal);

  EventLog& log_;
  ScriptHost& host_;
  const Limits& limits_;
  std::string engine_;
  std::uint64_t epoch_;
};

}  // namespace azwf
