// What a command's end tells the shell. Scripts rely on these numbers: they do not change.
#pragma once

#include "engine/base/result.hpp"

namespace azwf::cli {

enum class ExitStatus {
  done = 0,
  failed = 1,  // the run failed, or the check found something
  wrong_use = 2,
  refused = 3,  // in conflict with what is there, or not permitted
  not_found = 4,
  damaged = 5,        // the store is damaged, or not safe to open
  unfinished = 6,     // stopped, in doubt, unavailable: the next command is printed
  interrupted = 130,  // by Ctrl-C; the run stays resumable
};

// The code of the error of what Ctrl-C kept from its answer.
inline constexpr const char* interrupted_code = "interrupted";

ExitStatus exit_status_of(ErrorKind kind);
ExitStatus exit_status_of(const Error& error);
// Of several runs' ends, the one that needs attention most.
ExitStatus worse(ExitStatus one, ExitStatus other);

}  // namespace azwf::cli
