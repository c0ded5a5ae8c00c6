// The library's exceptions end here.
#include "adapters/zeromq/socket.hpp"

#include <array>
#include <zmq.hpp>

#include "adapters/zeromq/owner_socket.hpp"
#include "engine/base/check.hpp"

namespace azwf::zeromq {
namespace {

constexpr int heartbeat_every_ms = 2'000;
constexpr int heartbeat_within_ms = 6'000;
constexpr int backlog = 256;
constexpr std::size_t key_characters = 40;

zmq::socket_type type_of(SocketKind kind) {
  switch (kind) {
    case SocketKind::router: return zmq::socket_type::router;
    case SocketKind::dealer: return zmq::socket_type::dealer;
    case SocketKind::publisher: return zmq::socket_type::xpub;
    case SocketKind::subscriber: return zmq::socket_type::sub;
    case SocketKind::replier: return zmq::socket_type::rep;
  }
  return {};
}

void set_bounds(zmq::socket_t& socket, const Limits& limits) {
  using namespace zmq::sockopt;
  socket.set(linger, 0);
  socket.set(maxmsgsize, static_cast<std::int64_t>(limits.bus_message_bytes_max));
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

std::unexpected<Error> failed(const std::string& what, const zmq::error_t& error,
                              const std::string& hint) {
  return failure(ErrorKind::unavailable, "no_bus", what + ": " + error.what(), hint);
}

}  // namespace

Context::Context() : context_(std::make_unique<zmq::context_t>()) {}
Context::~Context() = default;

Socket::Socket(Context& context, SocketKind kind, const Security& security, const Limits& limits)
    : socket_(std::make_unique<zmq::socket_t>(context.get(), type_of(kind))) {
  set_bounds(*socket_, limits);
  secure(*socket_, security);
  if (kind == SocketKind::router) socket_->set(zmq::sockopt::router_mandatory, true);
  if (kind == SocketKind::publisher) socket_->set(zmq::sockopt::xpub_manual, true);
}

Socket::~Socket() = default;
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;

Result<Endpoint> Socket::listen(const Endpoint& endpoint) {
  try {
    if (endpoint.is_ipc()) {
      auto made = TRY(listen_for_owner(endpoint.path()));
      socket_->set(zmq::sockopt::use_fd, made.release());  // whose it is from now on
    }
    // Else an address of four numbers is told as one of eight.
    socket_->set(zmq::sockopt::ipv6, endpoint.url.find('[') != std::string::npos);
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

void Socket::accept_subscriber(std::string_view topic) { subscribe(topic); }

void Socket::drop_subscriber(std::string_view topic) {
  socket_->set(zmq::sockopt::unsubscribe, topic);
}

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

KeyPair make_key_pair() {
  std::array<char, key_characters + 1> shared{};
  std::array<char, key_characters + 1> secret{};
  AZWF_CHECK(zmq_curve_keypair(shared.data(), secret.data()) == 0);
  return {*parse_key(shared.data()), *parse_key(secret.data())};
}

std::string key_text(std::string_view key) {
  AZWF_CHECK(key.size() == key_bytes);
  std::array<char, key_characters + 1> text{};
  zmq_z85_encode(text.data(), reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
  return {text.data(), key_characters};
}

Result<std::string> parse_key(std::string_view text) {
  std::string key(key_bytes, '\0');
  const std::string whole(text);
  if (text.size() == key_characters &&
      zmq_z85_decode(reinterpret_cast<std::uint8_t*>(key.data()), whole.c_str()) != nullptr) {
    return key;
  }
  return failure(ErrorKind::invalid, "bad_key", "not a key: one is 40 characters of Z85",
                 "azwf keys list names those that there are");
}

}  // namespace azwf::zeromq
