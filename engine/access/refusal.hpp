// Somebody who was not let in at a bus, or asked for more than it may: recorded, so that whoever
// looks after the server learns of it.
#pragma once

#include <cstdint>
#include <string>

#include "engine/event/event.hpp"

namespace azwf {

struct Refusal {
  std::string reason;  // "unknown_key", "revoked", "not_permitted", "too_many_peers",
                       // "no_handshake": no key, or for another server
  std::string name;    // of the key, if it has or had one
  std::string key;     // its public half, where it is not let in
  std::string address;
  std::uint64_t count = 1;  // so often since it was recorded before
};

// "access": the engine's own; nobody else writes to it.
StreamName refusals_stream();

// "key.refused" {address, count, key, reason}: its subject is the name.
Event key_refused(const Refusal& refusal);

}  // namespace azwf
