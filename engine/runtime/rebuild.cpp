// RunDriver, the part that rebuilds a script's instance: every past delivery is submitted again,
// and the recomputed decisions must be those recorded before the run goes on.
#include <algorithm>

#include "engine/base/check.hpp"
#include "engine/run/same_decision.hpp"
#include "engine/runtime/run_driver.hpp"

namespace azwf {
namespace {

constexpr unsigned rebuilds_max = 1'000;  // instances are lost to others' scripts, too

std::string text_of_decision(const RunEvent* event) {
  if (event == nullptr) return "nothing";
  const auto* step = std::get_if<StepRequested>(event);
  return step ? "step.requested " + step->operation : std::string(type_of(*event));
}

// The verdict at the first decision that is not the recorded one; nothing when all are equal.
std::optional<Verdict> compare(const PastDelivery& past, const Decisions& recomputed) {
  if (AZWF_PLANTED(21)) return {};
  const auto count = std::max(past.decisions.size(), recomputed.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto* before = i < past.decisions.size() ? &past.decisions[i].event : nullptr;
    const auto* now = i < recomputed.size() ? &recomputed[i].event : nullptr;
    if (before != nullptr && now != nullptr && same_decision(*before, *now)) continue;
    const auto place = now ? recomputed[i].place : ScriptPlace{};
    return Verdict{"divergence",
                   "recorded " + text_of_decision(before) + ", recomputed " + text_of_decision(now),
                   place.module, place.line};
  }
  return {};
}

}  // namespace

Result<void> RunDriver::begin_rebuild(LiveRun& run) {
  if (++run.rebuilds > rebuilds_max) {
    return stop(run, {"host_lost", "the script's instance was lost again and again", {}, 0});
  }
  run.rebuild.emplace(Rebuild{.reader = TRY(RunReader::open(log_, run.id))});
  return continue_rebuild(run);
}

Result<void> RunDriver::continue_rebuild(LiveRun& run) {
  auto& rebuild = *run.rebuild;
  std::size_t bytes = 0;
  while (!rebuild.log_read && bytes < limits_.history_chunk_bytes &&
         rebuild.submitted.size() < limits_.history_chunk_deliveries) {
    const auto commit = TRY(rebuild.reader.next());
    rebuild.log_read = !commit;
    if (commit) {
      bytes += commit->bytes;
      for (const auto& event : commit->events) rebuild.history.add(event);
    } else {
      for (std::size_t i = 0; i < run.asked_at; ++i) rebuild.history.add(run.batch[i]);
    }
    std::ranges::move(rebuild.history.take(), std::back_inserter(rebuild.submitted));
  }
  if (rebuild.submitted.empty()) {
    run.rebuild.reset();
    return ask(run);
  }
  Advance request{run.id, run.program, rebuild.base, {}};
  for (const auto& past : rebuild.submitted) request.deliveries.push_back({past.time, past.event});
  rebuild.base += request.deliveries.size();
  host_.submit(std::move(request));
  return {};
}

Result<void> RunDriver::rebuilt(LiveRun& run, AdvanceAnswer answer) {
  const auto submitted = std::exchange(run.rebuild->submitted, {});
  if (std::holds_alternative<NeedsHistory>(answer.end)) return begin_rebuild(run);
  const auto answered = std::min(submitted.size(), answer.after.size());
  for (std::size_t i = 0; i < answered; ++i) {
    if (auto verdict = compare(submitted[i], answer.after[i]))
      return stop(run, std::move(*verdict));
  }
  if (auto* verdict = std::get_if<Verdict>(&answer.end)) return undecided(run, std::move(*verdict));
  if (answered < submitted.size()) {
    return undecided(run, {"crashed", "the script host answered wrongly", {}, 0});
  }
  return continue_rebuild(run);
}

}  // namespace azwf
