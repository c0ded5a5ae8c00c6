// Keys: `emitted/<stream>\n<id>`, where the event stands; and without an id, the stream's last
// commit. No id is empty.
#include "engine/view/emitted_events.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/run/run_codec.hpp"
#include "engine/trigger/workflow_event.hpp"

namespace azwf {
namespace {

std::string key_of(const StreamName& stream, std::string_view id) {
  return fmt::format("emitted/{}\n{}", stream.text, id);
}

Result<std::optional<Position>> get(ViewStore& views, const std::string& key) {
  const auto bytes = TRY(views.get(key));
  if (!bytes) return std::nullopt;
  const auto position = TRY(Unpacker(*bytes).integer());
  return Position{static_cast<std::uint64_t>(position)};
}

bool are_same(const Event& one, const Event& other) {
  return one.type == other.type && one.subject == other.subject && one.data == other.data;
}

}  // namespace

void evolve_emitted_events(const Commit& commit, ViewBatch& batch) {
  const auto& stream = commit.leaf.stream;
  if (run_of(stream) || workflow_of(stream)) return;
  const auto position =
      packed_integer(static_cast<std::int64_t>(commit.frame.position.value)).bytes;
  for (const auto& event : commit.leaf.events) {
    if (!event.id.empty()) batch[key_of(stream, event.id)] = position;
  }
  batch[key_of(stream, "")] = position;
}

Result<Position> emitted_revision(ViewStore& views, const StreamName& stream) {
  return TRY(get(views, key_of(stream, ""))).value_or(Position{});
}

Result<std::optional<Position>> find_emitted(ViewStore& views, EventLog& log,
                                             const StreamName& stream, const Event& event) {
  const auto position = TRY(get(views, key_of(stream, event.id)));
  if (!position) return std::nullopt;
  const auto cursor = TRY(log.read({.stream = stream, .past = Position{position->value - 1}}));
  const auto commit = TRY(cursor->next());
  if (!commit || commit->frame.position != *position) return std::nullopt;
  const auto& events = commit->leaf.events;
  const auto found = std::ranges::find(events, event.id, &Event::id);
  if (found == events.end()) return std::nullopt;
  if (are_same(*found, event)) return position;
  return failure(ErrorKind::refused, "other_event",
                 fmt::format("another event has the id {}: {} at position {}", event.id,
                             found->type, position->value),
                 fmt::format("azwf events --from {} shows it; use another --id", position->value));
}

}  // namespace azwf
