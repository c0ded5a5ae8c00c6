// Peers that know nothing of good manners: one that says any frames it likes, and one below the
// library, that says any bytes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "adapters/holder/message.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "adapters/zeromq/socket.hpp"

namespace azwf::tests {

using std::chrono::milliseconds;

class RawPeer {
 public:
  // With a name of its own choice, or the one that the server's library gives it.
  RawPeer(const zeromq::Endpoint& endpoint, const Limits& limits, const std::string& name = "");

  // False when the library takes no more.
  bool say(const std::string& message) { return say_frames({message}); }
  bool say_frames(const std::vector<std::string>& frames);
  bool ask(std::uint64_t number, const holder::Request& request);
  // The next message that is no heartbeat; nothing when none comes in time.
  std::optional<std::string> hear(milliseconds patience = std::chrono::seconds(20));
  // The next reply; the test fails when none comes in time, or it is none.
  holder::NumberedReply hear_reply();
  bool hears_heartbeat(milliseconds patience = std::chrono::seconds(20));
  // Says hello, and hears that it is welcome.
  void greet();

 private:
  zeromq::Context context_;
  zeromq::Socket socket_;
};

// A connection of its own to a tcp:// address.
class RawConnection {
 public:
  explicit RawConnection(const zeromq::Endpoint& endpoint);

  // What the other side does not take is dropped.
  void say(std::string_view bytes) const;
  // Begins a connection of the library's version 3.0 in clear, as a socket of this type, whose
  // messages may come after it.
  void shake_hands(std::string_view socket_type) const;
  // Whether the other side ends the connection in time; what it says is dropped.
  bool is_ended_within(milliseconds patience) const;

 private:
  FileDescriptor socket_;
};

// What a connection of version 3.0 in clear begins with.
std::string zmtp_greeting();
// One short message of such a connection.
std::string zmtp_frame(std::string_view message);

}  // namespace azwf::tests
