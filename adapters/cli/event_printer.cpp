// All formats but the lines for people are JSON.
#include "adapters/cli/event_printer.hpp"

#include "adapters/cli/event_text.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {

void EventPrinter::print_cd_event(const LoggedEvent& logged) {
  const auto event = cd_events_.of(logged.in_log());
  if (!event.envelope.is_nil()) return console_.print_json(envelope_document(event.envelope));
  if (event.why.empty()) {
    ++without_counterpart_;
  } else {
    ++lacking_[{logged.event.type, event.why}];
  }
}

void EventPrinter::print(const LoggedEvent& logged) {
  switch (format_) {
    case EventFormat::lines: return console_.print_line(event_line(logged, console_.out_style()));
    case EventFormat::json: return console_.print_json(event_document(logged));
    case EventFormat::cloudevents:
      return console_.print_json(envelope_document(cloud_event(logged.in_log())));
    case EventFormat::cdevents: return print_cd_event(logged);
  }
}

void EventPrinter::tell_left_out() const {
  if (without_counterpart_ > 0) {
    console_.note("left out: " + count_text(without_counterpart_, "event") +
                  " without a counterpart in CDEvents");
  }
  for (const auto& [what, count] : lacking_) {
    console_.note("left out: " + count_text(count, "event") + " of the type " +
                  printable(what.first) + ", with " + what.second);
  }
  if (!lacking_.empty()) console_.note("      azwf help cdevents says what each type needs");
}

}  // namespace azwf::cli
