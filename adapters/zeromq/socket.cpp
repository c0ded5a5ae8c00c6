// The library's exceptions end here.
#include "adapters/zeromq/socket.hpp"

#include <array>
#include <zmq.hpp>

namespace azwf::zeromq {
namespace {

constexpr int heartbeat_every_ms = 2'000;
constexpr int heartbeat_within_ms = 6'000;
constexpr int backlog = 256;
constexpr std::size_t topic_bytes_max = 2 << 10;  // that one subscribes to

zmq::socket_type type_of(SocketKind kind) {
  switch (kind) {
    case SocketKind::router: return zmq::socket_type::router;
    case SocketKind::dealer: return zmq::socket_type::dealer;
    case SocketKind::publisher: return zmq::socket_type::xpub;
    case SocketKind::subscriber: return zmq::socket_type::sub;
    case SocketKind::replier: return zmq::socket_type::rep;
    case SocketKind::pair: return zmq::socket_type::pair;
  }
  return {};
}

// Whoever is published to says topics, and nothing else.
std::int64_t message_bytes_max(SocketKind kind, const Limits& limits) {
  const auto is_publisher = kind == SocketKind::publisher;
  return static_cast<std::int64_t>(is_publisher ? topic_bytes_max : limits.bus_message_bytes_max);
}

void set_bounds(zmq::socket_t& socket, SocketKind kind, const Limits& limits) {
  using namespace zmq::sockopt;
  socket.set(maxmsgsize, message_bytes_max(kind, limits));
  socket.set(linger, 0);
  socket.set(handshake_ivl, limits.bus_handshake_ms_max);
  socket.set(sndhwm, limits.bus_unsent_messages_max);
  socket.set(rcvhwm, limits.bus_unsent_messages_max);
  socket.set(heartbeat_ivl, heartbeat_every_ms);
  socket.set(heartbeat_timeout, heartbeat_within_ms);
  socket.set(zmq::sockopt::backlog, azwf::zeromq::backlog);
  socket.set(ipv6, true);
}

void secure(zmq::socket_t& socket, const Security& security) {
  using namespace zmq::sockopt;
  if (security.asks_gate) socket.set(zap_domain, "azwf");
  if (!security.own) return;
  if (security.server_key.empty()) {
    socket.set(curve_server, true);
  } else {
    socket.set(curve_serverkey, zmq::buffer(security.server_key));
    socket.set(curve_publickey, zmq::buffer(security.own->public_key));
  }
  socket.set(curve_secretkey, zmq::buffer(security.own->secret_key));
}

struct Lent {
  std::string bytes;
  BytesHeld held;
};

void take_back(void*, void* hint) {
  const std::unique_ptr<Lent> lent(static_cast<Lent*>(hint));
  *lent->held -= lent->bytes.size();
}

zmq::message_t lend(std::string& bytes, const BytesHeld& held) {
  auto lent = std::make_unique<Lent>(std::move(bytes), held);
  bytes.clear();
  *held += lent->bytes.size();
  auto* const data = lent->bytes.data();
  const auto size = lent->bytes.size();
  return {data, size, take_back, lent.release()};
}

std::unexpected<Error> failed(const std::string& what, const zmq::error_t& error,
                              const std::string& hint) {
  return failure(ErrorKind::unavailable, "no_bus", what + ": " + error.what(), hint);
}

}  // namespace

Context::Context() : context_(std::make_unique<zmq::context_t>()) {}
Context::~Context() = default;

Socket::Socket(Context& context, SocketKind kind, const Security& security, const Limits& limits)
    : socket_(std::make_unique<zmq::socket_t>(context.get(), type_of(kind))) {
  set_bounds(*socket_, kind, limits);
  secure(*socket_, security);
  if (kind == SocketKind::router) socket_->set(zmq::sockopt::router_mandatory, true);
  // For the library's own events, a few a second at most: it would wait for room.
  if (kind == SocketKind::pair) socket_->set(zmq::sockopt::rcvhwm, 0);
}

Socket::~Socket() = default;
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;

Result<Endpoint> Socket::listen(FileDescriptor listening, const Endpoint& endpoint) {
  try {
    // Else an address of four numbers is told as one of eight.
    socket_->set(zmq::sockopt::ipv6, endpoint.url.find('[') != std::string::npos);
    socket_->set(zmq::sockopt::use_fd, listening.release());  // whose it is from now on
    socket_->bind(endpoint.url);
    return Endpoint{socket_->get(zmq::sockopt::last_endpoint)};
  } catch (const zmq::error_t& error) {
    return failed("cannot listen on " + endpoint.url, error,
                  "is another server there, or may this account not use it?");
  }
}

void Socket::listen_inside(const std::string& name) { socket_->bind("inproc://" + name); }

Result<void> Socket::connect(const Endpoint& endpoint) {
  try {
    socket_->connect(endpoint.url);
    return {};
  } catch (const zmq::error_t& error) {
    return failed("cannot connect to " + endpoint.url, error, "see whether the address is right");
  }
}

void Socket::subscribe(std::string_view topic) { socket_->set(zmq::sockopt::subscribe, topic); }

Sent Socket::send(std::span<const std::string_view> frames) {
  try {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto more = i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
      const auto sent = socket_->send(zmq::buffer(frames[i]), more | zmq::send_flags::dontwait);
      if (!sent) return Sent::full;  // of the first only: the rest go with it
    }
    return Sent::sent;
  } catch (const zmq::error_t& error) {
    return error.num() == EHOSTUNREACH ? Sent::gone : Sent::full;
  }
}

// A router decides with the first frame whether it takes the message.
Sent Socket::send(std::span<const std::string_view> heads, std::string& last,
                  const BytesHeld& held) {
  using zmq::send_flags;
  try {
    for (const auto head : heads) {
      if (!socket_->send(zmq::buffer(head), send_flags::sndmore | send_flags::dontwait)) {
        return Sent::full;
      }
    }
    auto message = lend(last, held);
    socket_->send(message, send_flags::dontwait);
    return Sent::sent;
  } catch (const zmq::error_t& error) {
    return error.num() == EHOSTUNREACH ? Sent::gone : Sent::full;
  }
}

std::optional<Received> Socket::receive() {
  Received received;
  try {
    for (bool more = true; more;) {
      zmq::message_t frame;
      if (!socket_->recv(frame, zmq::recv_flags::dontwait)) return std::nullopt;
      more = frame.more();
      received.frames.push_back(frame.to_string());
      if (more) continue;
      // Only where there is a gate has the message such a property.
      const char* user = zmq_msg_gets(frame.handle(), "User-Id");
      if (user != nullptr) received.user = user;
    }
  } catch (const zmq::error_t&) {
    return std::nullopt;
  }
  return received;
}

void wait_for(std::span<Socket* const> sockets, int descriptor,
              std::chrono::milliseconds patience) {
  std::vector<zmq::pollitem_t> waited;
  for (auto* socket : sockets) waited.push_back({socket->get().handle(), 0, ZMQ_POLLIN, 0});
  waited.push_back({nullptr, descriptor, ZMQ_POLLIN, 0});
  try {
    zmq::poll(waited, patience);
  } catch (const zmq::error_t&) {  // a signal: the caller looks again
  }
}

}  // namespace azwf::zeromq
