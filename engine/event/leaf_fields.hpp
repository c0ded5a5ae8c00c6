// The field numbers of a leaf, an event, sealed data and a frame. A number is never used again for
// something else; later versions add higher ones.
#pragma once

#include <cstddef>
#include <cstdint>

namespace azwf {

enum class LeafField : std::int64_t {
  format,
  tenant,
  stream,
  previous,
  proposal,
  writer,
  epoch,
  events,
};
inline constexpr std::int64_t leaf_fields = 8;

// 8 stands in golden bytes as a field of a later version.
enum class EventField : std::int64_t {
  id,
  type,
  subject,
  actor,
  time,
  plain,
  sealed,
  origin,
  correlation = 9,
  causation,
};
inline constexpr std::int64_t event_field_unused = 8;
inline constexpr std::int64_t event_fields = 11;

enum class SealedField : std::int64_t { key_id, nonce, ciphertext };
enum class FrameField : std::int64_t { position, recorded, chain };

// How deep a value in an event may nest: more than any limit on values, so that what was accepted
// when it was written can always be read.
inline constexpr std::size_t leaf_value_depth_max = 256;

}  // namespace azwf
