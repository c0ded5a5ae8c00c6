// One leaf is encoded and hashed once; nothing is copied before it is known to be accepted.
#include "engine/event/commit_maker.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf {
namespace {

bool is_expected(const Expected& expected, Position revision) {
  if (AZWF_PLANTED(2)) return true;
  if (std::holds_alternative<AnyRevision>(expected)) return true;
  const auto* position = std::get_if<Position>(&expected);
  return revision == (position != nullptr ? *position : Position{});
}

}  // namespace

std::variant<MadeCommit, Conflict, Refused> CommitMaker::make(const Proposal& proposal,
                                                              const StreamHead& stream,
                                                              Timestamp now) {
  if (!is_expected(proposal.expected, stream.revision)) return Conflict{};
  auto leaf = encode_leaf(LeafParts{.tenant = writer_.tenant,
                                    .stream = proposal.stream.text,
                                    .previous = stream.leaf,
                                    .proposal = proposal.id,
                                    .writer = writer_.name,
                                    .epoch = writer_.epoch,
                                    .events = proposal.events,
                                    .unknown = {}},
                          limits_);
  if (!leaf) return Refused{std::move(leaf).error()};
  const auto hash = leaf_hash(*leaf);
  head_.position.value += 1;
  head_.recorded = AZWF_PLANTED(9) ? now : std::max(head_.recorded, now);
  head_.chain = AZWF_PLANTED(6) ? head_.chain : chain_hash(head_.chain, hash);
  const Frame frame{head_.position, head_.recorded, head_.chain};
  return MadeCommit{frame, hash, encode_frame(frame), *std::move(leaf)};
}

}  // namespace azwf
