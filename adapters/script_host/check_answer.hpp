// Whether what a host answered can be what a script decided: types, values, names and numbers
// within their bounds. Whether the script may decide so is the engine's question.
#pragma once

#include "engine/base/limits.hpp"
#include "engine/program/script_host.hpp"

namespace azwf::script_host {

// Of one delivery.
Result<void> check_decisions(const Decisions& decisions, const Limits& limits);
Result<void> check_verdict(const Verdict& verdict, const Limits& limits);
Result<void> check_description(const Description& description, const Limits& limits);
Result<void> check_error(const Error& error, const Limits& limits);

}  // namespace azwf::script_host
