// Only what says that no answer can come is an end.
#include "adapters/zeromq/link_monitor.hpp"

#include <zmq.h>

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

LinkMonitor::LinkMonitor(Context& context, Socket& watched)
    : events_(context, watched, watched_events) {}

std::optional<LinkEnd> LinkMonitor::end() {
  while (const auto event = events_.next()) {
    if (const auto end = end_of(*event)) return end;
  }
  return std::nullopt;
}

}  // namespace azwf::zeromq
