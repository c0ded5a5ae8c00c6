// Who is let in: the library asks here about every connection, before its first message.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "adapters/zeromq/guest.hpp"
#include "adapters/zeromq/socket.hpp"

namespace azwf::zeromq {

// Answers the library (ZAP, RFC 27) in a thread of its own. One per context, made before any socket
// that asks it. Each message of a connection then carries the key as its user.
// Who has this public key, as text, as of now; nobody: nothing. Threads: any.
using FindGuest = std::function<std::optional<Guest>(std::string_view public_key)>;
// Who was not let in, and from where; without a key where it showed none. Threads: the gate's.
using NoteRefused = std::function<void(std::string public_key, std::string address)>;

class Gate {
 public:
  Gate(Context& context, FindGuest find, NoteRefused note, const Limits& limits);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // How many connections were refused so far. Threads: any.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  void answer(const std::stop_token& stop);
  void answer(const Received& asked);

  FindGuest find_;
  NoteRefused note_;
  Socket socket_;
  std::atomic<std::uint64_t> refused_ = 0;
  std::jthread thread_;  // last: it uses all above
};

}  // namespace azwf::zeromq
