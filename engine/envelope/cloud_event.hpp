// An event of the log as the outside reads it: a CloudEvents 1.0 envelope, as one packed map with
// the keys of its JSON.
//
//   source     "/" and the stream; source and id together are unique in a log
//   sequence   the position, zero-padded, so that it sorts as text; events of one commit share it
//   data       the event's own; bytes with the media type application/octet-stream; sealed data as
//              {sealed: {key_id, nonce, ciphertext}}, with a media type of its own
//   recordedtime, actor, correlationid, causationid   where there is one
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/event/leaf.hpp"

namespace azwf {

// An event and where it stands in the log. Refers to what it was made of.
struct EventInLog {
  const Frame& frame;
  const StreamName& stream;
  std::uint64_t ordinal;  // in its stream
  const Event& event;
};

Packed cloud_event(const EventInLog& logged);

// What another format binds into an envelope; everything else is the event's.
struct CloudEventBody {
  std::string_view type;
  std::string_view subject;
  std::string_view media_type;
  Packed data;
};
Packed cloud_event(const EventInLog& logged, const CloudEventBody& body);

// "/run/7", with what may not stand in a URI escaped.
std::string source_of(const StreamName& stream);
// The event's id, with what may not stand in an attribute escaped.
std::string outer_id_of(const EventInLog& logged);
std::string sequence_of(Position position);  // 20 digits
// An event's data, run events' digests as hexadecimal text, as they are written everywhere else.
Packed outer_data(const Event& event);

}  // namespace azwf
