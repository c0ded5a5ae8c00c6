// A thread that waits for its end, or for the time.
#include "adapters/cli/serve/deadline.hpp"

#include <condition_variable>
#include <mutex>

namespace azwf::cli {

void Deadline::arm(std::chrono::milliseconds within, std::function<void()> late) {
  thread_ = std::jthread([within, late = std::move(late)](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any ends;
    std::unique_lock lock(mutex);
    ends.wait_for(lock, stop, within, [] { return false; });
    if (!stop.stop_requested()) late();
  });
}

}  // namespace azwf::cli
