// The run is found by whatever the user calls it, and read as it is now.
#include "adapters/cli/run_at_hand.hpp"

#include "adapters/cli/select.hpp"

namespace azwf::cli {

Result<std::unique_ptr<RunAtHand>> RunAtHand::open(const Invocation& invocation, Console& console) {
  auto session = TRY(WorkSession::open(invocation, console));
  auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  std::unique_ptr<RunAtHand> at_hand(new RunAtHand(std::move(session), std::move(run), console));
  at_hand->before = TRY(read_story(at_hand->session->log(), at_hand->run));
  return at_hand;
}

}  // namespace azwf::cli
