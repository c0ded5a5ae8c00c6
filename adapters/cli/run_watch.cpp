// Where the last look ended is all that is remembered.
#include "adapters/cli/run_watch.hpp"

#include "engine/run/run_codec.hpp"

namespace azwf::cli {

Result<void> RunWatch::look(const std::function<void(const RunCommit&)>& visit) {
  const auto cursor = TRY(log_.read({.stream = run_stream(run_), .past = past_}));
  while (auto commit = TRY(cursor->next())) {
    const auto decoded = TRY(decode_run_commit(*commit, next_));
    past_ = decoded.position;
    next_ += static_cast<Ordinal>(decoded.events.size());
    visit(decoded);
  }
  return {};
}

}  // namespace azwf::cli
