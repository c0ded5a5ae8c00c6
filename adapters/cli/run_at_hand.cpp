// The store is brought up to date first, so that ids are found.
#include "adapters/cli/run_at_hand.hpp"

#include "adapters/cli/select.hpp"
#include "engine/view/projector.hpp"

namespace azwf::cli {

Result<std::unique_ptr<RunAtHand>> RunAtHand::open(const Invocation& invocation, Console& console) {
  auto session = TRY(WritingSession::open(invocation));
  TRY(catch_up(session->views(), session->log()));
  auto run = TRY(select_run(session->views(), invocation.text("RUN")));
  std::unique_ptr<RunAtHand> at_hand(new RunAtHand(std::move(session), std::move(run), console));
  at_hand->before = TRY(read_story(at_hand->session->log(), at_hand->run));
  return at_hand;
}

}  // namespace azwf::cli
