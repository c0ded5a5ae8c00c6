// The starts that a workflow would have been asked for, had it been installed before: the log is
// read once more, for this workflow alone.
#include <algorithm>
#include <unordered_map>

#include "engine/base/check.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/run/run_event.hpp"
#include "engine/view/run_origin.hpp"
#include "engine/view/triggers.hpp"

namespace azwf {
namespace {

constexpr std::size_t origins_max = 10'000;  // kept while the log is read

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
    const auto& origin = *TRY(origin_of(commit.leaf.stream, event));
    const bool is_of_run = azwf::run_of(commit.leaf.stream).has_value();
    const auto* met =
        first_met(workflow_, {event.type, event.subject, is_of_run ? origin.workflow : "", *data});
    if (met == nullptr) return {};
    ask_to_start(
        starts_, workflow_, *met,
        {.event = {commit.frame.position, index, id_of(event, commit.leaf.stream, ordinal)},
         .time = event.time,
         .bytes = data->bytes.size(),
         .depth = origin.depth,
         .correlation = origin.depth > 0 ? origin.correlation : event.correlation});
    return {};
  }

  // Of an event of a run, or of one that comes of it.
  Result<const RunOrigin*> origin_of(const StreamName& stream, const Event& event) {
    static const RunOrigin none;
    const auto of = azwf::run_of(stream);
    const auto run = of ? of : cause_of(event);
    if (!run) return &none;
    if (origins_.size() >= origins_max) origins_.clear();
    const auto [found, is_new] = origins_.try_emplace(*run);
    if (is_new) found->second = TRY(azwf::origin_of(log_, *run));
    return &found->second;
  }

  EventLog& log_;
  EventCounts counts_;
  InstalledWorkflow& workflow_;
  PendingStarts starts_;
  std::unordered_map<RunId, RunOrigin> origins_;
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
