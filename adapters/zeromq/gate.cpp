// A request of the library is eight frames or more: version, number, domain, address, identity,
// mechanism and what the mechanism proved. Invariant: what is not CURVE with a known key is
// refused.
#include "adapters/zeromq/gate.hpp"

#include <array>

namespace azwf::zeromq {
namespace {

constexpr std::size_t frames_min = 7;  // a public key where the mechanism is CURVE
constexpr auto looked_again_every = std::chrono::milliseconds(100);

}  // namespace

Gate::Gate(Context& context, FindGuest find, NoteRefused note, const Limits& limits)
    : find_(std::move(find)),
      note_(std::move(note)),
      socket_(context, SocketKind::replier, {}, limits) {
  socket_.listen_inside("zeromq.zap.01");
  thread_ = std::jthread([this](const std::stop_token& stop) { answer(stop); });
}

Gate::~Gate() = default;

void Gate::answer(const std::stop_token& stop) {
  Socket* const sockets[] = {&socket_};
  while (!stop.stop_requested()) {
    wait_for(sockets, -1, looked_again_every);
    while (const auto asked = socket_.receive()) answer(*asked);
  }
}

void Gate::answer(const Received& asked) {
  const auto& frames = asked.frames;
  const bool is_request = frames.size() >= frames_min && frames[0] == "1.0";
  std::optional<Guest> guest;
  std::string key;
  if (is_request && frames[5] == "CURVE" && frames[6].size() == key_bytes)
    key = key_text(frames[6]);
  if (!key.empty()) guest = find_(key);
  if (!guest) {
    ++refused_;
    note_(key, is_request ? frames[3] : "");
  }
  const std::string_view number = frames.size() > 1 ? std::string_view(frames[1]) : "";
  const std::array<std::string_view, 6> answer{"1.0",
                                               number,
                                               guest ? "200" : "400",
                                               guest ? "OK" : "no such key",
                                               guest ? std::string_view(key) : "",
                                               ""};
  socket_.send(answer);
}

}  // namespace azwf::zeromq
