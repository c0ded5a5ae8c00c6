// The run is found by whatever the user calls it, and read as it is now.
#include "adapters/cli/run_at_hand.hpp"

#include "adapters/cli/select.hpp"

namespace azwf::cli {

Result<std::unique_ptr<RunAtHand>> RunAtHand::open(const Invocation& invocation, Console& console) {
  auto session = TRY(WorkSession::open(invocation, console, {.makes_store = false}));
  std::unique_ptr<RunAtHand> at_hand(new RunAtHand(std::move(session), console));
  auto& store = *at_hand->session;
  const auto name = invocation.text("RUN");
  at_hand->run = TRY(at_hand->follower.reading([&] { return select_run(store.views(), name); }));
  at_hand->before =
      TRY(at_hand->follower.reading([&] { return read_story(store.log(), at_hand->run); }));
  return at_hand;
}

}  // namespace azwf::cli
