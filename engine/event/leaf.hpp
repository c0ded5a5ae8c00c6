// The leaf: a writer's canonical bytes of a commit; and the frame the log adds around it.
// Invariant: decoding and encoding a leaf gives the same bytes, unknown fields included
// (FORMAT.md).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/event/event.hpp"

namespace azwf {

inline constexpr std::int64_t leaf_format_version = 1;

// Where a commit stands in the log; issued by the log, compared, never computed. 0: before all.
struct Position {
  std::uint64_t value = 0;
  auto operator<=>(const Position&) const = default;
};

// Names one proposal for ever: appended again after an `unknown` answer, it is found by this.
using ProposalId = Uuid;

struct Leaf {
  std::int64_t format = leaf_format_version;
  std::string tenant;
  StreamName stream;
  Digest previous;  // hash of the stream's previous leaf; zero for its first
  ProposalId proposal;
  std::string writer;
  std::uint64_t epoch = 0;
  std::vector<Event> events;
  UnknownFields unknown;

  bool operator==(const Leaf&) const = default;
};

struct Frame {
  Position position;
  Timestamp recorded;  // never goes back along the log
  Digest chain;        // chain_hash(previous chain, leaf hash)

  bool operator==(const Frame&) const = default;
};

// A leaf still to be encoded; it refers to its parts, so that writing one copies nothing.
struct LeafParts {
  std::string_view tenant;
  std::string_view stream;
  Digest previous;
  ProposalId proposal;
  std::string_view writer;
  std::uint64_t epoch = 0;
  std::span<const Event> events;
  std::span<const UnknownFields::value_type> unknown;
};

// Error{invalid} says what no reader could take back: a bad name, data that is not one value; or
// names the limit when the leaf is too large or has too many events.
struct Limits;
Result<std::string> encode_leaf(const LeafParts& parts, const Limits& limits);
Result<std::string> encode_leaf(const Leaf& leaf, const Limits& limits);
// Error{damaged} when the bytes are no leaf; Error{unavailable, "newer_format"} for a later format.
Result<Leaf> decode_leaf(std::string_view bytes);
// The same into `leaf`, which may hold another: its memory is used again.
Result<void> decode_leaf(std::string_view bytes, Leaf& leaf);

std::string encode_frame(const Frame& frame);
// Reads the frame at the front of `bytes` and moves `bytes` past it.
Result<Frame> decode_frame(std::string_view& bytes);

Digest leaf_hash(std::string_view leaf_bytes);
Digest chain_hash(const Digest& previous_chain, const Digest& leaf);

}  // namespace azwf
