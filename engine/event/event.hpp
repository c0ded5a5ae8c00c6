// An event: something that happened. Immutable once it is in a commit.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/packed.hpp"
#include "engine/base/strong.hpp"

namespace azwf {

using StreamName = Name<struct StreamTag>;

// Data encrypted under a key that can be destroyed. Leaves hash these bytes as stored.
struct Sealed {
  std::string key_id;
  std::string nonce;
  std::string ciphertext;

  auto operator<=>(const Sealed&) const = default;
};

using Data = std::variant<Packed, Sealed>;

// Fields written by a newer version, kept byte for byte: (field number, packed value), ascending.
using UnknownFields = std::vector<std::pair<std::int64_t, Packed>>;

struct Event {
  std::string id;           // empty: the stream's name, '#', and the event's ordinal in its stream
  std::string type;         // open: "step.requested", "config.changed"
  std::string subject;      // empty: what the stream is about
  std::string actor;        // empty: the engine itself
  std::string origin;       // where a script made it, "ci.lua:12"; empty: not by a script
  std::string correlation;  // the id of the event that its chain began with; empty: of no chain
  std::string causation;    // the id of the event that led to it; empty: none
  Timestamp time;
  Data data;
  UnknownFields unknown;

  bool operator==(const Event&) const = default;
};

}  // namespace azwf
