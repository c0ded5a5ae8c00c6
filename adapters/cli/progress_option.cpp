// The terminal is the one of stderr: results on stdout may go elsewhere.
#include "adapters/cli/progress_option.hpp"

#include <unistd.h>

#include <cstdlib>

namespace azwf::cli {
namespace {

bool can_redraw() {
  const auto* const terminal = std::getenv("TERM");
  const bool is_dumb =
      terminal == nullptr || *terminal == '\0' || std::string_view(terminal) == "dumb";
  return !is_dumb && isatty(STDERR_FILENO) == 1;
}

bool wants_no_colour(const Invocation& invocation) {
  const auto* const no_color = std::getenv("NO_COLOR");
  return invocation.has("--no-color") || (no_color != nullptr && *no_color != '\0');
}

std::unexpected<Error> cannot(const std::string& what, const std::string& hint) {
  return failure(ErrorKind::invalid, "bad_progress", what, hint);
}

}  // namespace

Result<Progress> progress_of(const Invocation& invocation) {
  const auto how = invocation.find("--progress");
  if (how && *how != "tty" && *how != "plain" && *how != "json") {
    return cannot("--progress takes tty, plain or json, not \"" + *how + "\"",
                  "without it, a terminal is redrawn and everything else gets lines");
  }
  const bool is_json = invocation.has("--json");
  if (is_json && how && *how != "json") {
    return cannot("with --json, progress is JSON too, or none", "--progress json");
  }
  if (how == "tty" && !can_redraw()) {
    return cannot("stderr is no terminal that can be redrawn", "--progress plain");
  }
  if (invocation.has("--quiet")) return Progress::silent;
  if (how == "json") return Progress::json;
  if (is_json) return Progress::silent;
  if (how == "plain") return Progress::plain;
  const bool redraws = how == "tty" || (can_redraw() && !wants_no_colour(invocation));
  return redraws ? Progress::tty : Progress::plain;
}

}  // namespace azwf::cli
