// An event of the library is two frames: a number of 16 bits and a value of 32, and an address.
#include "adapters/zeromq/link_monitor.hpp"

#include <cstring>
#include <string>
#include <zmq.hpp>

namespace azwf::zeromq {
namespace {

constexpr int watched_events =
    ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
    ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

std::optional<LinkEnd> end_of(std::uint16_t event) {
  switch (event) {
    case ZMQ_EVENT_CONNECT_RETRIED: return LinkEnd::nobody_there;
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return LinkEnd::not_let_in;
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: return LinkEnd::other_security;
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: return LinkEnd::not_opened;
    case ZMQ_EVENT_DISCONNECTED: return LinkEnd::broken;
    default: return std::nullopt;
  }
}

}  // namespace

// The name is seen by sockets of this context only, and a carrier has one of its own.
LinkMonitor::LinkMonitor(Context& context, Socket& watched, const Limits& limits)
    : watched_(watched), events_(context, SocketKind::pair, {}, limits) {
  const std::string name = "inproc://link";
  if (zmq_socket_monitor(watched.get().handle(), name.c_str(), watched_events) != 0) return;
  (void)events_.connect({name});  // else nothing is noticed before it takes too long
}

// The library waits for whoever takes its events: it makes none from here on.
LinkMonitor::~LinkMonitor() { zmq_socket_monitor(watched_.get().handle(), nullptr, 0); }

std::optional<LinkEnd> LinkMonitor::end() {
  while (const auto received = events_.receive()) {
    std::uint16_t event = 0;
    const auto& frame = received->frames.front();
    if (frame.size() < sizeof event) continue;
    std::memcpy(&event, frame.data(), sizeof event);
    if (const auto end = end_of(event)) return end;
  }
  return std::nullopt;
}

}  // namespace azwf::zeromq
