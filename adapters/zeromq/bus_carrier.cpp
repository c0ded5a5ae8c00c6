// Both sides say something now and then: an empty message, when there is nothing else. Who hears
// nothing for too long takes the other for gone. So it is when the connection is lost: the library
// would make another, at which nobody knows what was asked before.
#include "adapters/zeromq/bus_carrier.hpp"

#include <array>
#include <deque>

#include "adapters/holder/task_queue.hpp"
#include "adapters/zeromq/link_monitor.hpp"

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
        has_key_(security.own.has_value()),
        tasks_(std::move(tasks)),
        socket_(context_, SocketKind::dealer, security, limits),
        monitor_(context_, socket_) {}

  Result<void> connect(const Endpoint& endpoint) {
    url_ = endpoint.url;
    return socket_.connect(endpoint);
  }

  void send(std::string message) override { unsent_.push_back(std::move(message)); }

  Result<bool> turn(microseconds patience) override {
    read_.clear();
    send_some();
    wait(patience);
    send_some();
    const auto now = Clock::now();
    const bool has_come = receive();
    if (has_come) heard_ = now;
    if (!end_) end_ = monitor_.end();
    if (end_ && !has_come) return ended(*end_);
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
    return failure(ErrorKind::unavailable, holder::connection_closed,
                   "the server has said nothing for too long");
  }

  // Which of two ends the library notices of such a connection is chance.
  std::unexpected<Error> needs_key() const {
    return failure(ErrorKind::refused, "not_opened",
                   "the server at " + url_ + " ended the connection before it was open, " +
                       "as one does that lets nobody in without a key",
                   "azwf keys new NAME, on the server's machine, makes one: --key FILE");
  }

  std::unexpected<Error> ended(LinkEnd end) const {
    switch (end) {
      case LinkEnd::nobody_there:
        return failure(ErrorKind::unavailable, "no_server", "no server answers at " + url_,
                       "azwf serve --listen " + url_ + " is one; see whether the address is right");
      case LinkEnd::not_let_in:
        return failure(ErrorKind::refused, "not_let_in",
                       "the server at " + url_ + " lets nobody in with this key",
                       "have an admin make another: azwf keys new NAME");
      case LinkEnd::other_security:
        if (!has_key_) return needs_key();
        return failure(ErrorKind::refused, "other_security",
                       "the server at " + url_ + " talks in clear, and a key was given",
                       "leave --key out, and AZWF_KEY");
      case LinkEnd::not_opened:
        if (!has_key_) return needs_key();
        return failure(ErrorKind::unavailable, "not_opened",
                       "the server at " + url_ + " ended the connection before it was open",
                       "see whether the key is for this server, and what it is that listens there");
      case LinkEnd::broken: break;
    }
    return failure(ErrorKind::unavailable, holder::connection_closed,
                   "the connection to " + url_ + " is broken");
  }

  void wait(microseconds patience) {
    Socket* const sockets[] = {&socket_, &monitor_.socket()};
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
  const bool has_key_;
  std::string url_;
  std::unique_ptr<holder::TaskQueue> tasks_;
  Context context_;
  Socket socket_;
  LinkMonitor monitor_;
  std::optional<LinkEnd> end_;
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

holder::Connect connect_to(Endpoint endpoint, Identity identity, const Limits& limits) {
  return [endpoint = std::move(endpoint), identity = std::move(identity),
          limits](milliseconds patience) -> Result<std::unique_ptr<holder::Client>> {
    return holder::Client::over(TRY(reach(endpoint, identity, limits)), patience);
  };
}

}  // namespace azwf::zeromq
