// How a bus is to be served, and where it is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/zeromq/curve_key.hpp"
#include "adapters/zeromq/endpoint.hpp"
#include "engine/access/refusal.hpp"
#include "engine/access/role.hpp"

namespace azwf::zeromq {

struct BusOptions {
  std::vector<Endpoint> listen;
  std::optional<KeyPair> key;  // for tcp://; none: in clear, on loopback only
  Role in_clear = Role::read;  // of peers that come in clear, "anonymous"
  std::string account;         // of this user: the peers on ipc://
  // Told what is recorded of those that were refused. Threads: the bus's.
  std::function<void(const Refusal&)> on_refused;
};

// Where it listens, with the ports that it got; and where each one's live stream is.
struct BusAddress {
  Endpoint requests;
  Endpoint live;
};

}  // namespace azwf::zeromq
