// An event is two frames: a number of 16 bits and a value of 32, and an address.
#include "adapters/zeromq/socket_events.hpp"

#include <cstring>
#include <zmq.hpp>

#include "engine/base/check.hpp"

namespace azwf::zeromq {

SocketEvents::SocketEvents(Context& context, Socket& watched, int wanted)
    : watched_(watched.get()), socket_(context, SocketKind::pair, {}, Limits{}) {
  const auto name = context.next_name();
  AZWF_CHECK(zmq_socket_monitor(watched_.handle(), name.c_str(), wanted) == 0);
  socket_.get().connect(name);
}

// The library waits for whoever takes its events: it makes none from here on.
SocketEvents::~SocketEvents() { zmq_socket_monitor(watched_.handle(), nullptr, 0); }

std::optional<std::uint16_t> SocketEvents::next() {
  const auto received = socket_.receive();
  std::uint16_t event = 0;
  if (!received || received->frames.front().size() < sizeof event) return std::nullopt;
  std::memcpy(&event, received->frames.front().data(), sizeof event);
  return event;
}

}  // namespace azwf::zeromq
