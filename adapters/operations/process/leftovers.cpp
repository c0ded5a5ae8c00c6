// Looks through /proc again and again, for processes come and go meanwhile; what was once found to
// belong to the step is followed to its end even when its group or parent is gone.
#include "adapters/operations/process/leftovers.hpp"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <vector>

#include "adapters/operations/process/command.hpp"
#include "adapters/operations/process/process_table.hpp"
#include "engine/base/check.hpp"

namespace azwf::process {
namespace {

using SteadyClock = std::chrono::steady_clock;

void wait_a_little() { poll(nullptr, 0, 5); }

// A member of the recorded group. The group's number can have been given away only if its leader is
// gone and was followed by another: a leader that is there must have started when ours did.
bool is_in_group(const StepRecord& record, const ProcessStat& stat) {
  if (record.leader.pid == 0 || stat.group != record.leader.pid) return false;
  if (AZWF_PLANTED(44)) return true;
  const auto leader = stat_of(record.leader.pid);
  if (leader && leader->mark != record.leader) return false;
  return stat.session == record.supervisor.pid && stat.mark.start >= record.leader.start;
}

bool belongs_to(const StepRecord& record, const ProcessStat& stat) {
  return is_in_group(record, stat) ||
         has_variable(stat.mark.pid, std::string(lock_variable) + "=" + record.lock_path);
}

// The processes of a step whose supervisor is gone.
class Leftovers {
 public:
  explicit Leftovers(StepRecord record) : record_(std::move(record)) {}

  // Whether none is alive any more.
  bool look() {
    for (const pid_t pid : all_processes()) {
      const auto stat = stat_of(pid);
      if (pid == getpid() || !stat || stat->is_dead() || !belongs_to(record_, *stat)) continue;
      add(stat->mark);
      for (const auto& descendant : descendants_of(pid)) add(descendant);
    }
    std::erase_if(found_, [](const ProcessMark& mark) { return !is_alive(mark); });
    return found_.empty();
  }

  void signal(int number) const {
    for (const auto& mark : found_) signal_process(mark, number);
  }

 private:
  void add(const ProcessMark& mark) {
    if (std::ranges::find(found_, mark) == found_.end()) found_.push_back(mark);
  }

  StepRecord record_;
  std::vector<ProcessMark> found_;
};

bool end_all(Leftovers& leftovers, const LeftoverTimes& times) {
  if (leftovers.look()) return true;
  leftovers.signal(SIGTERM);
  leftovers.signal(SIGCONT);
  const auto kill_at = SteadyClock::now() + times.grace;
  const auto give_up_at = kill_at + times.wait;
  while (!leftovers.look()) {
    const auto now = SteadyClock::now();
    if (now >= give_up_at) return false;
    if (now >= kill_at) leftovers.signal(SIGKILL);
    wait_a_little();
  }
  return true;
}

std::unexpected<Error> busy(const std::filesystem::path& lock_path, const char* why) {
  return failure(ErrorKind::unavailable, "step_busy", lock_path.string() + ": " + why,
                 "end these processes by hand, then resume");
}

}  // namespace

Result<void> end_leftovers(const std::filesystem::path& lock_path, const LeftoverTimes& times) {
  const auto deadline = SteadyClock::now() + times.wait;
  auto attempt = TRY(try_lock(lock_path));
  while (attempt.state == LockState::busy) {
    if (SteadyClock::now() >= deadline) return busy(lock_path, "its supervisor does not end");
    wait_a_little();
    attempt = TRY(try_lock(lock_path));
  }
  if (attempt.state == LockState::absent) return {};

  auto record = TRY(read_record(attempt.lock));
  if (record && record->machine == machine_identity()) {
    Leftovers leftovers(std::move(*record));
    if (!end_all(leftovers, times)) return busy(lock_path, "some of its processes do not end");
  }
  unlink(lock_path.c_str());
  return {};
}

}  // namespace azwf::process
