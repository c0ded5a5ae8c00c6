// The event's data: {kept, anchored, chain}, the last two absent where nobody knows.
#include "engine/event/accepted_loss.hpp"

#include <algorithm>

#include "engine/base/digest.hpp"

namespace azwf {
namespace {

constexpr std::string_view loss_type = "store.loss_accepted";
constexpr std::string_view kept_field = "kept";
// More commits than a log can have lost without anybody knowing how many.
constexpr std::uint64_t unknown_commits_max = 1'000'000'000;

Packed data_of(const AcceptedLoss& loss) {
  const bool has_anchor = loss.anchored.value > 0;
  const bool has_chain = has_anchor && loss.chain != Digest{};
  Packed data{""};
  Packer packer(data.bytes);
  packer.map(1U + has_anchor + has_chain);
  if (has_anchor) packer.string("anchored").integer(static_cast<std::int64_t>(loss.anchored.value));
  if (has_chain) packer.string("chain").string(to_hex(loss.chain));
  packer.string(kept_field).integer(static_cast<std::int64_t>(loss.kept.value));
  return data;
}

}  // namespace

LogHead head_past(const AcceptedLoss& loss, const LogHead& end) {
  const auto passed = loss.anchored.value == 0 ? loss.kept.value + unknown_commits_max
                                               : std::max(loss.kept.value, loss.anchored.value);
  return {{passed}, end.recorded, end.chain};
}

Proposal loss_proposal(const AcceptedLoss& loss, const LossAcceptance& acceptance, Timestamp now) {
  Event event{.type = std::string(loss_type), .actor = acceptance.actor};
  event.time = now;
  event.data = data_of(loss);
  return {.id = acceptance.proposal,
          .stream = StreamName{std::string(store_stream)},
          .expected = AnyRevision{},
          .events = {std::move(event)},
          .urgency = Urgency::settles};
}

Position position_before(const Commit& commit) {
  const Position usual{commit.frame.position.value - 1};
  const auto& event = commit.leaf.events.front();
  if (commit.leaf.stream.text != store_stream || event.type != loss_type) return usual;
  const auto* data = std::get_if<Packed>(&event.data);
  if (data == nullptr) return usual;
  const auto kept = Unpacker(field_of(*data, kept_field).bytes).integer();
  if (!kept || *kept < 0) return usual;
  return std::min(usual, Position{static_cast<std::uint64_t>(*kept)});
}

}  // namespace azwf
