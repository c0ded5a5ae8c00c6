// Keys: `workflow/<name>`, and `start/<workflow>\n<position>.<index>` of what is pending; position
// and index as hexadecimal digits.
#include "engine/view/triggers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/base/check.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/view/run_origin.hpp"

namespace azwf {
namespace {

constexpr std::string_view workflow_prefix = "workflow/";
constexpr std::string_view start_prefix = "start/";

std::string key_of(const InstalledWorkflow& workflow) {
  return std::string(workflow_prefix) + workflow.name;
}

std::string key_of(const StartKey& key) {
  return fmt::format("{}{}\n{:016x}.{:08x}", start_prefix, key.workflow, key.position.value,
                     key.index);
}

StartKey start_key(std::string_view key) {
  key.remove_prefix(start_prefix.size());
  const auto split = key.find('\n');
  StartKey start{.workflow = std::string(key.substr(0, split))};
  const auto digits = key.substr(split + 1);
  std::from_chars(digits.data(), digits.data() + 16, start.position.value, 16);
  std::from_chars(digits.data() + 17, digits.data() + digits.size(), start.index, 16);
  return start;
}

void put(const InstalledWorkflow& workflow, ViewBatch& batch) {
  batch[key_of(workflow)] = pack_workflow(workflow);
}

std::vector<std::string> ids_of(const StartedBy& started_by) {
  std::vector<std::string> ids;
  for (const auto& event : started_by.events) ids.push_back(text_of(field_of(event, "id")));
  return ids;
}

}  // namespace

Result<void> TriggerView::load() {
  workflows_.clear();
  starts_.clear();
  for (auto& workflow : TRY(installed_workflows(*views_))) {
    workflows_.emplace(workflow.name, std::move(workflow));
  }
  Result<void> outcome;
  TRY_VOID(views_->scan(start_prefix, "", [&](std::string_view key, std::string_view value) {
    const auto start = start_key(key);
    auto pending = unpack_start(start.workflow, value);
    if (!pending) return outcome = std::unexpected(pending.error()), false;
    if (AZWF_PLANTED(104) && !pending->is_full) return true;
    starts_.emplace(start, *std::move(pending));
    return true;
  }));
  return outcome;
}

bool TriggerView::is_watched(std::string_view type) const {
  return std::ranges::any_of(workflows_, [&](const auto& entry) {
    const auto& workflow = entry.second;
    return workflow.status == WorkflowStatus::enabled &&
           std::ranges::any_of(workflow.as.triggers, [&](const EventTrigger& trigger) {
             return is_of_type(trigger, type);
           });
  });
}

Result<void> TriggerView::see(const RunChange& change, ViewBatch& batch) {
  if (workflows_.empty()) return {};
  for (std::uint32_t i = 0; i < change.events.size(); ++i) {
    const auto& recorded = change.events[i];
    const auto* started = std::get_if<RunStarted>(&recorded.event);
    if (started != nullptr && started->started_by) {
      settle(started->workflow, ids_of(*started->started_by), batch);
    }
    if (!is_watched(type_of(recorded.event))) continue;
    const auto event = encode_run_event(recorded, {});
    const auto id = [&]() -> Result<std::string> {
      return id_of(event, run_stream(change.run), recorded.ordinal);
    };
    const auto& after = change.after;
    TRY_VOID(
        pass({.seen = {event.type, event.subject, after.workflow, std::get<Packed>(event.data)},
              .position = change.position,
              .index = i,
              .time = recorded.time,
              .depth = after.depth,
              .correlation = after.correlation,
              .id = id},
             batch));
  }
  return {};
}

Result<void> TriggerView::see(const Commit& commit, ViewBatch& batch) {
  const auto workflow = workflow_of(commit.leaf.stream);
  if (!workflow && workflows_.empty()) return {};
  const auto& events = commit.leaf.events;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    if (workflow) {
      const auto decoded = TRY(decode_workflow_event(event));
      if (decoded) {
        TRY_VOID(change(*workflow, *decoded, event.time, commit.frame.position, batch));
      }
    }
    const auto* data = std::get_if<Packed>(&event.data);
    if (data == nullptr || !is_watched(event.type)) continue;
    const auto id = [&]() -> Result<std::string> {
      if (!event.id.empty()) return event.id;
      return id_of(event, commit.leaf.stream, TRY(EventCounts(log_).before(commit)) + i);
    };
    const auto cause = cause_of(event);
    const auto depth = cause ? TRY(origin_of(log_, *cause)).depth : 0;
    TRY_VOID(pass({.seen = {event.type, event.subject, "", *data},
                   .position = commit.frame.position,
                   .index = i,
                   .time = event.time,
                   .depth = depth,
                   .correlation = event.correlation,
                   .id = id},
                  batch));
  }
  return {};
}

// The first trigger of a workflow that the event meets asks for its start; one is enough.
Result<void> TriggerView::pass(const Passing& event, ViewBatch& batch) {
  for (auto& [name, workflow] : workflows_) {
    if (workflow.status != WorkflowStatus::enabled) continue;
    const auto* met = first_met(workflow, event.seen);
    if (met == nullptr) continue;
    const auto asked = ask_to_start(starts_, workflow, *met,
                                    {.event = {event.position, event.index, TRY(event.id())},
                                     .time = event.time,
                                     .bytes = event.seen.data.bytes.size(),
                                     .depth = event.depth,
                                     .correlation = std::string(event.correlation)});
    if (asked == starts_.end()) continue;
    if (!AZWF_PLANTED(101)) batch[key_of(asked->first)] = pack_start(asked->second);
    put(workflow, batch);
  }
  return {};
}

Result<void> TriggerView::change(const std::string& name, const WorkflowEvent& event,
                                 Timestamp time, Position position, ViewBatch& batch) {
  auto& workflow = workflows_[name];
  workflow.name = name;
  evolve(workflow, event, time, position);
  const auto* installed = std::get_if<WorkflowInstalled>(&event);
  const auto* refused = std::get_if<TriggerRefused>(&event);
  if (refused != nullptr) settle(name, refused->events, batch);
  if (workflow.status != WorkflowStatus::enabled) {
    drop(workflow, batch);
  } else if (installed != nullptr && installed->from > 0) {
    TRY_VOID(take_backlog(workflow, position, batch));
  }
  put(workflow, batch);
  return {};
}

Result<void> TriggerView::take_backlog(InstalledWorkflow& workflow, Position before,
                                       ViewBatch& batch) {
  auto backlog = TRY(starts_between(log_, workflow, Position{workflow.as.from}, before));
  for (auto& [key, start] : backlog) {
    batch[key_of(key)] = pack_start(start);
    if (!starts_.insert_or_assign(key, std::move(start)).second) --workflow.waiting;
  }
  return {};
}

// These events have their run, or never get one.
void TriggerView::settle(const std::string& workflow, const std::vector<std::string>& events,
                         ViewBatch& batch) {
  const auto installed = workflows_.find(workflow);
  if (installed == workflows_.end()) return;
  const auto is_settled = [&](const EventRef& event) {
    return std::ranges::find(events, event.id) != events.end();
  };
  for (auto each = starts_.lower_bound({workflow, {}, 0});
       each != starts_.end() && each->first.workflow == workflow;) {
    auto& start = each->second;
    if (std::erase_if(start.events, is_settled) == 0) {
      ++each;
    } else if (start.events.empty()) {
      batch[key_of(each->first)].reset();
      each = starts_.erase(each);
      --installed->second.waiting;
      put(installed->second, batch);
    } else {
      batch[key_of(each->first)] = pack_start(start);
      ++each;
    }
  }
}

// The first of them is where the workflow began to miss events.
void TriggerView::drop(InstalledWorkflow& workflow, ViewBatch& batch) {
  auto each = starts_.lower_bound({workflow.name, {}, 0});
  if (each != starts_.end() && each->first.workflow == workflow.name) {
    workflow.starts_nothing_from = std::min(workflow.starts_nothing_from, each->first.position);
  }
  while (each != starts_.end() && each->first.workflow == workflow.name) {
    batch[key_of(each->first)].reset();
    each = starts_.erase(each);
  }
  workflow.waiting = 0;
}

Result<Packed> event_seen(EventLog& log, const EventRef& ref) {
  const auto cursor = TRY(log.read({.past = Position{ref.position.value - 1}}));
  const auto commit = TRY(cursor->next());
  if (!commit || commit->frame.position != ref.position ||
      ref.index >= commit->leaf.events.size()) {
    return failure(ErrorKind::damaged, "event_missing",
                   "the event " + ref.id + " that starts a workflow is not where it stood",
                   "run azwf doctor");
  }
  const auto& event = commit->leaf.events[ref.index];
  const auto* data = std::get_if<Packed>(&event.data);
  const auto run = run_of(commit->leaf.stream);
  const Packed none;
  return pack_seen({event.type, event.subject, "", data != nullptr ? *data : none},
                   {ref.id, run ? std::string_view(run->text) : "", event.time});
}

Result<std::vector<InstalledWorkflow>> installed_workflows(ViewStore& views) {
  std::vector<InstalledWorkflow> workflows;
  Result<void> outcome;
  TRY_VOID(views.scan(workflow_prefix, "", [&](std::string_view, std::string_view value) {
    auto workflow = unpack_workflow(value);
    if (!workflow) return outcome = std::unexpected(workflow.error()), false;
    workflows.push_back(*std::move(workflow));
    return true;
  }));
  TRY_VOID(std::move(outcome));
  return workflows;
}

}  // namespace azwf
