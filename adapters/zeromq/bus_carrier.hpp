// A client's messages through the bus.
#pragma once

#include <memory>

#include "adapters/holder/client.hpp"
#include "adapters/zeromq/socket.hpp"

namespace azwf::zeromq {

// Who connects, and to whom; without keys in clear.
struct Identity {
  std::optional<KeyPair> own;
  std::string server_key;
};

// Connects in the background: whether anybody answers shows with the first answer.
Result<std::unique_ptr<holder::Carrier>> reach(const Endpoint& endpoint, const Identity& identity,
                                               const Limits& limits);

// Connects in that way, and waits for the server's welcome.
holder::Connect connect_to(Endpoint endpoint, Identity identity, const Limits& limits);

}  // namespace azwf::zeromq
