// What becomes of a socket's connections, as the library notices it.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/zeromq/socket.hpp"

namespace azwf::zeromq {

// Ends before the watched socket does.
class SocketEvents {
 public:
  // `wanted`: the library's numbers of events (ZMQ_EVENT_…), added up.
  SocketEvents(Context& context, Socket& watched, int wanted);
  ~SocketEvents();
  SocketEvents(const SocketEvents&) = delete;
  SocketEvents& operator=(const SocketEvents&) = delete;

  // The number of the next one, if there is one.
  std::optional<std::uint16_t> next();
  [[nodiscard]] Socket& socket() { return socket_; }  // readable when there is

 private:
  zmq::socket_t& watched_;
  Socket socket_;
};

}  // namespace azwf::zeromq
