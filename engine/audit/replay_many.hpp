// Replaying many runs at once: on several threads, told in the order asked for.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "engine/audit/replay.hpp"

namespace azwf {

// A replayer for each thread; the log and the programs it reads must bear being read by several.
using MakeReplayer = std::function<std::unique_ptr<Replayer>()>;
using ReplayOne = std::function<Result<ReplayReport>(Replayer&, const RunId&)>;
// Told of each run in the order of `runs`, by one thread at a time; false ends it.
using ReplayTold = std::function<bool(const RunId&, Result<ReplayReport>)>;

void replay_many(std::span<const RunId> runs, std::size_t threads, const MakeReplayer& make,
                 const ReplayOne& replay, const ReplayTold& told);

}  // namespace azwf
