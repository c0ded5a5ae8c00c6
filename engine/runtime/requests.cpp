// Engine, the part that others see: runs are started, told something and taken up, and events of
// others are appended. What they are answered with is durable.
#include <algorithm>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/event/append.hpp"
#include "engine/holder/from_outside.hpp"
#include "engine/runtime/engine.hpp"
#include "engine/view/open_steps.hpp"
#include "engine/view/run_list.hpp"
#include "engine/view/run_origin.hpp"

namespace azwf {
namespace {

std::unexpected<Error> has_moved(const EmitEvent& request) {
  const auto& stream = request.stream.text;
  return failure(ErrorKind::refused, "conflict",
                 "the last commit of the stream " + stream + " is not the one at " +
                     std::to_string(request.expected->value),
                 "see what has happened: azwf events --stream " + stream);
}

}  // namespace

// From now on the run's times and waits are this engine's, those that it passed over included.
Result<void> Engine::make_own(const LiveRun& run) {
  if (!wanted_ || !own_.insert(run.id).second) return {};
  for (const auto& timer : run.state.timers) timekeeper_.set(timer.at);
  for (const auto& step : run.state.open) {
    if (step.phase == StepPhase::backing_off) timekeeper_.set(step.due);
  }
  if (run.state.waits.empty()) return {};
  return courier_.take_up([&](const RunId& other) { return other == run.id; });
}

Result<void> Engine::handle(StartRun message) {
  if (shutting_down_) {
    message.reply(failure(ErrorKind::unavailable, "shutting_down", "the engine is shutting down",
                          "start the run again"));
    return {};
  }
  if (message.program == nullptr) return start_installed(std::move(message));
  if (!message.fresh_id) {
    const auto live = runs_.find(message.run);
    if (live != runs_.end() && live->second->revision == Position{}) {
      live->second->started_again.push_back(std::move(message));
      return {};
    }
    if (live != runs_.end()) return answer_existing(message, live->second->state);
    const auto folded = TRY(fold_run(parts_.log, message.run));
    if (folded.state.started) return answer_existing(message, folded.state);
  }
  auto run = std::make_unique<LiveRun>();
  run->id = message.run;
  run->program = message.program;
  auto& live = *runs_.emplace(message.run, std::move(run)).first->second;
  TRY_VOID(make_own(live));
  RunStarted started{.begin = message.begin,
                     .params = std::move(message.params),
                     .program = message.program->digest,
                     .semantics = message.program->semantics,
                     .workflow = std::move(message.workflow),
                     .cwd = std::move(message.cwd),
                     .roots = std::move(message.roots),
                     .started_by = std::move(message.started_by)};
  auto reply = [reply = std::move(message.reply), id = message.run](Result<void> outcome) {
    if (outcome) return reply(StartedRun{id, false});
    reply(std::unexpected(outcome.error()));
  };
  return give(live,
              {std::move(started), parts_.clock.now(), std::move(message.actor), std::move(reply)});
}

// The same id again: the same run when program and parameters are the same.
Result<void> Engine::answer_existing(const StartRun& message, const RunState& state) {
  if (state.program != message.program->digest) {
    message.reply(failure(ErrorKind::refused, "other_program",
                          "run " + message.run.text + " was started with program " +
                              to_hex(state.program) + ", this is " +
                              to_hex(message.program->digest),
                          "use another --id, or the script as it was"));
  } else if (state.params != message.params && !AZWF_PLANTED(29)) {
    message.reply(failure(ErrorKind::refused, "other_params",
                          "run " + message.run.text + " was started with other parameters",
                          "azwf show " + message.run.text + " shows them; use another --id"));
  } else {
    message.reply(StartedRun{message.run, true});
  }
  return {};
}

// A kill asks the script for nothing: it is for runs, too, whose program is gone.
Result<void> Engine::handle(TellRun message) {
  auto found = find_or_load(message.run);
  if (!found && std::holds_alternative<RunKillAsked>(message.fact)) {
    found = load_without_program(message.run);
  }
  if (found && *found == nullptr) {
    found = failure(ErrorKind::not_found, "run_not_found", "there is no run " + message.run.text,
                    "azwf runs lists them");
  }
  if (!found) {
    if (message.reply) message.reply(std::unexpected(found.error()));
    return {};
  }
  auto* run = *found;
  TRY_VOID(make_own(*run));
  return give(*run, {std::move(message.fact), parts_.clock.now(), std::move(message.actor),
                     std::move(message.reply)});
}

// What an earlier engine left open is claimed; for the rest, their times and waits count from now
// on. When they are few, each is looked at, so that one that cannot be worked on is known at once.
Result<void> Engine::handle(TakeUpRuns message) {
  TakingUp taking{std::move(message), {}};
  auto& runs = taking.request.runs;
  std::unordered_set<RunId> asked;
  for (const auto& run : runs) {
    if (runs_.contains(run) || TRY(find_run(parts_.views, run))) asked.insert(run);
  }
  const auto is_asked = [&](const RunId& run) { return asked.contains(run); };
  if (wanted_) {
    own_.insert(asked.begin(), asked.end());
    timekeeper_.set(Timestamp{0});
    TRY_VOID(courier_.take_up(is_asked));
  }
  std::unordered_set<RunId> looked_at;
  if (asked.size() <= parts_.limits.idle_runs_max) looked_at = asked;
  for (const auto& run : TRY(runs_with_open_steps(parts_.views))) {
    if (is_asked(run)) looked_at.insert(run);
  }
  for (const auto& run : looked_at) TRY_VOID(take_up(run, taking.troubles));
  taking_up_.push_back(std::move(taking));
  return {};
}

Result<void> Engine::take_up(const RunId& id, std::vector<Trouble>& troubles) {
  const auto run = find_or_load(id);
  if (!run) {
    troubles.push_back({id, run.error()});
  } else if (*run != nullptr) {
    if (needs_engine((*run)->state)) return handle(AdoptRun{id});
    return proceed(**run);
  }
  return {};
}

bool Engine::is_quiet(const RunId& run) const {
  const auto found = runs_.find(run);
  return found == runs_.end() || is_idle(*found->second);
}

// A run that was quiet once has settled, whatever it does later.
void Engine::answer_settled() {
  std::vector<TakingUp> settled;
  for (auto& taking : std::exchange(taking_up_, {})) {
    std::erase_if(taking.request.runs, [this](const RunId& run) { return is_quiet(run); });
    (taking.request.runs.empty() ? settled : taking_up_).push_back(std::move(taking));
  }
  for (auto& taking : settled) taking.request.reply(std::move(taking.troubles));
  for (const auto& reply : std::exchange(awaiting_views_, {})) reply();
  if (awaiting_starts_.empty() || !triggers_are_quiet()) return;
  for (const auto& reply : std::exchange(awaiting_starts_, {})) reply({});
}

Result<void> Engine::handle(AwaitViews message) {
  awaiting_views_.push_back(std::move(message.reply));
  return {};
}

void Engine::emit(EmitEvent request) {
  if (request.stream.text.empty()) request.stream = inbox_of(request.event.actor);
  const auto allowed = check_emit(request, parts_.limits);
  if (!allowed) return request.reply(std::unexpected(allowed.error()));
  inbox_->post(std::move(request));
}

Result<void> Engine::handle(EmitEvent message) {
  message.event.time = parts_.clock.now();
  if (!message.cause.text.empty()) {
    const auto origin = origin_of(parts_.log, message.cause);
    if (!origin) return message.reply(std::unexpected(origin.error())), Result<void>{};
    if (origin->depth > 0) mark_caused(message.cause, origin->correlation, message.event);
  }
  emissions_.take(std::move(message));
  return {};
}

// Whoever expected a revision is told that there is another; the rest is tried again.
Result<void> Engine::settle(Emission& emission, const Proposal& proposal, AppendAnswer answer) {
  answer = TRY(settled(proposal, std::move(answer)));
  if (const auto* committed = std::get_if<Committed>(&answer)) {
    TRY_VOID(note_committed(proposal, *committed));
    for (auto& each : emission.requests) each.reply(Emitted{committed->position, false});
  } else if (const auto* refused = std::get_if<Refused>(&answer)) {
    for (auto& each : emission.requests) each.reply(std::unexpected(refused->why));
  } else {
    lost_a_race_ = true;
    auto& first = emission.requests.front();
    if (first.expected && !AZWF_PLANTED(113)) {
      first.reply(has_moved(first));
    } else {
      emissions_.lost(std::move(emission));
    }
  }
  return {};
}

}  // namespace azwf
