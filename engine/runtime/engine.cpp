// The loop: takes what has arrived, gives each fact to its run, and appends what is ready as one
// group.
#include "engine/runtime/engine.hpp"

#include <algorithm>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/runtime/outcome_fact.hpp"
#include "engine/view/open_steps.hpp"

namespace azwf {
namespace {

constexpr std::chrono::microseconds patience_max = std::chrono::seconds(1);
constexpr int rounds_per_append = 8;

}  // namespace

Engine::Engine(EngineParts parts, const HostFactory& make_host)
    : parts_(std::move(parts)),
      inbox_(std::make_shared<Inbox>()),
      programs_(parts_.blobs),
      host_(make_host([inbox = inbox_](HostAnswer answer) {
        std::visit([&](auto& each) { inbox->post(std::move(each)); }, answer);
      })),
      performer_(parts_.operations, inbox_, parts_.clock, parts_.limits),
      timekeeper_(parts_.views),
      courier_(parts_.log, parts_.views, inbox_),
      projector_(parts_.views, parts_.log),
      driver_(parts_.log, *host_, parts_.limits, parts_.name, parts_.log.epoch()),
      idle_(parts_.limits.idle_runs_max),
      emissions_(parts_.log, parts_.views, parts_.ids, parts_.limits) {}

Engine::~Engine() = default;

Result<std::vector<RunId>> Engine::recover(std::function<bool(const RunId&)> wanted) {
  wanted_ = std::move(wanted);
  appended_ = TRY(catch_up(parts_.views, parts_.log));
  TRY_VOID(projector_.load());
  std::vector<RunId> adopted;
  for (const auto& run : TRY(runs_with_open_steps(parts_.views))) {
    if (!is_wanted(run)) continue;
    if (!find_or_load(run)) continue;
    inbox_->post(AdoptRun{run});
    adopted.push_back(run);
  }
  TRY_VOID(courier_.take_up(wanted_));
  return adopted;
}

bool Engine::is_wanted(const RunId& run) const {
  return !wanted_ || wanted_(run) || own_.contains(run);
}

// Nothing of an earlier engine's attempts is at work any more.
Result<void> Engine::make_sure_gone(const RunId& run, const RunState& state) {
  if (state.epoch >= parts_.log.epoch() || AZWF_PLANTED(17)) return {};
  for (const auto& step : state.open) {
    auto* operation = parts_.operations.find(step.operation);
    if (step.phase != StepPhase::performing || operation == nullptr) continue;
    TRY_VOID(operation->make_sure_gone(run, step.id));
  }
  return {};
}

Result<bool> Engine::turn(std::chrono::microseconds patience) {
  if (failed_) return std::unexpected(*failed_);
  auto did = take_turn(patience);
  if (!did) failed_ = did.error();
  return did;
}

Result<bool> Engine::take_turn(std::chrono::microseconds patience) {
  auto messages = inbox_->take(patience_for(patience), *host_);
  bool did = !messages.empty() || !ready_.empty();
  // What arrives while this is handled joins the same group: a larger group shares one sync.
  for (int round = 1; !messages.empty(); ++round) {
    for (auto& message : messages) {
      TRY_VOID(std::visit([this](auto& each) { return handle(std::move(each)); }, message));
    }
    if (round == rounds_per_append) break;
    messages = inbox_->take(std::chrono::microseconds(0), *host_);
  }
  did |= TRY(fire_timers());
  did |= !ready_.empty() || !emissions_.empty();
  TRY_VOID(append_ready());
  did |= TRY(start_due());
  answer_settled();
  return did;
}

Result<void> Engine::run_until(const std::function<bool()>& done) {
  while (!done()) TRY(turn(patience_max));
  return {};
}

Result<void> Engine::shut_down() {
  shutting_down_ = true;
  performer_.stop_all(StopReason::shutdown);
  const auto is_over = [this] { return performer_.in_progress() == 0 && is_quiet(); };
  for (;;) {
    const auto patience = is_over() ? std::chrono::microseconds(0) : patience_max;
    if (!TRY(turn(patience)) && is_over()) return {};
  }
}

bool Engine::is_quiet() const {
  return ready_.empty() && emissions_.empty() && recordings_.empty() &&
         std::ranges::all_of(runs_, [](const auto& entry) { return is_idle(*entry.second); });
}

// Never longer than to the next due time or time-out.
std::chrono::microseconds Engine::patience_for(std::chrono::microseconds wanted) {
  const bool has_work = !ready_.empty() || !emissions_.empty() || !recordings_.empty();
  auto patience = has_work ? std::chrono::microseconds(0) : wanted;
  if (const auto deadline = performer_.enforce_timeouts()) {
    patience = std::min(patience, *deadline - parts_.clock.monotonic());
  }
  if (const auto due = next_due(); due && !shutting_down_) {
    const auto until = std::max<std::int64_t>(due->us - parts_.clock.now().us, 0);
    patience = std::min(patience, std::chrono::microseconds(until));
  }
  return std::max(patience, std::chrono::microseconds(0));
}

// Whether any run was told.
Result<bool> Engine::fire_timers() {
  if (shutting_down_) return false;
  bool did = false;
  const auto now = parts_.clock.now();
  for (const auto& due : TRY(timekeeper_.due(now))) {
    if (!is_wanted(due.run)) {
      timekeeper_.settled(due.run, due.id);
      continue;
    }
    const auto run = find_or_load(due.run);
    if (!run || *run == nullptr) continue;
    RunEvent fact = TimerFired{due.at, due.id};
    if (due.attempt != 0) fact = RetryDue{due.attempt, due.id};
    const auto settle = [this, due](const Result<void>& outcome) {
      if (!outcome) timekeeper_.settled(due.run, due.id);
    };
    TRY_VOID(give(**run, {std::move(fact), now, {}, settle}));
    did = true;
  }
  return did;
}

// A run that once could not be worked on is left alone for as long as this engine lives.
Result<LiveRun*> Engine::find_or_load(const RunId& id) {
  const auto found = runs_.find(id);
  if (found != runs_.end()) return found->second.get();
  if (const auto why = withheld_.find(id); why != withheld_.end()) {
    return std::unexpected(why->second);
  }
  auto run = load(id);
  if (!run) {
    withheld_.emplace(id, run.error());
    troubles_.push_back({id, run.error()});
    return std::unexpected(run.error());
  }
  if (*run == nullptr) return nullptr;
  return runs_.emplace(id, *std::move(run)).first->second.get();
}

Result<std::unique_ptr<LiveRun>> Engine::load(const RunId& id) {
  auto run = TRY(fold(id));
  if (run != nullptr) run->program = TRY(programs_.get(run->state.program));
  return run;
}

Result<LiveRun*> Engine::load_without_program(const RunId& id) {
  auto run = TRY(fold(id));
  if (run == nullptr) return nullptr;
  run->program = programs_.get(run->state.program).value_or(nullptr);
  withheld_.erase(id);
  return runs_.emplace(id, std::move(run)).first->second.get();
}

Result<std::unique_ptr<LiveRun>> Engine::fold(const RunId& id) {
  auto folded = TRY(fold_run(parts_.log, id));
  if (!folded.state.started) return nullptr;
  TRY_VOID(make_sure_gone(id, folded.state));
  auto run = std::make_unique<LiveRun>();
  run->id = id;
  run->state = std::move(folded.state);
  run->revision = folded.revision;
  return run;
}

Result<void> Engine::give(LiveRun& run, PendingFact fact) {
  run.mailbox.push_back(std::move(fact));
  return proceed(run);
}

// `run` may be gone afterwards: one that has ended is forgotten when nothing of it is at work, and
// of those that wait only the latest are kept.
Result<void> Engine::proceed(LiveRun& run) {
  if (run.phase != RunPhase::idle) return {};
  TRY_VOID(driver_.proceed(run));
  if (run.phase == RunPhase::ready) ready_.push_back(run.id);
  if (run.phase != RunPhase::idle || run.state.performs()) {
    idle_.remove(run.id);
  } else if (run.state.ended()) {
    forget(run.id);
  } else if (const auto other = idle_.add(run.id, run.state.next_ordinal)) {
    forget(*other);
  }
  return {};
}

void Engine::forget(const RunId& run) {
  const auto id = run;
  idle_.remove(id);
  host_->drop(id);
  runs_.erase(id);
}

Result<void> Engine::handle(AdoptRun message) {
  const auto run = find_or_load(message.run);
  if (!run || *run == nullptr) return {};
  return give(**run, {RunClaimed{parts_.name, parts_.log.epoch()}, parts_.clock.now(), {}, {}});
}

Result<void> Engine::handle(AttemptEnded message) {
  performer_.ended(message.run, message.step);
  auto* run = TRY(find_or_load(message.run));
  AZWF_CHECK(run != nullptr);
  return give(*run, {outcome_fact(std::move(message), parts_.limits), parts_.clock.now(), {}, {}});
}

Result<void> Engine::handle(AttemptProgress message) {
  const auto tell = [then = std::move(message.then)](bool is_recorded) {
    if (then) then(is_recorded);
  };
  auto* run = TRY(find_or_load(message.run));
  if (run == nullptr || !validate_packed(message.value.bytes, parts_.limits)) {
    tell(false);
    return {};
  }
  AttemptProgressed progressed{message.attempt, std::move(message.step), std::move(message.value)};
  return give(*run, {std::move(progressed), parts_.clock.now(), {}, [tell](Result<void> outcome) {
                       tell(outcome.has_value());
                     }});
}

void Engine::describe(Describe request, DescribedThen then) {
  request.request = ++describe_count_;
  describing_[describe_count_] = std::move(then);
  host_->submit(std::move(request));
}

Result<void> Engine::handle(DescribeAnswer message) {
  const auto node = describing_.extract(message.request);
  if (node.empty()) return {};
  return node.mapped()(std::move(message.description));
}

Result<void> Engine::handle(AdvanceAnswer message) {
  const auto found = runs_.find(message.run);
  AZWF_CHECK(found != runs_.end());
  auto& run = *found->second;
  TRY_VOID(driver_.answered(run, std::move(message)));
  if (run.phase == RunPhase::ready) ready_.push_back(run.id);
  return {};
}

}  // namespace azwf
