// The starts that a workflow would have been asked for, had it been installed before: the log is
// read once more, for this workflow alone.
#include <algorithm>
#include <unordered_map>

#include "engine/base/check.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/run/run_event.hpp"
#include "engine/view/triggers.hpp"

namespace azwf {
namespace {

// What all events of a run have in common.
struct RunFacts {
  std::string workflow;
  std::uint32_t depth = 0;
  std::string correlation;
};

class Backlog {
 public:
  Backlog(EventLog& log, InstalledWorkflow& workflow)
      : log_(log), counts_(log), workflow_(workflow) {}

  Result<void> pass(const Commit& commit) {
    auto ordinal = TRY(first_ordinal(commit));
    for (std::uint32_t i = 0; i < commit.leaf.events.size(); ++i) {
      TRY_VOID(pass(commit, i, ordinal++));
    }
    return {};
  }

  // Without those that have their run already.
  Result<PendingStarts> take(Position before) {
    for (auto each = starts_.begin(); each != starts_.end();) {
      const auto cursor = TRY(log_.read({.stream = run_stream(azwf::run_of(each->second))}));
      const auto first = TRY(cursor->next());
      if (!first || first->frame.position >= before || AZWF_PLANTED(107)) {
        ++each;
        continue;
      }
      each = starts_.erase(each);
      --workflow_.waiting;
    }
    return std::move(starts_);
  }

 private:
  bool is_watched(const Event& event) const {
    return std::ranges::any_of(workflow_.as.triggers, [&](const EventTrigger& trigger) {
      return is_of_type(trigger, event.type);
    });
  }

  Result<std::uint64_t> first_ordinal(const Commit& commit) {
    const bool needs_it = std::ranges::any_of(commit.leaf.events, [&](const Event& event) {
      return event.id.empty() && is_watched(event);
    });
    const auto ordinal = needs_it ? TRY(counts_.before(commit)) : 0;
    counts_.pass(commit);
    return ordinal;
  }

  Result<void> pass(const Commit& commit, std::uint32_t index, std::uint64_t ordinal) {
    const auto& event = commit.leaf.events[index];
    const auto* data = std::get_if<Packed>(&event.data);
    if (data == nullptr || !is_watched(event)) return {};
    const auto& facts = *TRY(facts_of(commit.leaf.stream));
    const auto* met = first_met(workflow_, {event.type, event.subject, facts.workflow, *data});
    if (met == nullptr) return {};
    ask_to_start(
        starts_, workflow_, *met,
        {.event = {commit.frame.position, index, id_of(event, commit.leaf.stream, ordinal)},
         .time = event.time,
         .bytes = data->bytes.size(),
         .depth = facts.depth,
         .correlation = facts.depth > 0 ? facts.correlation : event.correlation});
    return {};
  }

  Result<const RunFacts*> facts_of(const StreamName& stream) {
    static const RunFacts none;
    const auto run = azwf::run_of(stream);
    if (!run) return &none;
    const auto [found, is_new] = facts_.try_emplace(*run);
    if (!is_new) return &found->second;
    const auto cursor = TRY(log_.read({.stream = stream}));
    const auto first = TRY(cursor->next());
    if (!first || first->leaf.events.empty()) return &found->second;
    const auto decoded = TRY(decode_run_event(first->leaf.events.front(), 0));
    if (const auto* started = std::get_if<RunStarted>(&decoded.event)) {
      found->second.workflow = started->workflow;
      if (started->started_by) {
        found->second.depth = started->started_by->depth;
        found->second.correlation = started->started_by->correlation;
      }
    }
    return &found->second;
  }

  EventLog& log_;
  EventCounts counts_;
  InstalledWorkflow& workflow_;
  PendingStarts starts_;
  std::unordered_map<RunId, RunFacts> facts_;
};

}  // namespace

Result<PendingStarts> starts_between(EventLog& log, InstalledWorkflow& workflow, Position from,
                                     Position before) {
  Backlog backlog(log, workflow);
  const auto past = Position{std::max<std::uint64_t>(from.value, 1) - 1};
  const auto cursor = TRY(log.read({.past = past}));
  for (Commit commit; TRY(cursor->next(commit));) {
    if (commit.frame.position >= before) break;
    TRY_VOID(backlog.pass(commit));
  }
  return backlog.take(before);
}

}  // namespace azwf
