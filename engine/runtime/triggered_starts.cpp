// Engine, the part that starts what triggers ask for. What is to be started is told by the views,
// which have it from the log: an engine that is lost on the way is followed by one that finds the
// start pending, or finds its run.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/runtime/engine.hpp"

namespace azwf {
namespace {

std::optional<TriggerStopped> bound_met(const PendingStart& start, const Limits& limits) {
  const auto& id = start.events.back().id;
  if (start.depth > limits.trigger_depth_max) {
    return TriggerStopped{id, limits.trigger_depth_max, "depth"};
  }
  if (start.start_in_window > limits.trigger_starts_max && !AZWF_PLANTED(105)) {
    return TriggerStopped{id, limits.trigger_starts_max, "rate"};
  }
  if (start.is_over_backlog) return TriggerStopped{id, Limits::trigger_backlog_max, "backlog"};
  return std::nullopt;
}

TriggerRefused refusal_of(const PendingStart& start, const Error& why) {
  TriggerRefused refused{.code = why.code, .events = {}, .message = why.message};
  for (const auto& event : start.events) refused.events.push_back(event.id);
  return refused;
}

Error has_run_already(const RunId& run) {
  return {ErrorKind::refused, "run_exists", "there is a run " + run.text + " of somebody else's",
          ""};
}

}  // namespace

Result<void> Engine::handle(StartTriggered message) {
  starts_triggered_ = true;
  if (message.reply) awaiting_starts_.push_back(std::move(message.reply));
  return {};
}

std::optional<Timestamp> Engine::next_due() const {
  const auto timer = timekeeper_.next();
  if (!timer || !next_start_) return timer ? timer : next_start_;
  return std::min(*timer, *next_start_);
}

bool Engine::triggers_are_quiet() const {
  const auto now = parts_.clock.now();
  const auto is_open = [&](const auto& entry) {
    const auto starting = starting_.find(entry.first);
    if (starting == starting_.end()) return entry.second.due <= now;
    return starting->second.is_under_way();
  };
  return std::ranges::none_of(projector_.triggers().starts(), is_open);
}

// The start, while it is asked for as it was when this began.
const PendingStart* Engine::still_pending(const StartKey& key) const {
  const auto& starts = projector_.triggers().starts();
  const auto start = starts.find(key);
  const auto starting = starting_.find(key);
  if (start == starts.end() || starting == starting_.end()) return nullptr;
  return start->second.events == starting->second.events ? &start->second : nullptr;
}

void Engine::forget_settled_starts(Timestamp now) {
  for (auto each = starting_.begin(); each != starting_.end();) {
    auto& [key, starting] = *each;
    if (starting.is_asked_for) {
      ++each;
      continue;
    }
    const auto* start = still_pending(key);
    if (start == nullptr || (starting.again_at && *starting.again_at <= now)) {
      each = starting_.erase(each);
      continue;
    }
    if (std::exchange(starting.has_run, false)) {
      record_finding(key, refusal_of(*start, has_run_already(starting.run)));
    }
    ++each;
  }
}

// Whether anything was begun.
Result<bool> Engine::start_due() {
  next_start_.reset();
  if (!starts_triggered_ || shutting_down_) return false;
  const auto now = parts_.clock.now();
  forget_settled_starts(now);
  bool did = !recordings_.empty();
  const auto note = [&](Timestamp at) { next_start_ = std::min(next_start_.value_or(at), at); };
  std::set<std::string> stopping;
  std::size_t under_way = 0;
  for (const auto& [key, starting] : starting_) {
    if (starting.again_at) note(*starting.again_at);
    if (starting.meets_bound) stopping.insert(key.workflow);
    under_way += starting.is_under_way() ? 1 : 0;
  }
  const auto is_starting = [&](const std::string& workflow) {
    return std::ranges::any_of(starting_, [&](const auto& entry) {
      return entry.first.workflow == workflow && entry.second.is_under_way();
    });
  };
  for (const auto& [key, start] : projector_.triggers().starts()) {
    if (under_way >= parts_.limits.trigger_starts_at_once_max) break;
    if (starting_.contains(key) || stopping.contains(key.workflow)) continue;
    if (start.due > now) {
      note(start.due);
      continue;
    }
    // What stops the workflow drops all its starts: those that are allowed come first.
    if (bound_met(start, parts_.limits) && is_starting(key.workflow)) continue;
    TRY_VOID(begin(key, start));
    if (starting_.at(key).meets_bound) stopping.insert(key.workflow);
    ++under_way;
    did = true;
  }
  return did;
}

// A program or an event that cannot be read leaves the start as it is: another opening may.
Result<void> Engine::begin(const StartKey& key, const PendingStart& start) {
  Starting beginning{.run = run_of(start), .events = start.events};
  auto& starting = starting_.insert_or_assign(key, std::move(beginning)).first->second;
  if (auto stopped = bound_met(start, parts_.limits)) {
    starting.meets_bound = true;
    record_finding(key, *std::move(stopped));
    return {};
  }
  auto program = programs_.get(digest_from_hex(start.program).value_or(Digest{}));
  auto events = events_of(start);
  if (!program || !events) {
    starting.is_withheld = true;
    troubles_.push_back({starting.run, program ? events.error() : program.error()});
    return {};
  }
  Describe request{.program = *program,
                   .arguments = {},
                   .values = parameters_from(start.trigger, events->back())};
  StartRun run{.run = starting.run,
               .program = *std::move(program),
               .workflow = start.workflow,
               .cwd = start.folder,
               .roots = start.roots,
               .started_by = StartedBy{start.correlation, start.depth, *std::move(events)},
               .reply = {}};
  const auto shared = std::make_shared<StartRun>(std::move(run));
  describe(
      std::move(request),
      [this, key, shared, refs = start.events](Result<Description> description) -> Result<void> {
        const auto found = starting_.find(key);
        const bool is_same = found != starting_.end() && found->second.events == refs;
        if (is_same) described(key, std::move(*shared), std::move(description));
        return {};
      });
  return {};
}

// Parameters are held against the workflow before there is a run.
void Engine::described(const StartKey& key, StartRun start, Result<Description> description) {
  const auto* pending = still_pending(key);
  if (pending == nullptr || starting_.at(key).is_asked_for) return;
  if (!description && description.error().kind == ErrorKind::unavailable) return try_later(key);
  if (!description) {
    return record_finding(key, refusal_of(*pending, description.error()));
  }
  start.params = std::move(description->params);
  starting_.at(key).is_asked_for = !AZWF_PLANTED(129);
  start.reply = [this, key](const Result<StartedRun>& outcome) { started(key, outcome); };
  inbox_->post(std::move(start));
}

// Its commit has settled it, unless somebody else has that run, it is too large, or met no space.
void Engine::started(const StartKey& key, const Result<StartedRun>& outcome) {
  const auto starting = starting_.find(key);
  if (starting == starting_.end()) return;
  starting->second.is_asked_for = false;
  const bool is_others = outcome ? outcome->existed : outcome.error().code.starts_with("other_");
  if (is_others) {
    starting->second.has_run = true;
  } else if (!outcome && outcome.error().kind == ErrorKind::invalid) {
    const auto* pending = still_pending(key);
    if (pending != nullptr) record_finding(key, refusal_of(*pending, outcome.error()));
  } else if (!outcome) {
    try_later(key);
  }
}

void Engine::try_later(const StartKey& key) {
  const auto wait_us = std::int64_t{parts_.limits.trigger_retry_ms} * 1'000;
  starting_.at(key).again_at = Timestamp{parts_.clock.now().us + wait_us};
}

// What the run gets to see of them; of debounced ones, the last.
Result<std::vector<Packed>> Engine::events_of(const PendingStart& start) {
  std::vector<Packed> events;
  for (const auto& ref : start.events) events.push_back(TRY(event_seen(parts_.log, ref)));
  return events;
}

}  // namespace azwf
