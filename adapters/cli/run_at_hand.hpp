// What a command does with one run begins alike: the store is opened, and the run looked at.
#pragma once

#include <memory>

#include "adapters/cli/follow.hpp"

namespace azwf::cli {

struct RunAtHand {
  // Of the run that the argument RUN names.
  static Result<std::unique_ptr<RunAtHand>> open(const Invocation& invocation, Console& console);

  const std::unique_ptr<WorkSession> session;
  RunId run;
  Follower follower;
  Story before;  // of the run, which is not taken up yet

 private:
  RunAtHand(std::unique_ptr<WorkSession> session_, Console& console)
      : session(std::move(session_)), follower(*session, console) {}
};

}  // namespace azwf::cli
