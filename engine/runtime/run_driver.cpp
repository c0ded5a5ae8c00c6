// From facts to a batch. Rulings follow their fact; decisions follow what the script saw.
#include "engine/runtime/run_driver.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/event/append.hpp"
#include "engine/event/event_id.hpp"
#include "engine/run/rule.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/view/run_origin.hpp"

namespace azwf {
namespace {

// What an event of a run that events started has of their chain.
void mark_chain(const LiveRun& run, const RunEvent& event, Event& encoded) {
  if (const auto* started = std::get_if<RunStarted>(&event); started && started->started_by) {
    encoded.correlation = started->started_by->correlation;
    encoded.causation = text_of(field_of(started->started_by->events.back(), "id"));
  } else if (run.state.depth > 0 && !AZWF_PLANTED(106) &&
             std::holds_alternative<EventEmitted>(event)) {
    mark_caused(run.id, run.state.correlation, encoded);
  }
}

Error inadmissible(const RunId& run, const RunEvent& fact) {
  return {ErrorKind::refused, "not_applicable",
          std::string(type_of(fact)) + " does not apply to run " + run.text + " as it is now",
          "azwf show " + run.text + " shows its state"};
}

// Operations, arguments and event types are the program's to choose, within what it was given.
std::optional<Verdict> object_to(const LiveRun& run, const Decision& decision) {
  const auto refused = [&](std::string message) {
    return Verdict{"not_permitted", std::move(message), decision.place.module, decision.place.line};
  };
  if (!is_decision_of_script(decision.event)) {
    return refused(std::string(type_of(decision.event)) + " is not a script's decision");
  }
  if (const auto* emitted = std::get_if<EventEmitted>(&decision.event)) {
    if (is_reserved_type(emitted->type)) return refused(emitted->type + " is the engine's own");
  }
  if (const auto* checked = std::get_if<StepChecked>(&decision.event)) {
    const auto* step = run.state.find(checked->step);
    const bool is_asked =
        step == nullptr ? run.state.course != Course::forward : step->phase == StepPhase::checking;
    if (!is_asked) return refused("step " + checked->step.text + " is not to be checked");
  }
  const auto* request = std::get_if<StepRequested>(&decision.event);
  if (request == nullptr) return {};
  if (run.state.find(request->step) != nullptr) {
    return refused("step " + request->step.text + " was asked for already");
  }
  const auto* operation = run.program->operation(request->operation);
  if (operation == nullptr) return refused(request->operation + " is not in the program");
  if (request->policy.repeatable && !operation->policy.repeatable) {
    return refused(request->operation + " is not safe to repeat, whatever its call says");
  }
  const auto checked = check_arguments(*operation, request->arguments);
  return checked ? std::nullopt : std::optional(refused(checked.error().message));
}

}  // namespace

Result<void> RunDriver::proceed(LiveRun& run) {
  if (run.phase != RunPhase::idle) return {};
  while (run.phase == RunPhase::idle) {
    const bool more = run.rulings.empty() ? TRY(take_fact(run)) : TRY(take_ruling(run));
    if (!more) break;
  }
  if (run.phase == RunPhase::idle && !run.batch.empty()) run.phase = RunPhase::ready;
  return {};
}

Result<bool> RunDriver::take_fact(LiveRun& run) {
  if (run.taken.size() >= limits_.facts_per_proposal_max) return false;
  if (run.batch_bytes >= limits_.batch_bytes_max) return false;
  const auto& state = run.state;
  const bool unclaimed = state.started && state.epoch < epoch_ && !AZWF_PLANTED(10);
  const bool waits = state.waits_for_script();
  const bool admits =
      waits || (!run.mailbox.empty() && is_admissible(state, run.mailbox.front().event));
  if (unclaimed && admits) {
    TRY_VOID(claim(run));
    return true;
  }
  if (waits) return redeliver(run);
  if (run.mailbox.empty()) return false;
  auto fact = std::move(run.mailbox.front());
  run.mailbox.pop_front();
  if (!admits) {
    if (!fact.reply) return true;
    if (is_known(state, fact.event)) {
      fact.reply({});
    } else {
      fact.reply(std::unexpected(inadmissible(run.id, fact.event)));
    }
    return true;
  }
  if (!AZWF_PLANTED(22)) fact.time = std::max(fact.time, state.last_time);
  if (auto* rollback = std::get_if<RunRollbackAsked>(&fact.event)) {
    rollback->after = to_text(state.status());
    for (const auto& step : state.open) {
      if (step.phase == StepPhase::in_doubt) rollback->in_doubt.push_back(step.id);
    }
  }
  run.taken.push_back(fact);
  TRY_VOID(begin(run, fact));
  return true;
}

// The first event of this engine's first commit on the run. A claim that was asked for is thereby
// made.
Result<void> RunDriver::claim(LiveRun& run) {
  PendingFact fact{RunClaimed{engine_, epoch_}, run.state.last_time, {}, {}};
  if (!run.mailbox.empty()) fact.time = std::max(fact.time, run.mailbox.front().time);
  run.taken.push_back(fact);
  return begin(run, fact);
}

// Records the fact; what follows from it is taken up by `take_ruling`.
Result<void> RunDriver::begin(LiveRun& run, const PendingFact& fact) {
  run.fact_time = fact.time;
  const auto* started = std::get_if<RunStarted>(&fact.event);
  const bool begins = started != nullptr && started->begin == Begin::at_once;
  std::ranges::move(rule(run.id, run.state, fact.event, fact.time),
                    std::back_inserter(run.rulings));
  const bool reaches = reaches_script(run.state, fact.event);
  run.asked_at = run.batch.size();
  record(run, fact.event, fact.time, fact.actor);
  if (begins) record(run, RunClaimed{engine_, epoch_}, fact.time, {});
  if (!reaches) return {};
  const auto& seen = run.batch[run.asked_at];
  run.asked = {seen.time, seen.event};
  run.asked_fact = seen.ordinal;
  return ask(run);
}

Result<bool> RunDriver::take_ruling(LiveRun& run) {
  auto ruling = std::move(run.rulings.front());
  run.rulings.pop_front();
  if (!still_applies(run.state, ruling)) return true;
  const bool reaches = reaches_script(run.state, ruling);
  run.asked_at = run.batch.size();
  record(run, std::move(ruling), run.fact_time, {});
  if (!reaches) return true;
  const auto& seen = run.batch.back();
  run.asked = {seen.time, seen.event};
  run.asked_fact = seen.ordinal;
  TRY_VOID(ask(run));
  return true;
}

Result<bool> RunDriver::redeliver(LiveRun& run) {
  const auto ordinal = run.state.undelivered.front();
  auto event = TRY(undelivered_event(run, ordinal));
  run.fact_time = run.state.last_time;
  run.asked_at = run.batch.size();
  record(run, RunRedelivered{ordinal}, run.fact_time, {});
  run.asked = {run.fact_time, std::move(event)};
  run.asked_fact = ordinal;
  TRY_VOID(ask(run));
  return true;
}

Result<RunEvent> RunDriver::undelivered_event(const LiveRun& run, Ordinal ordinal) {
  for (const auto& recorded : run.batch) {
    if (recorded.ordinal == ordinal) return recorded.event;
  }
  std::optional<RunEvent> found;
  TRY_VOID(visit_run(log_, run.id, [&](const RecordedEvent& recorded) {
    if (recorded.ordinal == ordinal) found = recorded.event;
    return !found;
  }));
  AZWF_CHECK(found.has_value());
  return *std::move(found);
}

void RunDriver::record(LiveRun& run, RunEvent event, Timestamp time, const std::string& actor) {
  RecordedEvent recorded{run.state.next_ordinal, time, std::move(event), {}};
  auto encoded = encode_run_event(recorded, actor);
  mark_chain(run, recorded.event, encoded);
  add(run, std::move(recorded), std::move(encoded));
}

void RunDriver::add(LiveRun& run, RecordedEvent recorded, Event encoded) {
  run.batch_bytes += bytes_of(encoded);
  run.encoded.push_back(std::move(encoded));
  evolve(run.state, recorded);
  run.batch.push_back(std::move(recorded));
}

Result<void> RunDriver::ask(LiveRun& run) {
  run.phase = RunPhase::asking;
  if (run.refusal) return stop(run, {"refused", run.refusal->message, {}, 0});
  if (run.program == nullptr) {
    return stop(run, {"program_missing", "its program cannot be read: azwf doctor", {}, 0});
  }
  Advance request{run.id, run.program, run.state.deliveries - 1, {}};
  request.deliveries.push_back(run.asked);
  host_.submit(std::move(request));
  return {};
}

Result<void> RunDriver::answered(LiveRun& run, AdvanceAnswer answer) {
  AZWF_CHECK(run.phase == RunPhase::asking);
  if (run.rebuild) return rebuilt(run, std::move(answer));
  if (std::holds_alternative<NeedsHistory>(answer.end)) return begin_rebuild(run);
  if (auto* verdict = std::get_if<Verdict>(&answer.end)) return undecided(run, std::move(*verdict));
  if (answer.after.size() != 1) {
    return undecided(run, {"crashed", "the script host answered wrongly", {}, 0});
  }
  return decide(run, std::move(answer.after.front()));
}

// What is measured is what is then recorded: each decision is encoded once.
Result<void> RunDriver::decide(LiveRun& run, Decisions decisions) {
  if (auto verdict = objection(run, decisions)) return stop(run, std::move(*verdict));
  std::vector<RecordedEvent> recorded;
  std::vector<Event> encoded;
  recorded.reserve(decisions.size());
  encoded.reserve(decisions.size());
  std::size_t bytes = 0;
  for (auto& [event, place] : decisions) {
    const auto ordinal = run.state.next_ordinal + static_cast<Ordinal>(recorded.size());
    recorded.push_back({ordinal, run.asked.time, std::move(event), std::move(place)});
    encoded.push_back(encode_run_event(recorded.back(), {}));
    mark_chain(run, recorded.back().event, encoded.back());
    const auto size = bytes_of(encoded.back());
    bytes += size;
    if (size > limits_.event_bytes_max || bytes > limits_.decisions_bytes_per_fact_max) {
      const auto& at = recorded.back().place;
      return stop(run, {"decisions_too_large", "the script decided more than fits in a commit",
                        at.module, at.line});
    }
  }
  run.rebuilds = run.crashes = 0;
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    add(run, std::move(recorded[i]), std::move(encoded[i]));
  }
  run.phase = RunPhase::idle;
  return proceed(run);
}

// A host that crashed may have done so for reasons of its own: the run is tried again on another
// one. A script that is over its budget would be so again.
Result<void> RunDriver::undecided(LiveRun& run, Verdict verdict) {
  if (verdict.kind != "crashed") return stop(run, std::move(verdict));
  if (++run.crashes < (AZWF_PLANTED(65) ? 1 : limits_.script_crashes_max))
    return begin_rebuild(run);
  verdict.message += ", " + std::to_string(run.crashes) + " times in a row";
  return stop(run, std::move(verdict));
}

// The facts stay, undelivered until a person resumes the run; rulings go on.
Result<void> RunDriver::stop(LiveRun& run, Verdict verdict) {
  record(run,
         RunVerdict{run.asked_fact, std::move(verdict.kind), verdict.line,
                    std::move(verdict.message), std::move(verdict.module)},
         run.asked.time, {});
  host_.drop(run.id);
  run.rebuild.reset();
  run.rebuilds = run.crashes = 0;
  run.phase = RunPhase::idle;
  return proceed(run);
}

// What no host may decide, however it came to.
std::optional<Verdict> RunDriver::objection(const LiveRun& run, const Decisions& decisions) const {
  if (decisions.size() > limits_.decisions_per_fact_max) {
    return Verdict{"too_many_decisions", "the script decided too much at once", {}, 0};
  }
  for (const auto& decision : decisions) {
    if (auto verdict = object_to(run, decision)) return verdict;
  }
  return {};
}

Proposal RunDriver::propose(LiveRun& run, ProposalId id) const {
  AZWF_CHECK(run.phase == RunPhase::ready);
  const bool is_new = run.revision == Position{};
  return {.id = id,
          .stream = run_stream(run.id),
          .expected = expected_of(run.revision),
          .events = std::move(run.encoded),
          .urgency = is_new ? Urgency::new_work : Urgency::settles};
}

void RunDriver::durable(LiveRun& run, Position position) {
  run.revision = position;
  run.batch.clear();
  run.encoded.clear();
  run.taken.clear();
  run.batch_bytes = 0;
  run.refusal.reset();
  run.phase = RunPhase::idle;
}

void RunDriver::lost(LiveRun& run, FoldedRun now) {
  host_.drop(run.id);
  auto facts = std::exchange(run.taken, {});
  if (AZWF_PLANTED(11)) facts.clear();
  run.mailbox.insert(run.mailbox.begin(), std::move_iterator(facts.begin()),
                     std::move_iterator(facts.end()));
  run.rulings.clear();
  durable(run, now.revision);
  run.state = std::move(now.state);
}

}  // namespace azwf
