// The colour of a status: green is well, red is not, yellow waits for somebody.
#pragma once

#include "adapters/cli/story.hpp"
#include "adapters/cli/style.hpp"

namespace azwf::cli {

using Colour = std::string (Style::*)(std::string_view) const;

inline Colour colour_of(RunStatus status) {
  switch (status) {
    case RunStatus::completed: return &Style::good;
    case RunStatus::failed:
    case RunStatus::killed:
    case RunStatus::rollback_failed: return &Style::bad;
    case RunStatus::running: return &Style::active;
    default: return &Style::warning;
  }
}

inline Colour colour_of(StepEnd end) {
  switch (end) {
    case StepEnd::succeeded: return &Style::good;
    case StepEnd::failed: return &Style::bad;
    case StepEnd::performing: return &Style::active;
    default: return &Style::warning;
  }
}

}  // namespace azwf::cli
