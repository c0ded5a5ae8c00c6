// Makes sure that nothing of a step's earlier attempt is at work: waits for its supervisor, which
// ends its tree by itself once its holder is gone, and ends what a killed supervisor left behind.
// Nothing is signalled of which it is not certain that it belongs to the step.
#pragma once

#include <chrono>
#include <filesystem>

#include "adapters/operations/process/step_lock.hpp"

namespace azwf::process {

struct LeftoverTimes {
  std::chrono::milliseconds wait{15'000};  // for a live supervisor
  std::chrono::milliseconds grace{2'000};  // between SIGTERM and SIGKILL
};

// On success the step's lock file is gone as well. Error{step_busy} when the time is over.
Result<void> end_leftovers(const std::filesystem::path& lock_path, const LeftoverTimes& times);

}  // namespace azwf::process
