// Both sides say something now and then: an empty message, when there is nothing else. Who hears
// nothing for too long takes the other for gone. So it is when the connection is lost: the library
// would make another, at which nobody knows what was asked before.
#include "adapters/zeromq/bus_carrier.hpp"

#include <array>
#include <deque>

#include "adapters/holder/task_queue.hpp"

namespace azwf::zeromq {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds beat_every(2'000);
constexpr milliseconds tried_again_after(5);

class BusCarrier : public holder::Carrier {
 public:
  BusCarrier(std::unique_ptr<holder::TaskQueue> tasks, const Security& security,
             const Limits& limits)
      : silent_for_(limits.bus_silent_ms_max),
        tasks_(std::move(tasks)),
        socket_(context_, SocketKind::dealer, security, limits) {}

  Result<void> connect(const Endpoint& endpoint) { return socket_.connect(endpoint); }

  void send(std::string message) override { unsent_.push_back(std::move(message)); }

  Result<bool> turn(microseconds patience) override {
    read_.clear();
    send_some();
    wait(patience);
    send_some();
    const auto now = Clock::now();
    const bool has_come = receive();
    if (!noticed_) noticed_ = watch_.next();
    if (noticed_ && !has_come) return lost(*noticed_);  // and what has come is read before
    if (has_come) heard_ = now;
    if (now - heard_ > silent_for_) return silent();
    if (now - sent_ > beat_every && unsent_.empty()) send({});
    return has_come;
  }

  Result<std::optional<std::string_view>> next() override {
    if (received_.empty()) return std::nullopt;
    read_.push_back(std::move(received_.front()));
    received_.pop_front();
    return read_.back();
  }

  void wake() override { tasks_->wake(); }

 private:
  static std::unexpected<Error> silent() {
    return failure(ErrorKind::unavailable, "closed", "the server has said nothing for too long");
  }

  static std::unexpected<Error> lost(Watch::Noticed noticed) {
    if (noticed == Watch::Noticed::lost) {
      return failure(ErrorKind::unavailable, "closed", "the connection to the server is lost",
                     "see whether it runs, and whether the key is for this server");
    }
    return failure(ErrorKind::refused, "not_let_in", "the server does not know this key",
                   "have an admin make another: azwf keys new NAME");
  }

  void wait(microseconds patience) {
    Socket* const sockets[] = {&socket_, &watch_.socket()};
    auto at_most = std::chrono::ceil<milliseconds>(patience);
    if (!unsent_.empty()) at_most = std::min(at_most, tried_again_after);
    wait_for(sockets, tasks_->descriptor(), std::min(at_most, beat_every));
    tasks_->perform();
  }

  void send_some() {
    while (!unsent_.empty()) {
      const std::array<std::string_view, 1> frames{unsent_.front()};
      if (socket_.send(frames) != Sent::sent) return;
      sent_ = Clock::now();
      unsent_.pop_front();
    }
  }

  bool receive() {
    bool has_come = false;
    while (auto received = socket_.receive()) {
      has_come = true;
      auto& message = received->frames.back();
      if (!message.empty()) received_.push_back(std::move(message));
    }
    return has_come;
  }

  const milliseconds silent_for_;
  std::unique_ptr<holder::TaskQueue> tasks_;
  Context context_;
  Socket socket_;
  Watch watch_{context_, socket_};
  std::optional<Watch::Noticed> noticed_;
  std::deque<std::string> unsent_;
  std::deque<std::string> received_;
  std::deque<std::string> read_;  // handed out since the last turn
  Clock::time_point heard_ = Clock::now();
  Clock::time_point sent_ = Clock::now();
};

}  // namespace

Result<std::unique_ptr<holder::Carrier>> reach(const Endpoint& endpoint, const Identity& identity,
                                               const Limits& limits) {
  auto tasks = TRY(holder::TaskQueue::make());
  const Security security{.own = identity.own, .server_key = identity.server_key};
  auto carrier = std::make_unique<BusCarrier>(std::move(tasks), security, limits);
  TRY_VOID(carrier->connect(endpoint));
  return carrier;
}

}  // namespace azwf::zeromq
