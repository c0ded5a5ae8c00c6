// A loss of the log's end that somebody accepted. Invariant: positions jump before this event only,
// and past every position that ever named a commit.
#pragma once

#include <string>

#include "engine/event/commit_maker.hpp"

namespace azwf {

// The stream of what happens to the store itself.
inline constexpr std::string_view store_stream = "store";

struct AcceptedLoss {
  Position kept;      // the last commit that is still there
  Position anchored;  // how far the log had come at most; 0: unknown
  Digest chain;       // of what was lost, at its end; zeros: unknown
};

// Somebody's word that it is accepted.
struct LossAcceptance {
  Position kept;  // what they take for the last commit there is
  std::string actor;
  ProposalId proposal;
};

// What a log that ends at `end` ends at for the commit that records the loss.
LogHead head_past(const AcceptedLoss& loss, const LogHead& end);
Proposal loss_proposal(const AcceptedLoss& loss, const LossAcceptance& acceptance, Timestamp now);

// Where the commit before this one stands.
Position position_before(const Commit& commit);

}  // namespace azwf
