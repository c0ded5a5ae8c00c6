// azwf events: reads the log, past then live, without gap.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/event_text.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/reader_watch.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"
#include "engine/event/append.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::cli {
namespace {

enum class Format { lines, json, cloudevents };

struct Request {
  EventFilter filter;
  Format format = Format::lines;
  bool follow = false;
};

Result<Request> read_request(const Invocation& invocation, const Console& console) {
  Request request{.filter = {.type_glob = invocation.text("--type"),
                             .subject_glob = invocation.text("--subject")},
                  .format = console.json() ? Format::json : Format::lines,
                  .follow = invocation.has("--follow")};
  if (const auto from = TRY(invocation.number("--from", 0))) {
    request.filter.from = Position{static_cast<std::uint64_t>(*from)};
  }
  if (const auto stream = invocation.find("--stream")) request.filter.stream = StreamName{*stream};
  const auto format = invocation.text("--format");
  if (format == "json") request.format = Format::json;
  if (format == "cloudevents") request.format = Format::cloudevents;
  return request;
}

void print(Console& console, Format format, const LoggedEvent& logged) {
  switch (format) {
    case Format::lines: return console.print_line(event_line(logged, console.out_style()));
    case Format::json: return console.print_json(event_document(logged));
    case Format::cloudevents: return console.print_json(cloud_event(logged));
  }
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

}  // namespace

Result<ExitStatus> events_command(const Invocation& invocation, Console& console) {
  auto request = TRY(read_request(invocation, console));
  const auto session = TRY(ReadingSession::open(invocation));
  TRY_VOID(resolve_stream(*session, request.filter));
  EventStream stream(session->log(), request.filter);
  const auto visit = [&](const LoggedEvent& logged) {
    print(console, request.format, logged);
    return !session->interrupted() && (!request.follow || console.is_wanted());
  };
  auto last = TRY(last_position(session->log()));
  std::stop_source enough;
  const std::stop_callback on_stop(session->stop(), [enough]() mutable { enough.request_stop(); });
  std::optional<ReaderWatch> watch;
  if (request.follow) watch.emplace([enough]() mutable { enough.request_stop(); });
  for (;;) {
    TRY_VOID(stream.read(visit));
    if (!request.follow || enough.stop_requested() || !console.is_wanted()) break;
    last = TRY(session->log().wait_past(last, enough.get_token()));
  }
  return session->interrupted() ? ExitStatus::interrupted : ExitStatus::done;
}

}  // namespace azwf::cli
