// Writes to the process's own stdout and stderr.
#include "adapters/cli/console.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"

namespace azwf::cli {
namespace {

bool is_colourful(int descriptor) {
  const auto* const no_color = std::getenv("NO_COLOR");
  const auto* const terminal = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(descriptor) == 1;
}

void write(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

Packed error_document(const Error& error) {
  Record fields;
  fields.text("code", error.code).text("message", error.message).text("hint", error.hint);
  return Record().record("error", fields).pack();
}

}  // namespace

Console::Console(ConsoleOptions options)
    : options_(options),
      out_style_(options.colour && is_colourful(STDOUT_FILENO)),
      err_style_(options.colour && is_colourful(STDERR_FILENO)) {}

void Console::print(std::string_view text) { write(stdout, text); }

void Console::print_line(std::string_view line) {
  write(stdout, line);
  write(stdout, "\n");
}

void Console::print_json(const Packed& document) { print_line(json_text(document)); }

void Console::note(std::string_view line) {
  if (!shows_progress()) return;
  write(stderr, std::string(line) + "\n");
}

void Console::error(const Error& error) {
  std::fflush(stdout);
  if (options_.json) return write(stderr, json_text(error_document(error)) + "\n");
  write(stderr, err_style_.bad("azwf: ") + error.message + "\n");
  if (!error.hint.empty()) write(stderr, "      " + error.hint + "\n");
}

Result<void> Console::flush() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
  return failure(ErrorKind::failed, "output_lost",
                 std::string("cannot write to stdout: ") + std::strerror(errno));
}

bool Console::is_open() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

}  // namespace azwf::cli
