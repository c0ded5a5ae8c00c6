// Where connections come in at a socket that listens: they are counted, and while there are too
// many no more are let in. What is connected stays so.
#pragma once

#include <memory>

#include "adapters/system/file_descriptor.hpp"
#include "adapters/zeromq/socket_events.hpp"

namespace azwf::zeromq {

// Threads: those of its socket. Ends before the socket does.
class Entrance {
 public:
  // Only who owns an ipc:// address can connect there: that is not bounded.
  static Result<Entrance> open(Context& context, Socket& socket, const Endpoint& endpoint,
                               std::size_t connections_max);

  // Where it listens, with the port it got.
  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
  // What there was to see since it was last looked at.
  struct Seen {
    bool was_closed = false;  // because there are too many
    std::size_t failed = 0;   // whoever came without a key where one is needed, or another server's
  };
  Seen look();
  [[nodiscard]] Socket& socket() { return events_->socket(); }  // readable when there is a change

 private:
  Entrance(std::unique_ptr<SocketEvents> events, FileDescriptor listening, Endpoint endpoint,
           std::size_t connections_max)
      : events_(std::move(events)),
        listening_(std::move(listening)),
        endpoint_(std::move(endpoint)),
        connections_max_(connections_max) {}

  std::unique_ptr<SocketEvents> events_;
  FileDescriptor listening_;  // the library's own, once more; of tcp:// only
  Endpoint endpoint_;
  std::size_t connections_max_;
  std::size_t connections_ = 0;
  bool is_closed_ = false;
};

}  // namespace azwf::zeromq
