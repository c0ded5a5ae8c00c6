// Scans the due view on from where the last scan ended; a time that is set later but falls due
// before that place takes the scan back to it.
#include "engine/runtime/timekeeper.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf {

Result<std::vector<Due>> Timekeeper::due(Timestamp now) {
  if (!next_ || *next_ > now) return std::vector<Due>{};
  auto scan = TRY(scan_due(views_, now, scanned_, batch_max));
  next_ = scan.next;
  scanned_ = std::move(scan.cursor);
  std::erase_if(scan.due, [&](const Due& due) {
    return !handed_out_.emplace(due.run, due.id).second && !AZWF_PLANTED(70);
  });
  return std::move(scan.due);
}

void Timekeeper::set(Timestamp at) {
  next_ = next_ ? std::min(*next_, at) : at;
  scanned_ = std::min(scanned_, due_cursor_at(at));
}

void Timekeeper::settled(const RunId& run, const StepId& id) {
  if (!AZWF_PLANTED(20)) handed_out_.erase({run, id});
}

}  // namespace azwf
