// Events of the log as CDEvents 0.5, each bound into a CloudEvents envelope: the envelope's type is
// the CDEvent's, its subject the CDEvent's subject's id, its data the whole CDEvent.
//
//   context     id, source and time of the event; chainId is its correlation, a link of type PATH
//               names its cause
//   subject     a run, its step ("run/step"), or what the event's author names as its subject; a
//               run's `uri` is azwf:/run/ID
//   customData  {azwf: {type, stream, sequence, data}}: the event as it is
#pragma once

#include <string>

#include "engine/envelope/cd_mapping.hpp"
#include "engine/envelope/cloud_event.hpp"
#include "engine/envelope/run_before.hpp"

namespace azwf {

struct CdEvent {
  Packed envelope;  // nil: there is none
  std::string why;  // … because the event lacks something; empty: it has no counterpart
};

// For who goes through the log forwards.
class CdEvents {
 public:
  explicit CdEvents(EventLog& log) : runs_(log) {}

  CdEvent of(const EventInLog& logged);

 private:
  RunsBefore runs_;
};

}  // namespace azwf
