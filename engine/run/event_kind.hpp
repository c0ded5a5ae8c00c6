// What each event of a run is, statically, and how events refer to each other.
//
//   delivered  a fact the script sees            ruled      the engine's decision, kept by the
//   engine kept       a fact the engine keeps           settling   a ruling the script sees decided
//   the script's decision
#pragma once

#include <cstdint>

namespace azwf {

enum class EventKind { delivered, kept, ruled, settling, decided };

using Ordinal = std::uint32_t;  // of an event in its run's stream, from 0

}  // namespace azwf
