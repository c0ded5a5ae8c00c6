// One exit status for each kind of error.
#include "adapters/cli/exit_status.hpp"

namespace azwf::cli {

ExitStatus exit_status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed: return ExitStatus::failed;
    case ErrorKind::invalid: return ExitStatus::wrong_use;
    case ErrorKind::refused: return ExitStatus::refused;
    case ErrorKind::not_found: return ExitStatus::not_found;
    case ErrorKind::damaged: return ExitStatus::damaged;
    case ErrorKind::unavailable: return ExitStatus::unfinished;
  }
  return ExitStatus::failed;
}

ExitStatus exit_status_of(const Error& error) {
  return error.code == interrupted_code ? ExitStatus::interrupted : exit_status_of(error.kind);
}

// The numbers grow with how much a person has to do, as far as the ends of runs go (0, 1, 6).
ExitStatus worse(ExitStatus one, ExitStatus other) { return one < other ? other : one; }

}  // namespace azwf::cli
