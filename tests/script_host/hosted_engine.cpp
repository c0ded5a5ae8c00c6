// The engine's loop is the test's own thread.
#include "tests/script_host/hosted_engine.hpp"

#include <boost/test/unit_test.hpp>

#include "adapters/operations/debug/echo.hpp"
#include "engine/base/digest.hpp"
#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

constexpr std::chrono::seconds patience(60);

std::optional<RecordedEnd> end_of(const RecordedEvent& recorded) {
  const auto now = std::chrono::steady_clock::now();
  if (const auto* completed = std::get_if<RunCompleted>(&recorded.event)) {
    return RecordedEnd{"completed", json_text(completed->result), {}, 0, now};
  }
  if (const auto* failed = std::get_if<RunFailed>(&recorded.event)) {
    const auto& place = recorded.place;
    return RecordedEnd{"failed", failed->error.message, place.module, place.line, now};
  }
  const auto* verdict = std::get_if<RunVerdict>(&recorded.event);
  if (verdict == nullptr) return {};
  return RecordedEnd{verdict->verdict, verdict->message, verdict->module, verdict->line, now};
}

}  // namespace

HostedEngine::HostedEngine(const Limits& limits, script_host::HostAtHand* at_hand)
    : limits_(limits) {
  operations_.add(std::make_unique<EchoOperation>());
  engine_ = std::make_unique<Engine>(
      EngineParts{log_, views_, blobs_, operations_, clock_, ids_, limits_, "test"},
      [&](HostSink sink) {
        const script_host::HostOptions options{.limits = limits_};
        auto hosts = at_hand != nullptr
                         ? at_hand->give(std::move(sink))
                         : std::make_unique<script_host::ProcessHosts>(options, std::move(sink));
        hosts_ = hosts.get();
        return hosts;
      });
  engine_->observe([this](const CommittedRun& committed) { note(committed); });
  BOOST_REQUIRE(engine_->recover());
}

HostedEngine::~HostedEngine() = default;

void HostedEngine::note(const CommittedRun& committed) {
  for (const auto& recorded : committed.events) {
    if (auto end = end_of(recorded)) ends_.insert_or_assign(committed.run.text, *std::move(end));
  }
}

RunId HostedEngine::start(const std::string& script) {
  const auto no_modules = [](std::string_view) -> Result<Source> {
    return failure(ErrorKind::not_found, "no_module", "there are no modules", "");
  };
  auto program = build_program({"main", "main.lua", script}, no_modules, wf_library(),
                               operations_.descriptors(), limits_);
  BOOST_REQUIRE_MESSAGE(program.has_value(), (program ? "" : program.error().message));
  RunId run{to_text(ids_.next())};
  engine_->start({.run = run,
                  .fresh_id = true,
                  .program = engine_->programs().put(*std::move(program)).value(),
                  .workflow = "test",
                  .params = packed_json("{}"),
                  .actor = "test",
                  .reply = [](Result<StartedRun> started) { BOOST_REQUIRE(started); }});
  return run;
}

bool HostedEngine::turn(const RunId& run, std::chrono::milliseconds longest) {
  BOOST_REQUIRE(engine_->turn(longest));
  return ends_.contains(run.text);
}

RecordedEnd HostedEngine::await(const RunId& run) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!turn(run, std::chrono::milliseconds(50))) {
    BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < until, "the run does not end");
  }
  return ends_.at(run.text);
}

}  // namespace azwf::tests
