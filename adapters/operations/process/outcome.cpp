// The result's shape: {exit, stdout, stderr, truncated}; a failure's details are the same and
// `signal`.
#include "adapters/operations/process/outcome.hpp"

#include <algorithm>
#include <cstring>

#include "engine/base/check.hpp"
#include "engine/base/packed.hpp"

namespace azwf::process {
namespace {

constexpr std::size_t line_bytes_max = 300;

// Keys in the order of their bytes, as packed maps have them.
Packed pack_result(const Report& report, const Excerpt& excerpt, const std::string& signal) {
  Packed result{""};
  Packer packer(result.bytes);
  const bool has_exit = report.end == Report::End::exited;
  packer.map(3U + (has_exit ? 1 : 0) + (signal.empty() ? 0 : 1));
  if (has_exit) packer.string("exit").integer(report.number);
  if (!signal.empty()) packer.string("signal").string(signal);
  packer.string("stderr").string(excerpt.err);
  packer.string("stdout").string(excerpt.out);
  packer.string("truncated").boolean(excerpt.truncated);
  return result;
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name != nullptr ? name : std::to_string(number);
}

// For people, and on one line whatever the program is called or prints.
std::string readable(std::string_view text) {
  std::string line = valid_utf8(text);
  for (char& byte : line) {
    if (static_cast<unsigned char>(byte) < ' ') byte = ' ';
  }
  return line;
}

// The program's name, what happened, and the last it said about it.
std::string message_of(const Command& command, const std::string& what, const Excerpt& excerpt) {
  const auto line = last_line(excerpt.err, line_bytes_max);
  const auto ending = command.argv[0] + " " + what;
  return readable(line.empty() ? ending : ending + ": " + std::string(line));
}

bool has_succeeded(const Command& command, const Report& report) {
  return report.end == Report::End::exited &&
         std::ranges::find(command.ok, report.number) != command.ok.end();
}

// A program that did its work is not run again because its output could not be stored.
bool may_help_to_repeat(const Command& command, const Report& report) {
  if (report.code == "output_lost") return !has_succeeded(command, report);
  return report.code == "start_failed";
}

struct WithoutOutput {
  std::string why;

  Outcome operator()(Succeeded& outcome) const {
    const auto exit = field_of(outcome.result, "exit");
    const auto status = std::to_string(Unpacker(exit.bytes).integer().value_or(0));
    auto message = "the program ended with exit status " + status + ", but its " + why;
    return Failed{{"output_lost", std::move(message), std::move(outcome.result)}, false, {}};
  }
  Outcome operator()(Failed& outcome) const {
    outcome.error.message += "; its " + why;
    return std::move(outcome);
  }
  Outcome operator()(Stopped& outcome) const { return std::move(outcome); }
  Outcome operator()(Lost& outcome) const {
    outcome.why += "; its " + why;
    return std::move(outcome);
  }
};

}  // namespace

Outcome outcome_of(const Command& command, const Report& report, const Excerpt& excerpt,
                   std::optional<StopReason> asked, std::optional<OutputRef> output) {
  if (report.stopped && asked) return Stopped{*asked, output};
  const bool is_signalled = report.end == Report::End::signalled;
  const auto signal = is_signalled ? signal_name(report.number) : std::string();
  auto result = pack_result(report, excerpt, signal);
  if (!report.code.empty()) {
    return Failed{{report.code, readable(report.message), std::move(result)},
                  may_help_to_repeat(command, report),
                  output};
  }
  AZWF_CHECK(report.end != Report::End::never_started);
  if (is_signalled) {
    auto message = message_of(command, "was killed by SIG" + signal, excerpt);
    return Failed{{"signal_" + signal, std::move(message), std::move(result)}, true, output};
  }
  if (has_succeeded(command, report)) {
    return Succeeded{std::move(result), output};
  }
  const auto status = std::to_string(report.number);
  auto message = message_of(command, "ended with exit status " + status, excerpt);
  return Failed{{"exit_" + status, std::move(message), std::move(result)}, true, output};
}

Outcome without_output(Outcome outcome, const Error& why) {
  return std::visit(WithoutOutput{"output could not be kept: " + readable(why.message)}, outcome);
}

Failed failed_by(const Error& error) {
  const bool is_hopeless = error.kind == ErrorKind::invalid;
  return Failed{{error.code, readable(error.message), Packed{}}, !is_hopeless, std::nullopt};
}

}  // namespace azwf::process
