// What doctor looks at: each examination says what is well, or what is not and what to do.
#pragma once

#include <string>
#include <vector>

#include "adapters/cli/command.hpp"
#include "engine/base/result.hpp"
#include "engine/event/leaf.hpp"
#include "storage/files/home.hpp"

namespace azwf {
class EventLog;
}

namespace azwf::cli {

class ReadingSession;

struct Finding {
  std::string name;     // "free space"
  std::string message;  // what is the case
  std::string hint;     // what to do; empty when all is well
  bool ok = true;
  bool is_damage = false;
};
using Findings = std::vector<Finding>;

Finding well(std::string name, std::string message);
Finding problem(std::string name, const Error& error);

// Of this installation: supervisor, limits, memory.
Findings examine_installation();
// Of a home and the store in it; nothing in it is changed.
Findings examine_store(const Invocation& invocation, const Home& home);
// Of all blobs there are: none needs a log to be checked.
Finding blobs_finding(const Home& home);
// Of those that runs name.
Finding needed_blobs_finding(ReadingSession& session);
// Of the views as they were last flushed, against those that the log folds to.
Finding views_finding(const Home& home, EventLog& log);
// Compares the stored views with views folded from the log, then puts those in their place.
// Error{unavailable} while another process holds the store.
Result<Finding> rebuild_views(const Invocation& invocation);

// Records that what stood past `kept` is lost: the log goes on. Error{refused} when it does not end
// there, or nothing is lost.
Result<Finding> accept_loss_after(Position kept, const Home& home);

}  // namespace azwf::cli
