// azwf emit: appends one event of the caller's own, and prints where it stands once it is durable.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"
#include "engine/event/append.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::cli {
namespace {

struct Emitted {
  Position position;
  bool existed = false;
};

Result<void> check_text(std::string_view what, const std::string& text, const Limits& limits) {
  const bool is_clean = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (is_clean && text.size() <= limits.name_bytes_max && valid_utf8(text) == text) return {};
  return failure(ErrorKind::invalid, "bad_name",
                 fmt::format("the {} is no text of up to {} bytes without control characters", what,
                             limits.name_bytes_max));
}

Result<Event> read_event(const Invocation& invocation, const Limits& limits) {
  Event event{.id = invocation.text("--id"),
              .type = invocation.text("TYPE"),
              .subject = invocation.text("--subject")};
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
  if (const auto data = invocation.find("--data")) {
    event.data = TRY(packed_from_option(*data, "--data", limits));
  }
  return event;
}

// Where the event with this id stands in the stream; nothing when there is none. Error{refused}
// when the id is another event's.
Result<std::optional<Position>> find_event(EventLog& log, const StreamName& stream,
                                           const Event& event) {
  if (event.id.empty()) return std::nullopt;
  const auto cursor = TRY(log.read({.stream = stream}));
  while (const auto commit = TRY(cursor->next())) {
    const auto& events = commit->leaf.events;
    const auto found = std::ranges::find(events, event.id, &Event::id);
    if (found == events.end()) continue;
    const auto position = commit->frame.position;
    if (found->type == event.type && found->subject == event.subject && found->data == event.data) {
      return position;
    }
    return failure(ErrorKind::refused, "other_event",
                   fmt::format("another event has the id {}: {} at position {}", event.id,
                               found->type, position.value),
                   fmt::format("azwf events --from {} shows it; use another --id", position.value));
  }
  return std::nullopt;
}

Result<Position> append(EventLog& log, Proposal proposal) {
  auto answer = log.append(std::span(&proposal, 1)).front();
  if (std::holds_alternative<Unknown>(answer)) answer = TRY(settle_unknown(log, proposal));
  if (const auto* refused = std::get_if<Refused>(&answer)) return std::unexpected(refused->why);
  if (const auto* committed = std::get_if<Committed>(&answer)) return committed->position;
  return failure(ErrorKind::refused, "conflict", "somebody else wrote to the stream meanwhile",
                 "emit it again");
}

Result<Emitted> emit(WritingSession& session, Event event) {
  const StreamName stream{"inbox/" + session.actor};
  const auto found = TRY(find_event(session.log(), stream, event));
  if (found) return Emitted{*found, true};
  event.actor = session.actor;
  event.time = session.clock().now();
  const auto position = TRY(append(session.log(), {.id = session.ids().next(),
                                                   .stream = stream,
                                                   .expected = AnyRevision{},
                                                   .events = {std::move(event)}}));
  return Emitted{position, false};
}

}  // namespace

Result<ExitStatus> emit_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  auto event = TRY(read_event(invocation, limits));
  const auto session = TRY(WritingSession::open(invocation));
  const auto emitted = TRY(emit(*session, std::move(event)));
  if (console.json()) {
    console.print_json(Record()
                           .integer("position", emitted.position.value)
                           .boolean("existed", emitted.existed)
                           .pack());
  } else {
    console.print_line(std::to_string(emitted.position.value));
    if (emitted.existed) console.note("an event with this id was there already");
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
