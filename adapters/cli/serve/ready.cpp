// As many runs are named as fit a screen: azwf runs has them all.
#include "adapters/cli/serve/ready.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/holder/socket.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t named_max = 20;

std::vector<std::string> places_of(const Ready& ready) {
  std::vector<std::string> places{"unix:" + holder::socket_in(ready.home.path).string()};
  for (const auto& address : ready.listen) places.push_back(address.requests.url);
  return places;
}

Packed document_of(const std::vector<RunSummary>& runs) {
  List list;
  for (const auto& each : runs) {
    list.add(Record()
                 .text("run", each.run.text)
                 .text("workflow", each.workflow)
                 .text("status", to_text(each.status)));
  }
  return list.pack();
}

Packed document_of(const Ready& ready) {
  List places;
  for (const auto& place : places_of(ready)) places.text(place);
  List live;
  for (const auto& address : ready.listen) live.text(address.live.url);
  return Record()
      .text("store", ready.home.path.string())
      .text("engine", ready.engine)
      .integer("epoch", ready.epoch)
      .value("listen", places.pack())
      .value("live", live.pack())
      .value("runs", document_of(ready.runs.live))
      .value(ready.begins_queued ? "begun" : "queued", document_of(ready.runs.queued))
      .value("stopped", document_of(ready.runs.stopped))
      .pack();
}

void name(Console& console, const std::vector<RunSummary>& runs, std::string_view what) {
  for (const auto& each : runs | std::views::take(named_max)) {
    console.note(fmt::format("run {}  {} {}", each.run.text, printable(each.workflow), what));
  }
  if (runs.size() <= named_max) return;
  console.note(fmt::format("and {} more {}; azwf runs names them", runs.size() - named_max, what));
}

}  // namespace

Result<UnfinishedRuns> find_unfinished(ViewStore& views) {
  UnfinishedRuns found;
  for (auto& summary : TRY(list_runs(views, {.limit = SIZE_MAX}))) {
    if (is_final(summary.status)) continue;
    auto& kind = summary.status == RunStatus::queued    ? found.queued
                 : summary.status == RunStatus::stopped ? found.stopped
                                                        : found.live;
    kind.push_back(std::move(summary));
  }
  for (auto* runs : {&found.live, &found.queued, &found.stopped}) std::ranges::reverse(*runs);
  return found;
}

std::string ready_text(const Ready& ready) {
  const auto begun = ready.begins_queued ? ready.runs.queued.size() : 0;
  auto text = fmt::format("serving {}: {} taken up", ready.home.path.string(),
                          count_text(ready.runs.live.size() + begun, "run"));
  if (begun > 0) text += fmt::format(", {} of them begun", begun);
  text += "; on";
  for (const auto& place : places_of(ready)) text += " " + place;
  return text;
}

void print_ready(Console& console, const Ready& ready) {
  if (console.json()) return console.print_json(document_of(ready));
  name(console, ready.runs.live, "carried on");
  name(console, ready.runs.queued, ready.begins_queued ? "begun" : "queued; azwf resume begins it");
  name(console, ready.runs.stopped, "stopped; azwf resume tries its script again");
  console.print_line(ready_text(ready));
  for (const auto& address : ready.listen) console.note("live stream on " + address.live.url);
}

}  // namespace azwf::cli
