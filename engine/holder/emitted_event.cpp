// Two events are the same when their id is, and type, subject and data too.
#include "engine/holder/emitted_event.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf {
namespace {

Result<void> check_text(std::string_view what, const std::string& text, const Limits& limits) {
  const bool is_clean = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (is_clean && text.size() <= limits.name_bytes_max && is_utf8(text)) return {};
  return failure(ErrorKind::invalid, "bad_name",
                 fmt::format("the {} is no text of up to {} bytes without control characters", what,
                             limits.name_bytes_max));
}

}  // namespace

Result<void> check_emitted(const Event& event, const Limits& limits) {
  TRY_VOID(check_text("type", event.type, limits));
  TRY_VOID(check_text("subject", event.subject, limits));
  TRY_VOID(check_text("id", event.id, limits));
  if (!is_type_name(event.type)) {
    return failure(ErrorKind::invalid, "bad_type",
                   "\"" + event.type + "\" is no event's type: letters, digits, '.', '_', '-'",
                   "azwf emit deploy.requested");
  }
  if (is_reserved_type(event.type)) {
    return failure(ErrorKind::refused, "reserved_type",
                   "the type " + event.type + " is the engine's own",
                   "run. step. attempt. timer. retry. undo. signal. event. wait. are reserved; use "
                   "another prefix");
  }
  const auto* data = std::get_if<Packed>(&event.data);
  if (data == nullptr) return {};
  return validate_packed(data->bytes, limits);
}

StreamName inbox_of(std::string_view actor) { return {"inbox/" + std::string(actor)}; }

Result<InboxLook> look_for(EventLog& log, const StreamName& stream, const Event& event) {
  InboxLook look;
  const auto cursor = TRY(log.read({.stream = stream}));
  while (const auto commit = TRY(cursor->next())) {
    const auto position = commit->frame.position;
    look.revision = position;
    const auto& events = commit->leaf.events;
    const auto found = std::ranges::find(events, event.id, &Event::id);
    if (found == events.end()) continue;
    if (found->type == event.type && found->subject == event.subject && found->data == event.data) {
      look.found = position;
      return look;
    }
    return failure(ErrorKind::refused, "other_event",
                   fmt::format("another event has the id {}: {} at position {}", event.id,
                               found->type, position.value),
                   fmt::format("azwf events --from {} shows it; use another --id", position.value));
  }
  return look;
}

}  // namespace azwf
