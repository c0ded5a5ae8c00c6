// Runs that end as they should say nothing here: azwf runs and azwf events have them.
#include "adapters/cli/serve/notices.hpp"

#include <fmt/format.h>

#include "adapters/cli/record.hpp"
#include "adapters/cli/story.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

Error failed(const StepError& error, const std::string& next) {
  return {ErrorKind::failed, error.code, first_line(error.message), next};
}

// What each event means for whoever looks after the server.
struct Noticed {
  const RunId& run;

  std::optional<Notice> operator()(const RunVerdict& event) const {
    const auto place = place_text({event.module, event.line});
    const auto where = place.empty() ? "" : " at " + place;
    return Notice{run,
                  "stopped",
                  {ErrorKind::failed, event.verdict, first_line(event.message) + where,
                   fmt::format("azwf resume {0}, or azwf kill {0}", run.text)}};
  }
  std::optional<Notice> operator()(const StepInDoubt& event) const { return doubt(event.step); }
  std::optional<Notice> operator()(const StepChecked& event) const {
    if (event.finding != Finding::unknown) return std::nullopt;
    return doubt(event.step);
  }
  std::optional<Notice> operator()(const RunFailed& event) const {
    return Notice{run, "failed", failed(event.error, "azwf show " + run.text)};
  }
  std::optional<Notice> operator()(const RunRollbackFailed& event) const {
    return Notice{run, "rollback_failed", failed(event.error, "azwf rollback " + run.text)};
  }
  std::optional<Notice> operator()(const auto&) const { return std::nullopt; }

 private:
  std::optional<Notice> doubt(const StepId& step) const {
    return Notice{
        run,
        "in_doubt",
        {ErrorKind::failed, "in_doubt", "nobody knows whether step " + step.text + " happened",
         fmt::format("azwf resolve {} {} --as done|failed|retry", run.text, step.text)}};
  }
};

}  // namespace

std::optional<Notice> notice_of(const RunId& run, const RunEvent& event) {
  return std::visit(Noticed{run}, event);
}

Notice notice_of(const Trouble& trouble) { return {trouble.run, "trouble", trouble.why}; }

void tell(Console& console, const Notice& notice, Timestamp time) {
  const auto& [run, event, why] = notice;
  if (console.json()) {
    return console.tell_json(Record()
                                 .timestamp("time", time)
                                 .text("run", run.text)
                                 .text("event", event)
                                 .record("error", error_fields(why))
                                 .pack());
  }
  const auto what = event == "trouble" ? "cannot be carried on" : event;
  console.tell(fmt::format("{} {}: {}: {}", console.err_style().bad("run " + run.text), what,
                           why.code, why.message));
  if (!why.hint.empty()) console.tell("      " + why.hint);
}

void tell(Console& console, const Refusal& refusal, Timestamp time) {
  if (console.json()) {
    return console.tell_json(Record()
                                 .timestamp("time", time)
                                 .text("event", "refused")
                                 .text("reason", refusal.reason)
                                 .optional_text("name", refusal.name)
                                 .optional_text("key", refusal.key)
                                 .optional_text("address", refusal.address)
                                 .integer("count", refusal.count)
                                 .pack());
  }
  auto text = console.err_style().warning("refused at the bus") + ": " + refusal.reason;
  if (!refusal.name.empty()) text += " " + printable(refusal.name);
  if (!refusal.key.empty()) text += " " + printable(refusal.key);
  if (!refusal.address.empty()) text += " from " + printable(refusal.address);
  if (refusal.count > 1) text += fmt::format(", {} times", refusal.count);
  console.tell(text);
}

}  // namespace azwf::cli
