// azwf events: reads the log, past then live, without gap.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/event_printer.hpp"
#include "adapters/cli/events_meant.hpp"
#include "adapters/cli/reader_watch.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"
#include "engine/event/append.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::cli {
namespace {

struct Request {
  EventFilter filter;
  EventFormat format = EventFormat::lines;
  bool follow = false;
};

Result<Request> read_request(const Invocation& invocation, const Console& console) {
  Request request{.filter = {.type_globs = invocation.all("--type"),
                             .subject_glob = invocation.text("--subject")},
                  .format = console.json() ? EventFormat::json : EventFormat::lines,
                  .follow = invocation.has("--follow")};
  if (const auto from = TRY(invocation.number("--from", 0))) {
    request.filter.from = Position{static_cast<std::uint64_t>(*from)};
  }
  if (const auto stream = invocation.find("--stream")) request.filter.stream = StreamName{*stream};
  const auto format = invocation.text("--format");
  if (format == "json") request.format = EventFormat::json;
  if (format == "cloudevents") request.format = EventFormat::cloudevents;
  if (format == "cdevents") request.format = EventFormat::cdevents;
  return request;
}

// run/PREFIX and run/@last name runs as elsewhere; a stream of which there is nothing yet may come.
Result<void> resolve_stream(ReadingSession& session, EventFilter& filter) {
  if (!filter.stream) return {};
  const auto run = run_of(*filter.stream);
  if (!run) return {};
  auto found = select_run(session.views(), run->text);
  if (found) filter.stream = run_stream(*found);
  if (found || found.error().kind == ErrorKind::not_found) return {};
  return std::unexpected(std::move(found).error());
}

// Prints what there is, and with --follow what comes, until nobody wants more. How many were ours.
Result<std::size_t> print_events(ReadingSession& session, Console& console,
                                 const Request& request) {
  EventStream stream(session.log(), request.filter);
  EventPrinter printer(console, request.format, session.log());
  std::size_t count = 0;
  const auto visit = [&](const LoggedEvent& logged) {
    ++count;
    printer.print(logged);
    return !session.interrupted() && (!request.follow || console.is_wanted());
  };
  auto last = TRY(last_position(session.log()));
  std::stop_source enough;
  const std::stop_callback on_stop(session.stop(), [enough]() mutable { enough.request_stop(); });
  std::optional<ReaderWatch> watch;
  if (request.follow) watch.emplace([enough]() mutable { enough.request_stop(); });
  for (;;) {
    TRY_VOID(stream.read(visit));
    if (!request.follow || enough.stop_requested() || !console.is_wanted()) break;
    last = TRY(session.log().wait_past(last, enough.get_token()));
  }
  printer.tell_left_out();
  return count;
}

}  // namespace

Result<ExitStatus> events_command(const Invocation& invocation, Console& console) {
  auto request = TRY(read_request(invocation, console));
  const auto session = TRY(ReadingSession::open(invocation));
  TRY_VOID(resolve_stream(*session, request.filter));
  if (request.filter.from.value > 1) {
    const auto last = TRY(last_position(session->log()));
    if (request.filter.from > last) {
      console.note("the log ends at position " + std::to_string(last.value));
    }
  }
  const auto count = TRY(print_events(*session, console, request));
  if (session->interrupted()) return ExitStatus::interrupted;
  if (count == 0 && !request.follow) {
    const auto missing = TRY(what_is_not_there(session->log(), request.filter));
    if (!missing.empty()) console.note(missing + " in " + session->address.name);
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
