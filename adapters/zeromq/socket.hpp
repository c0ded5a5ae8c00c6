// A ZeroMQ socket with the bounds that this project wants, and failures as values. Nothing here
// waits but `wait_for`, nothing lingers, and no message is larger than allowed.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/zeromq/endpoint.hpp"
#include "engine/base/limits.hpp"

namespace zmq {
class context_t;
class socket_t;
}  // namespace zmq

namespace azwf::zeromq {

// What sockets share: the threads that carry their bytes. Outlives them; may be shared by threads.
class Context {
 public:
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  [[nodiscard]] zmq::context_t& get() { return *context_; }

 private:
  std::unique_ptr<zmq::context_t> context_;
};

enum class SocketKind { router, dealer, publisher, subscriber, replier };

inline constexpr std::size_t key_bytes = 32;

// A pair of CURVE keys, as bytes; a public half alone names somebody.
struct KeyPair {
  std::string public_key;  // 32 bytes
  std::string secret_key;  // 32 bytes
};

// Who has to prove what before the first message.
struct Security {
  std::optional<KeyPair> own;  // none: in clear
  std::string server_key;      // the other side's public key, for who connects
  bool asks_gate = false;      // each connection is let in by the gate, or not at all
};

struct Received {
  std::vector<std::string> frames;
  std::string user;  // as the gate named who sent it
};

enum class Sent { sent, full, gone };

// Threads: one at a time.
class Socket {
 public:
  Socket(Context& context, SocketKind kind, const Security& security, const Limits& limits);
  ~Socket();
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;

  // Where it listens, with the port it got. Error{unavailable} when it cannot.
  Result<Endpoint> listen(const Endpoint& endpoint);
  // For sockets of the same context only.
  void listen_inside(const std::string& name);
  Result<void> connect(const Endpoint& endpoint);
  void subscribe(std::string_view topic);
  // A publisher's: whoever asked last gets the topic from now on, or not any more.
  void accept_subscriber(std::string_view topic);
  void drop_subscriber(std::string_view topic);
  // All frames or none. `full`: the peer, or all there is room for, has not taken what it has.
  // `gone`: a router has no such peer.
  Sent send(std::span<const std::string_view> frames);
  // What has come, if anything has.
  std::optional<Received> receive();
  [[nodiscard]] zmq::socket_t& get() { return *socket_; }

 private:
  std::unique_ptr<zmq::socket_t> socket_;
};

// Until one of the sockets has something to read, the descriptor is readable, or it took too long.
void wait_for(std::span<Socket* const> sockets, int descriptor, std::chrono::milliseconds patience);

// A new pair, from the system's random bytes.
KeyPair make_key_pair();
// As text, 40 characters that are safe in shells and files (Z85), and back: Error{invalid}.
std::string key_text(std::string_view key);
Result<std::string> parse_key(std::string_view text);

}  // namespace azwf::zeromq
