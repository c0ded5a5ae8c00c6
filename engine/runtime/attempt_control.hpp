// What stands between one attempt and its performer. Finishing posts to the inbox, once.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/base/clock.hpp"
#include "engine/runtime/performer.hpp"

namespace azwf {

class Performer::Control : public AttemptControl {
 public:
  Control(std::shared_ptr<Inbox> inbox, Clock& clock, const StepRequest& request);

  void finish(Outcome outcome) override;
  void on_stop(std::function<void(StopReason)> stop) override;
  void progress(Packed value, std::function<void(bool)> then) override;
  void alive() override { last_sign_us_ = clock_.monotonic().count(); }

  void stop(StopReason why);
  // When the attempt last gave a sign of life, or began.
  [[nodiscard]] std::chrono::microseconds last_sign() const {
    return std::chrono::microseconds(last_sign_us_.load());
  }

 private:
  std::shared_ptr<Inbox> inbox_;
  Clock& clock_;
  RunId run_;
  StepId step_;
  std::uint32_t attempt_;
  std::atomic<std::int64_t> last_sign_us_;
  std::mutex mutex_;
  std::function<void(StopReason)> stop_;
  std::optional<StopReason> stop_asked_;
  bool finished_ = false;
};

}  // namespace azwf
