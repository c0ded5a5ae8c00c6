// This process never holds the store: whoever is asked goes on when it has ended.
#include "adapters/cli/hand_over.hpp"

#include "adapters/cli/record.hpp"
#include "adapters/cli/store_address.hpp"
#include "adapters/cli/workplace.hpp"
#include "engine/holder/from_outside.hpp"
#include "engine/view/run_list.hpp"

namespace azwf::cli {
namespace {

using std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(1);
constexpr auto given_up_after = std::chrono::seconds(60);

std::unexpected<Error> nobody_stays(const std::string& what) {
  return failure(ErrorKind::unavailable, "no_server",
                 what + "; the run would end with this command",
                 "azwf serve, in another terminal or as a service; or leave --detach out");
}

Result<std::unique_ptr<Workplace>> find_server(const Invocation& invocation, const Limits& limits) {
  const auto address = address_for_reading(invocation, limits);
  if (!address && address.error().code == "no_store") return nobody_stays(address.error().message);
  if (!address) return std::unexpected(address.error());
  auto place = ask_holder(address->connect, limits);
  if (!place && place.error().code == "no_holder") return nobody_stays(place.error().message);
  if (place && !(*place)->stays()) {
    return nobody_stays((*place)->held_by() + " holds the store, and does not stay");
  }
  return place;
}

// Whoever was asked may have recorded it all the same.
std::unexpected<Error> not_answered(const RunId& run, const std::string& why) {
  return failure(ErrorKind::unavailable, "not_answered",
                 "nobody knows whether run " + run.text + " was taken: " + why,
                 "azwf run … --id " + run.text + " --detach starts it once at most");
}

Result<StartedRun> start_there(StartRun start, Workplace& place) {
  const auto run = start.run;
  const auto given_up_at = steady_clock::now() + given_up_after;
  std::optional<Result<StartedRun>> answer;
  start.program = TRY(place.holder().keep(*start.program));
  start.reply = [&answer](Result<StartedRun> started) { answer = std::move(started); };
  place.holder().start(std::move(start));
  while (!answer) {
    const auto turned = place.turn(patience);
    if (!turned) return not_answered(run, turned.error().message);
    if (steady_clock::now() > given_up_at) return not_answered(run, "no answer came");
  }
  return *std::move(answer);
}

}  // namespace

Result<ExitStatus> hand_over(StartRun start, const Invocation& invocation, Console& console) {
  const Limits limits;
  TRY_VOID(check_start(start, limits));
  const auto place = TRY(find_server(invocation, limits));
  const auto started = TRY(start_there(std::move(start), *place));
  const auto& run = started.run.text;
  const auto summary = TRY(find_run(place->views(), started.run));
  const auto status = summary ? summary->status : RunStatus::running;
  if (console.json()) {
    console.print_json(Record()
                           .text("run", run)
                           .text("status", to_text(status))
                           .boolean("existed", started.existed)
                           .pack());
    return ExitStatus::done;
  }
  console.print_line(run);
  if (started.existed) {
    console.note("run " + run + " was there already: it is " + std::string(to_text(status)));
    if (status == RunStatus::queued) console.note("      azwf resume " + run);
  } else {
    console.note("run " + run + " goes on in " + place->held_by());
    console.note("      azwf show " + run + " --follow");
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
