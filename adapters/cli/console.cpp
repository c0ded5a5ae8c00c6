// Writes to the process's own stdout and stderr.
#include "adapters/cli/console.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "adapters/cli/json.hpp"
#include "adapters/cli/live/screen.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t page_columns = 100;

bool is_colourful(int descriptor) {
  const auto* const no_color = std::getenv("NO_COLOR");
  const auto* const terminal = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(descriptor) == 1;
}

bool write(std::FILE* file, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size();
}

}  // namespace

Console::Console(ConsoleOptions options)
    : options_(options),
      out_style_(options.colour && is_colourful(STDOUT_FILENO)),
      err_style_(options.colour && is_colourful(STDERR_FILENO)) {}

std::size_t Console::out_columns() const {
  return isatty(STDOUT_FILENO) == 1 ? Screen(STDOUT_FILENO).size().columns : page_columns;
}

void Console::print(std::string_view text) {
  if (write_error_ == 0 && !write(stdout, text)) write_error_ = errno;
}

void Console::print_line(std::string_view line) { print(std::string(line) + "\n"); }

void Console::print_json(const Packed& document) { print_line(json_text(document)); }

void Console::note(std::string_view line) {
  if (!options_.quiet) tell(line);
}

void Console::tell(std::string_view line) {
  if (errors_are_json()) return;
  const auto whole = std::string(line) + "\n";
  if (screen_ != nullptr) return screen_->print(whole);
  write(stderr, whole);
}

void Console::tell_at_once(std::string_view line) {
  if (errors_are_json()) return;
  const auto whole = std::string(line) + "\n";
  if (screen_ != nullptr) return screen_->leave(whole);
  Screen(STDERR_FILENO).leave(whole);
}

void Console::tell_json(const Packed& document) { write(stderr, json_text(document) + "\n"); }

void Console::error(const Error& error) {
  std::fflush(stdout);
  if (errors_are_json()) {
    return tell_json(Record().record("error", error_fields(error)).pack());
  }
  write(stderr, err_style_.bad("azwf: ") + printable(error.message) + "\n");
  if (!error.hint.empty()) write(stderr, "      " + printable(error.hint) + "\n");
}

Result<void> Console::flush() {
  if (std::fflush(stdout) != 0 && write_error_ == 0) write_error_ = errno;
  if (write_error_ == 0 || write_error_ == EPIPE) return {};
  return failure(ErrorKind::failed, "output_lost",
                 std::string("cannot write to stdout: ") + std::strerror(write_error_));
}

}  // namespace azwf::cli
