// An observer keeps a story per run that is followed; waiting is turning the place where the work
// is done.
#include "adapters/cli/follow.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/text.hpp"
#include "adapters/holder/client.hpp"
#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/holder/from_outside.hpp"
#include "engine/run/rule.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf::cli {
bool begins_nothing(const RunEvent& event, const RunState& after) {
  const auto is_moot = [&](const StepId& id) {
    const auto* step = after.find(id);
    return step == nullptr || !after.wants(*step);
  };
  if (const auto* retried = std::get_if<StepRetried>(&event)) return is_moot(retried->step);
  const auto* requested = std::get_if<StepRequested>(&event);
  return requested != nullptr && is_moot(requested->step);
}

bool is_at_rest(const RunState& state) {
  if (state.ended() || state.stopped || state.queued) return true;
  const bool only_doubts = std::ranges::all_of(state.open, [](const auto& step) {
    return step.phase == StepPhase::in_doubt || step.phase == StepPhase::checking;
  });
  const bool needs_nobody = state.open.empty() && state.waits.empty();
  return only_doubts && !needs_nobody && state.timers.empty() && state.undelivered.empty();
}

Follower::Follower(WorkSession& session, Console& console)
    : session_(session),
      console_(console),
      view_(make_progress_view(console, {session.spools(), session.blobs(), session.clock()})) {
  observe();
  session_.interrupts().ask([this](int count) {
    if (count > 1) return console_.tell_at_once("ended at once; azwf resume carries on");
    session_.wake();
  });
  session_.interrupts().ask_at_stop([this] { view_->let_go(); });
}

Follower::~Follower() {
  if (!is_shut_down_) (void)shut_down();
  session_.interrupts().ask({});
  session_.interrupts().ask_at_stop({});
}

namespace {

std::unexpected<Error> interrupted_while_asking(const std::string& holder) {
  return failure(ErrorKind::unavailable, interrupted_code,
                 "interrupted before " + holder + ", which holds the store, had answered",
                 "azwf runs tells what became of it");
}

}  // namespace

bool Follower::is_gone(const Error& error) { return error.code == holder::holder_gone; }

// Moving reads what was acknowledged before, too.
Result<void> Follower::catch_up() {
  const auto caught_up = session_.place().catch_up();
  if (caught_up || !is_gone(caught_up.error())) return caught_up;
  return move();
}

void Follower::observe() {
  session_.place().observe([this](const CommittedRun& commit) { seen(commit); });
}

// False when the holder was lost meanwhile, and another one found.
Result<bool> Follower::turn_until(const std::function<bool()>& done) {
  while (!done()) {
    const auto turned = session_.place().turn(view_->patience());
    view_->tick();
    if (turned) continue;
    if (!is_gone(turned.error())) return std::unexpected(turned.error());
    TRY_VOID(move());
    return false;
  }
  return true;
}

Result<void> Follower::move() {
  for (;;) {
    TRY_VOID(session_.move());
    const auto settled = settle_in();
    if (settled || !is_gone(settled.error())) return settled;
  }
}

// What was committed meanwhile is read, and the runs are taken up where they are now.
Result<void> Follower::settle_in() {
  observe();
  for (auto& [run, story] : stories_) {
    TRY_VOID(visit_run(session_.log(), run, [&](const RecordedEvent& recorded) {
      if (recorded.ordinal >= story.state.next_ordinal) show(story, recorded, run, story.state);
      return true;
    }));
    session_.place().watch(run);
  }
  if (session_.place().holds()) console_.note("whoever held the store is gone: going on with it");
  return take_up(followed());
}

// Nothing when the holder was lost before it answered.
template <class T, class Send> Result<std::optional<T>> Follower::ask(Send send) {
  const auto answer = std::make_shared<std::optional<Result<T>>>();
  send([answer](Result<T> each) { *answer = std::move(each); });
  const auto gives_up = [&] { return interrupted() && !session_.place().holds(); };
  if (!TRY(turn_until([&] { return answer->has_value() || gives_up(); }))) return std::nullopt;
  if (!*answer) return interrupted_while_asking(session_.place().held_by());
  auto& outcome = **answer;
  if (!outcome) return std::unexpected(std::move(outcome).error());
  return std::optional<T>(std::move(*outcome));
}

Result<void> Follower::take_up(std::vector<RunId> runs) {
  const auto send = [&](auto reply) {
    session_.place().holder().take_up(
        {runs, [reply](std::vector<Trouble> troubles) { reply(std::move(troubles)); }});
  };
  for (;;) {
    auto taken = TRY(ask<std::vector<Trouble>>(send));
    if (!taken) continue;
    heed(std::move(*taken));
    return catch_up();
  }
}

Result<void> Follower::follow(const RunId& run, std::string_view doing) {
  if (stories_.contains(run)) return {};
  auto story = TRY(reading([&] { return read_story(session_.log(), run); }));
  const auto status = "has ended: " + std::string(to_text(story.state.status()));
  const auto& followed = stories_.emplace(run, std::move(story)).first->second;
  view_->started(run, followed, followed.state.ended() ? status : std::string(doing));
  session_.place().watch(run);
  return {};
}

// Started again at another holder, it is the same run, whether the first start was durable or not.
Result<void> Follower::start(StartRun request) {
  TRY_VOID(check_start(request, session_.limits()));
  const auto run = request.run;
  expected_.insert(run);
  for (;; request.fresh_id = false) {
    request.program = TRY(session_.place().holder().keep(*request.program));
    const auto send = [&](auto reply) {
      request.reply = reply;
      session_.place().holder().start(request);
    };
    const auto started = TRY(ask<StartedRun>(send));
    if (!started) continue;
    if (started->existed) TRY_VOID(follow(run));
    session_.place().watch(run);
    TRY_VOID(catch_up());
    return follow(run, "started");  // unless it has been seen: a holder was lost meanwhile
  }
}

Result<void> Follower::tell(const RunId& run, RunEvent fact) {
  TRY_VOID(check_told(fact, session_.limits()));
  auto* const signal = std::get_if<SignalReceived>(&fact);
  if (signal != nullptr && signal->id.empty() && !session_.place().holds()) {
    signal->id = to_text(session_.ids().next());
  }
  const auto before = stories_.at(run).state.next_ordinal;
  for (;;) {
    const auto told = ask_to_tell(run, fact);
    if (!told && told.error().kind == ErrorKind::refused && TRY(is_resumed(run, fact))) {
      return catch_up();
    }
    if (!told) return std::unexpected(told.error());
    if (*told) return catch_up();
    if (TRY(has_heard(run, fact, before))) return {};
  }
}

// Nothing when the holder was lost before it answered.
Result<std::optional<bool>> Follower::ask_to_tell(const RunId& run, const RunEvent& fact) {
  return ask<bool>([&](auto reply) {
    session_.place().holder().tell(
        {.run = run, .fact = fact, .actor = session_.actor, .reply = [reply](Result<void> told) {
           if (told) return reply(true);
           reply(std::unexpected(told.error()));
         }});
  });
}

// Somebody else was faster to carry it on.
Result<bool> Follower::is_resumed(const RunId& run, const RunEvent& fact) {
  if (!std::holds_alternative<RunResumed>(fact)) return false;
  const auto folded = TRY(reading([&] { return fold_run(session_.log(), run); }));
  return !folded.state.stopped && !folded.state.queued;
}

// Whether such a fact has been recorded since.
Result<bool> Follower::has_heard(const RunId& run, const RunEvent& fact, Ordinal since) {
  const auto* signal = std::get_if<SignalReceived>(&fact);
  bool is_there = false;
  TRY_VOID(reading([&] {
    return visit_run(session_.log(), run, [&](const RecordedEvent& recorded) {
      const auto* other = std::get_if<SignalReceived>(&recorded.event);
      const bool is_same = signal == nullptr ? recorded.event.index() == fact.index()
                                             : other != nullptr && other->id == signal->id;
      is_there = is_there || (is_same && recorded.ordinal >= since);
      return !is_there;
    });
  }));
  return is_there;
}

Result<Emitted> Follower::emit(EmitEvent emission) {
  if (emission.event.id.empty()) emission.event.id = to_text(session_.ids().next());
  emission.event.actor = session_.actor;
  for (bool was_lost = false;; was_lost = true) {
    const auto send = [&](auto reply) {
      auto request = emission;
      request.reply = std::move(reply);
      session_.place().holder().emit(std::move(request));
    };
    auto emitted = TRY(ask<Emitted>(send));
    if (!emitted) continue;
    emitted->existed &= !was_lost;  // else it may be this very emission
    return *emitted;
  }
}

Result<ChangedWorkflow> Follower::change(ChangeWorkflow request) {
  const auto program = request.program;
  for (bool was_lost = false;; was_lost = true) {
    if (program) request.program = TRY(session_.place().holder().keep(*program));
    const auto send = [&](auto reply) {
      request.reply = reply;
      session_.place().holder().change(request);
    };
    request.actor = session_.actor;
    auto changed = TRY(ask<ChangedWorkflow>(send));
    if (!changed) continue;
    changed->existed &= !was_lost;  // else this very change made it so
    return *changed;
  }
}

Result<void> Follower::start_triggered() {
  const auto send = [&](auto reply) {
    session_.place().holder().start_triggered([reply](const Result<void>& started) {
      if (started) return reply(true);
      reply(std::unexpected(started.error()));
    });
  };
  follows_triggered_ = true;
  while (!TRY(ask<bool>(send))) continue;
  return {};
}

Result<bool> Follower::come_to_rest() {
  TRY_VOID(take_up(followed()));  // what somebody waited for may be there already
  const auto done = [this] { return interrupted() || all_at_rest(); };
  while (!TRY(turn_until(done))) continue;
  return !interrupted();
}

Result<bool> Follower::wait() {
  if (!TRY(come_to_rest())) return false;
  view_->finish();
  const auto told = [this] { return interrupted() || view_->is_through(); };
  while (!TRY(turn_until(told))) continue;
  return !interrupted();
}

Result<void> Follower::wait_for_guests() {
  const auto guests = session_.place().guests();
  if (guests == 0) return {};
  console_.note(fmt::format("{} for what runs here; Ctrl-C hands the store over to {}",
                            guests == 1 ? "another command waits" : "other commands wait",
                            guests == 1 ? "it" : "them"));
  TRY(turn_until([this] { return interrupted() || session_.place().guests() == 0; }));
  return {};
}

std::vector<RunId> Follower::followed() const {
  std::vector<RunId> runs;
  for (const auto& [run, story] : stories_) runs.push_back(run);
  return runs;
}

bool Follower::all_at_rest() {
  heed(session_.place().take_troubles());
  const bool is_seen =
      std::ranges::none_of(expected_, [this](const RunId& run) { return !stories_.contains(run); });
  return is_seen && std::ranges::all_of(stories_, [this](const auto& entry) {
           return is_at_rest(entry.second.state) || troubles_.contains(entry.first);
         });
}

void Follower::heed(std::vector<Trouble> troubles) {
  for (auto& [run, why] : troubles) {
    console_.tell(console_.err_style().bad("run " + run.text + " cannot be carried on") + ": " +
                  printable(why.message));
    if (!why.hint.empty()) console_.tell("      " + printable(why.hint));
    troubles_.insert_or_assign(run, std::move(why));
  }
}

Result<void> Follower::shut_down() {
  is_shut_down_ = true;
  if (!session_.has_place()) return {};
  if (interrupted() && session_.place().holds()) {
    console_.tell("interrupted: stopping what is in progress; Ctrl-C again ends at once");
  }
  auto ended = session_.place().shut_down();
  view_->finish();
  return ended;
}

void Follower::seen(const CommittedRun& commit) {
  const auto* started = std::get_if<RunStarted>(&commit.events.front().event);
  const bool is_triggered = started != nullptr && started->started_by && follows_triggered_;
  const bool is_expected = expected_.erase(commit.run) > 0 || is_triggered;
  const bool is_new = is_expected && commit.events.front().ordinal == 0;
  if (is_new) stories_.try_emplace(commit.run);
  const auto found = stories_.find(commit.run);
  if (found == stories_.end()) return;
  for (const auto& recorded : commit.events) {
    if (recorded.ordinal < found->second.state.next_ordinal) continue;
    show(found->second, recorded, commit.run, commit.state);
  }
  found->second.forget_settled();
}

// `after` is the state when all of its commit has happened.
void Follower::show(Story& story, const RecordedEvent& recorded, const RunId& run,
                    const RunState& after) {
  story.add(recorded);
  if (recorded.ordinal == 0) {
    view_->started(run, story, story.state.queued ? "queued" : "started");
  }
  if (!begins_nothing(recorded.event, after)) view_->event(run, story, recorded);
}

}  // namespace azwf::cli
