// Short ways to write events and proposals in tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/event/event_log.hpp"

namespace azwf::tests {

// Proposal ids that count up: 1, 2, 3 …
inline ProposalId proposal_id(std::uint64_t number) {
  ProposalId id;
  for (std::size_t i = 0; i < sizeof number; ++i) {
    id.bytes[15 - i] = static_cast<std::uint8_t>(number >> 8 * i);
  }
  return id;
}

inline Event event(std::string type, Packed data = {}) {
  Event made;
  made.type = std::move(type);
  made.time = {1'760'000'000'000'000};
  made.data = std::move(data);
  return made;
}

inline Proposal proposal(std::uint64_t number, std::string stream, Expected expected,
                         std::vector<std::string> types = {"happened"}) {
  Proposal made{proposal_id(number), {std::move(stream)}, expected, {}, Urgency::new_work};
  for (auto& type : types) made.events.push_back(event(std::move(type)));
  return made;
}

}  // namespace azwf::tests
