// An attempt's end, its signs of life and the wish that it stop, each from any thread.
#include "engine/runtime/attempt_control.hpp"

#include <utility>

namespace azwf {

Performer::Control::Control(std::shared_ptr<Inbox> inbox, Clock& clock, const StepRequest& request)
    : inbox_(std::move(inbox)),
      clock_(clock),
      run_(request.run),
      step_(request.step),
      attempt_(request.attempt),
      last_sign_us_(clock.monotonic().count()) {}

void Performer::Control::finish(Outcome outcome) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(finished_, true)) return;
    stop_ = {};
  }
  inbox_->post(AttemptEnded{run_, step_, attempt_, std::move(outcome)});
}

void Performer::Control::on_stop(std::function<void(StopReason)> stop) {
  {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    if (!stop_asked_) {
      stop_ = std::move(stop);
      return;
    }
  }
  stop(*stop_asked_);
}

void Performer::Control::progress(Packed value, std::function<void(bool)> then) {
  alive();
  inbox_->post(AttemptProgress{run_, step_, attempt_, std::move(value), std::move(then)});
}

void Performer::Control::stop(StopReason why) {
  std::function<void(StopReason)> stop;
  {
    const std::lock_guard lock(mutex_);
    if (finished_ || stop_asked_) return;
    stop_asked_ = why;
    stop = std::exchange(stop_, {});
  }
  if (stop) stop(why);
}

}  // namespace azwf
