// A ZeroMQ socket with the bounds that this project wants, and failures as values. Nothing here
// waits but `wait_for`, nothing lingers, and no message is larger than allowed.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/system/file_descriptor.hpp"
#include "adapters/zeromq/curve_key.hpp"
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
  // Of an address inside it that nobody has had yet.
  std::string next_name() { return "inproc://" + std::to_string(++names_); }

 private:
  std::unique_ptr<zmq::context_t> context_;
  std::atomic<std::uint64_t> names_ = 0;
};

enum class SocketKind { router, dealer, publisher, subscriber, replier, pair };

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

// How many bytes of a peer the library still holds: they are let go when the peer's machine has
// them, or its connection is gone. Shared with the library's thread.
using BytesHeld = std::shared_ptr<std::atomic<std::size_t>>;

// Threads: one at a time.
class Socket {
 public:
  Socket(Context& context, SocketKind kind, const Security& security, const Limits& limits);
  ~Socket();
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;

  // With a socket that listens there already. With the port it got; Error{unavailable}.
  Result<Endpoint> listen(FileDescriptor listening, const Endpoint& endpoint);
  // For sockets of the same context only.
  void listen_inside(const std::string& name);
  Result<void> connect(const Endpoint& endpoint);
  void subscribe(std::string_view topic);
  // All frames or none. `full`: the peer, or all there is room for, has not taken what it has.
  // `gone`: a router has no such peer.
  Sent send(std::span<const std::string_view> frames);
  // The same, the last frame as it is and counted; left where it is unless it is sent.
  Sent send(std::span<const std::string_view> heads, std::string& last, const BytesHeld& held);
  // What has come, if anything has.
  std::optional<Received> receive();
  [[nodiscard]] zmq::socket_t& get() { return *socket_; }

 private:
  std::unique_ptr<zmq::socket_t> socket_;
};

// Until one of the sockets has something to read, the descriptor is readable, or it took too long.
void wait_for(std::span<Socket* const> sockets, int descriptor, std::chrono::milliseconds patience);

}  // namespace azwf::zeromq
