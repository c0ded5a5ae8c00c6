// The frame around a leaf, and the hashes. Domain bytes keep hashes of different things apart:
// 0x00 a leaf (as in RFC 6962), 0x01 a node of the audit tree, 0x02 a link of the chain.
#include "engine/base/check.hpp"
#include "engine/base/digest.hpp"
#include "engine/event/canonical_reader.hpp"
#include "engine/event/leaf.hpp"
#include "engine/event/leaf_fields.hpp"

#include <cstring>

namespace azwf {
namespace {

constexpr std::size_t frame_fields = 3;

bool read_frame(CanonicalReader& reader, Frame& frame) {
  const auto at = [&](FrameField field) {
    return reader.integer() == static_cast<std::int64_t>(field) && !reader.failed();
  };
  if (reader.map() != frame_fields || !at(FrameField::position)) return false;
  const auto position = reader.integer();
  frame.position.value = static_cast<std::uint64_t>(position);
  if (position < 1 || !at(FrameField::recorded)) return false;
  frame.recorded.us = reader.integer();
  if (!at(FrameField::chain)) return false;
  const auto chain = reader.binary();
  if (chain.size() != frame.chain.bytes.size()) return false;
  std::memcpy(frame.chain.bytes.data(), chain.data(), chain.size());
  return !reader.failed();
}

}  // namespace

std::string encode_frame(const Frame& frame) {
  AZWF_CHECK(frame.position.value <= INT64_MAX);
  std::string bytes;
  bytes.reserve(64);
  const auto field = [](FrameField number) { return static_cast<std::int64_t>(number); };
  Packer(bytes)
      .map(frame_fields)
      .integer(field(FrameField::position))
      .integer(static_cast<std::int64_t>(frame.position.value))
      .integer(field(FrameField::recorded))
      .integer(frame.recorded.us)
      .integer(field(FrameField::chain))
      .binary(frame.chain.view());
  return bytes;
}

Result<Frame> decode_frame(std::string_view& bytes) {
  CanonicalReader reader(bytes);
  Frame frame;
  if (!read_frame(reader, frame)) {
    return failure(ErrorKind::damaged, "bad_frame", "the frame of a commit is damaged",
                   "run azwf doctor");
  }
  bytes.remove_prefix(reader.offset());
  return frame;
}

Digest leaf_hash(std::string_view leaf_bytes) { return sha256('\x00', leaf_bytes); }

Digest chain_hash(const Digest& previous_chain, const Digest& leaf) {
  return sha256('\x02', previous_chain.view(), leaf.view());
}

}  // namespace azwf
