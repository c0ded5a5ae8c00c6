// A page that says something new all the time helps no host: each request has the time of all its
// deliveries, and no more.
#include "adapters/script_host/watch.hpp"

#include "adapters/system/clock.hpp"
#include "engine/base/check.hpp"

namespace azwf::script_host {
namespace {

// A host that had less of the processor was kept from working: it was stopped, or the machine
// slept.
constexpr int asleep_part = 10;
constexpr std::chrono::milliseconds soon(5);

std::size_t deliveries_of(const Request& request) {
  const auto* advance = std::get_if<Advance>(&request);
  return advance == nullptr ? 1 : advance->deliveries.size();
}

}  // namespace

void Watch::note(const HostLink& link, Time now) {
  const bool was_idle = std::exchange(was_idle_, link.open().empty());
  const auto& page = link.process().page();
  const auto begun = page.begun.load(std::memory_order_relaxed);
  const auto deliveries = page.deliveries.load(std::memory_order_relaxed);
  if (was_idle || begun != begun_) begun_at_ = now;
  if (was_idle || begun != begun_ || deliveries != deliveries_) {
    progressed_ = now;
    worked_ = std::nullopt;
  }
  if (was_idle || link.answered() != answered_) answered_at_ = now;
  begun_ = begun;
  deliveries_ = deliveries;
  answered_ = link.answered();
}

Finding Watch::look(const HostLink& link, Time now) {
  note(link, now);
  if (link.open().empty()) return Finding::in_time;
  const auto at_most = wall_ * (2 + deliveries_of(link.open().front().request));
  if (now - answered_at_ > at_most) return Finding::stuck;
  const bool has_begun = link.begun().has_value();
  const auto pid = link.process().pid();
  if (!worked_ && now - progressed_ > soon) worked_ = processor_time_of(pid);
  if (now - progressed_ > (AZWF_PLANTED(62) ? 2 * wall_ : wall_)) {
    const bool could_work = worked_ && processor_time_of(pid) - *worked_ > wall_ / asleep_part;
    if (has_begun && (could_work || AZWF_PLANTED(51))) return Finding::over_budget;
    return now - progressed_ > 2 * wall_ ? Finding::stuck : Finding::in_time;
  }
  return has_begun && now - begun_at_ > slow_ ? Finding::slow : Finding::in_time;
}

}  // namespace azwf::script_host
