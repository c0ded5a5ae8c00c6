// Waiting is bounded everywhere: whatever a server does, the test goes on.
#include "tests/bus/raw_peer.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include <array>
#include <zmq.hpp>

namespace azwf::tests {

RawPeer::RawPeer(const zeromq::Endpoint& endpoint, const Limits& limits, const std::string& name)
    : socket_(context_, zeromq::SocketKind::dealer, {}, limits) {
  if (!name.empty()) socket_.get().set(zmq::sockopt::routing_id, name);
  BOOST_REQUIRE(socket_.connect(endpoint));
}

bool RawPeer::say_frames(const std::vector<std::string>& frames) {
  const std::vector<std::string_view> views(frames.begin(), frames.end());
  return socket_.send(views) == zeromq::Sent::sent;
}

bool RawPeer::ask(std::uint64_t number, const holder::Request& request) {
  std::string message;
  holder::write_request(message, number, request);
  return say(message);
}

std::optional<std::string> RawPeer::hear(milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  zeromq::Socket* const sockets[] = {&socket_};
  do {
    while (auto received = socket_.receive()) {
      if (!received->frames.back().empty()) return std::move(received->frames.back());
    }
    zeromq::wait_for(sockets, -1, milliseconds(10));
  } while (std::chrono::steady_clock::now() < end);
  return std::nullopt;
}

bool RawPeer::hears_heartbeat(milliseconds patience) {
  zeromq::Socket* const sockets[] = {&socket_};
  zeromq::wait_for(sockets, -1, patience);
  const auto received = socket_.receive();
  return received && received->frames.back().empty();
}

holder::NumberedReply RawPeer::hear_reply() {
  const auto message = hear();
  BOOST_REQUIRE(message.has_value());
  auto reply = holder::read_reply(*message);
  BOOST_REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().message));
  return *std::move(reply);
}

void RawPeer::greet() {
  BOOST_REQUIRE(ask(1, holder::Hello{}));
  const auto welcome = hear_reply();
  BOOST_REQUIRE(welcome.reply.has_value());
}

namespace {

constexpr auto command_flag = '\4';

// The next bytes that the other side says; the test fails when they do not come.
std::string hear_exactly(int socket, std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t heard = 0; heard < count;) {
    pollfd waited{socket, POLLIN, 0};
    BOOST_REQUIRE_GT(poll(&waited, 1, 20'000), 0);
    const auto some = recv(socket, bytes.data() + heard, count - heard, 0);
    BOOST_REQUIRE_GT(some, 0);
    heard += static_cast<std::size_t>(some);
  }
  return bytes;
}

std::uint16_t port_of(const zeromq::Endpoint& endpoint) {
  return static_cast<std::uint16_t>(std::stoi(endpoint.url.substr(endpoint.url.rfind(':') + 1)));
}

}  // namespace

RawConnection::RawConnection(const zeromq::Endpoint& endpoint)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int kernel_bytes = 64 << 10;  // so that what is not read is noticed soon
  (void)setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &kernel_bytes, sizeof kernel_bytes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_of(endpoint));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  BOOST_REQUIRE_EQUAL(
      connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

void RawConnection::say(std::string_view bytes) const {
  (void)!send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

// Messages that come before the other side's command would end the connection.
void RawConnection::shake_hands(std::string_view socket_type) const {
  const auto greeting = zmtp_greeting();
  auto command = zmtp_frame(std::string("\5READY\x0bSocket-Type\0\0\0", 21) +
                            static_cast<char>(socket_type.size()) + std::string(socket_type));
  command.front() = command_flag;
  say(greeting + command);
  hear_exactly(socket_.get(), greeting.size());
  const auto head = hear_exactly(socket_.get(), 2);
  BOOST_REQUIRE_EQUAL(head.front(), command_flag);
  hear_exactly(socket_.get(), static_cast<unsigned char>(head.back()));
}

bool RawConnection::is_ended_within(milliseconds patience) const {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::array<char, 4'096> dropped{};
  while (std::chrono::steady_clock::now() < end) {
    pollfd waited{socket_.get(), POLLIN, 0};
    poll(&waited, 1, 10);
    const auto count = recv(socket_.get(), dropped.data(), dropped.size(), MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN)) return true;
  }
  return false;
}

std::string zmtp_greeting() {
  return std::string("\xff\0\0\0\0\0\0\0\1\x7f\3\0NULL", 16) + std::string(48, '\0');
}

std::string zmtp_frame(std::string_view message) {
  return std::string(1, '\0') + static_cast<char>(message.size()) + std::string(message);
}

}  // namespace azwf::tests
