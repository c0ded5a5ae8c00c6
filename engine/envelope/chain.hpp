// Where an event says what led to it.
#pragma once

#include <string>

#include "engine/event/event.hpp"

namespace azwf {

struct Chain {
  std::string correlation;  // the id of the event that the chain began with; empty: of no chain
  std::string causation;    // the id of the event that led to it; empty: none
};

Chain chain_of(const Event& event);

}  // namespace azwf
