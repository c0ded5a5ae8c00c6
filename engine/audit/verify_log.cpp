// Reads the whole log once, in order, and recomputes every hash it carries.
#include "engine/audit/verify_log.hpp"

#include <unordered_map>

#include "engine/event/accepted_loss.hpp"

namespace azwf {
namespace {

class Verification {
 public:
  // What is wrong with the commit; empty when nothing is.
  std::string check(const Commit& commit) {
    const auto& frame = commit.frame;
    const auto hash = leaf_hash(commit.leaf_bytes);
    const auto chain = chain_hash(report.chain, hash);
    auto& previous = heads_[commit.leaf.stream];
    if (position_before(commit) != report.last)
      return "its position does not follow the one before";
    if (frame.recorded < recorded_) return "it was recorded earlier than the one before";
    if (commit.leaf.previous != previous) return "it does not follow its stream's last commit";
    if (frame.chain != chain) return "its chain hash is not that of the commits up to it";
    previous = hash;
    recorded_ = frame.recorded;
    report.last = frame.position;
    report.chain = chain;
    report.streams = heads_.size();
    ++report.commits;
    report.events += commit.leaf.events.size();
    report.bytes += commit.leaf_bytes.size();
    return {};
  }

  LogReport report;

 private:
  std::unordered_map<StreamName, Digest> heads_;
  Timestamp recorded_;
};

}  // namespace

Result<LogReport> verify_log(EventLog& log) {
  Verification verification;
  auto cursor = TRY(log.read({}));
  while (true) {
    const auto commit = cursor->next();
    if (!commit) {
      verification.report.problem = commit.error().message;
      verification.report.bad_position = Position{verification.report.last.value + 1};
      return verification.report;
    }
    if (!*commit) return verification.report;
    auto problem = verification.check(**commit);
    if (problem.empty()) continue;
    verification.report.problem = std::move(problem);
    verification.report.bad_position = (*commit)->frame.position;
    return verification.report;
  }
}

}  // namespace azwf
