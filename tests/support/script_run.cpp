// The host answers within submit, so a run is a plain sequence of calls.
#include "tests/support/script_run.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "engine/lua/json.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::tests {
namespace {

Field field(std::string name, FieldType type, bool required = false,
            FieldType element = FieldType::any) {
  return {.name = std::move(name), .type = type, .element = element, .required = required};
}

std::string text_of(const StepError& error) {
  return fmt::format("{}: {}", error.code, error.message);
}

std::string text_of(const std::vector<StepId>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : " ") + id.text;
  return "[" + text + "]";
}

// What a line says after the event's type.
struct Words {
  std::string operator()(const StepRequested& e) const {
    return fmt::format("{} {} {}", e.step.text, e.operation, json_text(e.arguments));
  }
  std::string operator()(const EventEmitted& e) const {
    return fmt::format("[{}] {}", e.subject, json_text(e.data));
  }
  std::string operator()(const RunLogged& e) const { return e.level + ": " + e.text; }
  std::string operator()(const StepCancelAsked& e) const { return e.step.text; }
  std::string operator()(const TimerSet& e) const {
    const auto seconds = static_cast<double>(e.at.us - ScriptRun::first_time_us) / 1e6;
    return fmt::format("{} {} {}", e.timer.text, e.why, seconds);
  }
  std::string operator()(const TimerCancelled& e) const { return e.timer.text; }
  std::string operator()(const SignalAwaited& e) const { return e.wait.text + " " + e.name; }
  std::string operator()(const EventAwaited& e) const {
    return fmt::format("{} {} [{}] {}", e.wait.text, e.event_type, e.subject, json_text(e.where));
  }
  std::string operator()(const WaitCancelled& e) const { return e.wait.text; }
  std::string operator()(const UndoRegistered& e) const { return e.undo.text + " " + e.name; }
  std::string operator()(const UndoBegun& e) const { return e.undo.text; }
  std::string operator()(const UndoDone& e) const { return e.undo.text; }
  std::string operator()(const UndoFailed& e) const { return e.undo.text + " " + text_of(e.error); }
  std::string operator()(const RunUndoing& e) const {
    const char* const causes[] = {"failed", "cancelled", "rollback"};
    return fmt::format("{} {}", causes[static_cast<int>(e.why)], text_of(e.error));
  }
  std::string operator()(const RunCompleted& e) const { return json_text(e.result); }
  std::string operator()(const RunFailed& e) const { return text_of(e.error); }
  std::string operator()(const RunCancelled& e) const { return e.reason; }
  std::string operator()(const RunRollbackFailed& e) const {
    return text_of(e.remaining) + " " + text_of(e.error);
  }
  std::string operator()(const auto&) const { return ""; }
};

std::string text_of_event(const RunEvent& event) {
  const auto words = std::visit(Words{}, event);
  return std::string(type_of(event)) + (words.empty() ? "" : " " + words);
}

}  // namespace

std::vector<OperationDescriptor> test_operations() {
  const StepPolicy shy{.timeout_ms = 5'000,
                       .retry = {.attempts = 4, .first_ms = 100},
                       .on_interrupt = OnInterrupt::ask,
                       .repeatable = false};
  return {
      {.name = "debug.echo",
       .lua_name = "echo",
       .positional = "value",
       .parameters = {field("value", FieldType::any)}},
      {.name = "debug.wait",
       .lua_name = "wait",
       .parameters = {field("seconds", FieldType::number), field("long", FieldType::duration)},
       .policy = shy},
      {.name = "fs.read",
       .lua_name = "fs.read",
       .positional = "path",
       .parameters = {field("path", FieldType::string, true), field("bytes", FieldType::integer),
                      field("content", FieldType::bytes)}},
      {.name = "process.run",
       .lua_name = "exec",
       .positional = "argv",
       .parameters = {field("argv", FieldType::list, true, FieldType::string),
                      field("cwd", FieldType::string), field("quiet", FieldType::boolean),
                      field("env", FieldType::table, false, FieldType::string)}},
      {.name = "process.shell",
       .lua_name = "shell",
       .positional = "script",
       .parameters = {field("script", FieldType::string, true)}},
  };
}

std::shared_ptr<const Program> test_program(const std::string& script,
                                            const ScriptOptions& options) {
  const auto read_module = [&](std::string_view name) -> Result<Source> {
    const auto found = options.modules.find(std::string(name));
    if (found != options.modules.end()) {
      return Source{found->first, found->first + ".lua", found->second};
    }
    return failure(ErrorKind::not_found, "no_such_module", "no such file", "write it");
  };
  auto program = build_program({.path = options.path, .text = script}, read_module, wf_library(),
                               test_operations(), options.limits);
  if (!program) BOOST_FAIL(program.error().message);
  return std::make_shared<const Program>(*std::move(program));
}

std::string workflow_of(const std::string& body) {
  return "return wf.workflow { name = 'test', run = function(p)\n" + body + "\nend }\n";
}

Packed packed_json(std::string_view json) {
  auto packed = lua::packed_of_json(json, Limits{});
  if (!packed) BOOST_FAIL(packed.error().message);
  return *std::move(packed);
}

std::string json_text(const Packed& value) {
  const auto text = lua::json_of(value);
  return text ? *text : "(" + text.error().message + ")";
}

std::string line_of(const Decision& decision) {
  auto line = text_of_event(decision.event);
  const auto& place = decision.place;
  if (!place.module.empty()) line += fmt::format(" @{}:{}", place.module, place.line);
  return line;
}

std::vector<std::string> lines_of(const Decisions& decisions) {
  std::vector<std::string> lines;
  for (const auto& decision : decisions) lines.push_back(line_of(decision));
  return lines;
}

ScriptRun::ScriptRun(const std::string& script, ScriptOptions options)
    : options_(std::move(options)), program_(test_program(script, options_)) {
  host_ = std::make_unique<LuaHost>(
      [this](HostAnswer answer) { answer_ = std::get<AdvanceAnswer>(std::move(answer)); },
      options_.limits);
}

std::vector<std::string> ScriptRun::deliver(RunEvent event) {
  deliveries_.push_back({Timestamp{time_us}, std::move(event)});
  time_us += 1'000'000;
  host_->submit(Advance{.run = {options_.run},
                        .program = program_,
                        .base = deliveries_.size() - 1,
                        .deliveries = {deliveries_.back()}});
  std::vector<std::string> lines;
  for (const auto& decisions : answer_.after) lines = lines_of(decisions);
  if (const auto* verdict = std::get_if<Verdict>(&answer_.end)) {
    lines.push_back(fmt::format("verdict {}: {} @{}:{}", verdict->kind, verdict->message,
                                verdict->module, verdict->line));
  }
  if (std::holds_alternative<NeedsHistory>(answer_.end)) lines.emplace_back("needs history");
  transcript_.push_back(lines);
  return lines;
}

std::vector<std::string> ScriptRun::start(std::string_view params_json) {
  return deliver(RunStarted{.params = packed_json(params_json), .workflow = "test"});
}

std::vector<std::string> ScriptRun::succeed(const std::string& step, std::string_view result_json) {
  return deliver(StepSucceeded{.result = packed_json(result_json), .step = {step}});
}

std::vector<std::string> ScriptRun::fail(const std::string& step, const std::string& code,
                                         const std::string& message, std::string_view details) {
  return deliver(StepFailed{.error = {code, message, packed_json(details)}, .step = {step}});
}

std::vector<std::string> ScriptRun::cancelled(const std::string& step) {
  return deliver(StepCancelled{.step = {step}});
}

std::vector<std::string> ScriptRun::fire(const std::string& timer) {
  return deliver(TimerFired{.timer = {timer}});
}

std::vector<std::string> ScriptRun::signal(const std::string& name, std::string_view data_json) {
  return deliver(SignalReceived{.data = packed_json(data_json), .name = name});
}

std::vector<std::string> ScriptRun::cancel() { return deliver(RunCancelling{"enough"}); }

std::vector<std::string> ScriptRun::roll_back(const std::string& after) {
  return deliver(RunRollbackAsked{after, "undo it"});
}

std::vector<std::string> ScriptRun::run_to_end(std::string_view params_json) {
  auto lines = start(params_json);
  for (;;) {
    const auto& after = answer_.after;
    if (after.empty() || after.back().empty()) return lines;
    const auto* step = std::get_if<StepRequested>(&after.back().back().event);
    if (step == nullptr) return lines;
    const auto more = deliver(StepSucceeded{.result = step->arguments, .step = step->step});
    lines.insert(lines.end(), more.begin(), more.end());
  }
}

std::vector<std::vector<std::string>> ScriptRun::rebuilt(std::size_t chunk) const {
  AdvanceAnswer answer;
  LuaHost host([&](HostAnswer given) { answer = std::get<AdvanceAnswer>(std::move(given)); },
               options_.limits);
  std::vector<std::vector<std::string>> transcript;
  for (std::size_t base = 0; base < deliveries_.size(); base += chunk) {
    const auto end = std::min(chunk, deliveries_.size() - base);
    host.submit(Advance{.run = {options_.run},
                        .program = program_,
                        .base = base,
                        .deliveries = {deliveries_.begin() + static_cast<std::ptrdiff_t>(base),
                                       deliveries_.begin() +
                                           static_cast<std::ptrdiff_t>(base + end)}});
    for (const auto& decisions : answer.after) transcript.push_back(lines_of(decisions));
    if (end == deliveries_.size() - base) break;
  }
  return transcript;
}

std::string outcome_of(const std::string& body, const ScriptOptions& options) {
  ScriptRun run(workflow_of(body), options);
  const auto lines = run.run_to_end();
  return lines.empty() ? "(nothing)" : lines.back();
}

}  // namespace azwf::tests
