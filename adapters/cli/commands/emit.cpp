// azwf emit: appends one event of the caller's own, and prints where it stands once it is durable.
#include <cstdlib>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/follow.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/operations/process/command.hpp"
#include "engine/holder/from_outside.hpp"

namespace azwf::cli {
namespace {

Result<Event> read_event(const Invocation& invocation, const Limits& limits) {
  Event event{.id = invocation.text("--id"),
              .type = invocation.text("TYPE"),
              .subject = invocation.text("--subject")};
  if (const auto data = invocation.find("--data")) {
    event.data = TRY(packed_from_option(*data, "--data", limits));
  }
  TRY_VOID(check_emitted(event, limits));
  return event;
}

Result<std::optional<Position>> read_expected(const Invocation& invocation) {
  const auto given = TRY(invocation.number("--expect", 0));
  if (!given) return std::nullopt;
  return Position{static_cast<std::uint64_t>(*given)};
}

// The run of the step that this command is part of: its key is "<run>/<step>".
RunId own_run() {
  const char* const key = std::getenv(process::key_variable);
  const std::string_view text = key == nullptr ? "" : key;
  const auto end = text.find('/');
  return {end == std::string_view::npos ? "" : std::string(text.substr(0, end))};
}

}  // namespace

Result<ExitStatus> emit_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  auto event = TRY(read_event(invocation, limits));
  const auto expected = TRY(read_expected(invocation));
  const auto session = TRY(WorkSession::open(invocation, console));
  Follower follower(*session, console);
  const auto emitted = TRY(follower.emit(
      {.event = std::move(event), .expected = expected, .cause = own_run(), .reply = {}}));
  TRY_VOID(follower.shut_down());
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
