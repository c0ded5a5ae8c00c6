// Scans the due view when its earliest entry has come.
#include "engine/runtime/timekeeper.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf {

Result<std::vector<DueRetry>> Timekeeper::due(Timestamp now) {
  if (!next_ || *next_ > now) return std::vector<DueRetry>{};
  auto scan = TRY(scan_due(views_, now, handed_out_.size() + batch_max));
  next_ = scan.next;
  std::erase_if(scan.due, [&](const DueRetry& retry) {
    return !handed_out_.emplace(retry.run, retry.step).second;
  });
  return std::move(scan.due);
}

void Timekeeper::set(Timestamp at) { next_ = next_ ? std::min(*next_, at) : at; }

void Timekeeper::settled(const RunId& run, const StepId& step) {
  if (!AZWF_PLANTED(20)) handed_out_.erase({run, step});
}

}  // namespace azwf
