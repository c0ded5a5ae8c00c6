// The library accepts whoever connects. So the kernel is told to drop who asks for a connection,
// which costs those a second or so until they ask again, and to go on with those that there are.
#include "adapters/zeromq/entrance.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <sys/socket.h>
#include <zmq.h>

#include "adapters/zeromq/listening_socket.hpp"

namespace azwf::zeromq {
namespace {

void drop_all(int listening) {
  sock_filter nothing{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0};
  const sock_fprog program{.len = 1, .filter = &nothing};
  (void)setsockopt(listening, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

void drop_none(int listening) {
  const int ignored = 0;
  (void)setsockopt(listening, SOL_SOCKET, SO_DETACH_FILTER, &ignored, sizeof ignored);
}

}  // namespace

Result<Entrance> Entrance::open(Context& context, Socket& socket, const Endpoint& endpoint,
                                std::size_t connections_max) {
  constexpr int wanted =
      ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
  auto events = std::make_unique<SocketEvents>(context, socket, wanted);
  auto made = TRY(endpoint.is_ipc() ? listen_for_owner(endpoint.path()) : listen_at(endpoint));
  FileDescriptor listening;
  if (!endpoint.is_ipc()) listening = FileDescriptor(fcntl(made.get(), F_DUPFD_CLOEXEC, 0));
  auto got = TRY(socket.listen(std::move(made), endpoint));
  return Entrance(std::move(events), std::move(listening), std::move(got), connections_max);
}

Entrance::Seen Entrance::look() {
  Seen seen;
  while (const auto event = events_->next()) {
    if (*event == ZMQ_EVENT_ACCEPTED) ++connections_;
    if (*event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL) ++seen.failed;
    if (*event == ZMQ_EVENT_DISCONNECTED && connections_ > 0) --connections_;
  }
  const bool is_full = listening_.is_open() && connections_ >= connections_max_;
  if (is_full == is_closed_) return seen;
  is_closed_ = is_full;
  is_full ? drop_all(listening_.get()) : drop_none(listening_.get());
  seen.was_closed = is_full;
  return seen;
}

}  // namespace azwf::zeromq
