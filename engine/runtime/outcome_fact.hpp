// What an attempt's end is to its run: the fact that is recorded.
#pragma once

#include "engine/base/limits.hpp"
#include "engine/runtime/inbox.hpp"

namespace azwf {

// A result over the limit, or one that is no plain value, fails the attempt; its output is kept.
RunEvent outcome_fact(AttemptEnded ended, const Limits& limits);

}  // namespace azwf
