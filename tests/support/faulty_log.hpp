// A log that fails by plan: a wrapper over any EventLog. What it answers `unknown` may be written
// or not; what it answers otherwise is true of the log beneath.
#pragma once

#include <deque>
#include <functional>
#include <random>
#include <vector>

#include "tests/support/forwarding_log.hpp"

namespace azwf::tests {

enum class Fault {
  none,
  conflict,             // answered so, nothing written
  refused,              // answered so, nothing written
  unknown_written,      // written as it would have been, and answered `unknown`
  unknown_not_written,  // not written, and answered `unknown`
  other_writer,         // another writer's commit gets to the stream's head first
  dies,                 // not written; from then on every append is answered `unknown`
};

// How many of 1,000 proposals meet each fault.
struct FaultRates {
  unsigned conflict = 0;
  unsigned refused = 0;
  unsigned unknown_written = 0;
  unsigned unknown_not_written = 0;
  unsigned other_writer = 0;
  unsigned dies = 0;
};

class FaultyLog : public ForwardingLog {
 public:
  using OtherWriter = std::function<Proposal(const Proposal& ours)>;

  FaultyLog(EventLog& log, std::uint64_t seed, FaultRates rates = {})
      : ForwardingLog(log), random_(seed), rates_(rates) {}

  // The next proposals meet exactly these faults, before the rates count again.
  void next(const std::vector<Fault>& faults) {
    planned_.insert(planned_.end(), faults.begin(), faults.end());
  }
  // Those that no proposal has met yet.
  [[nodiscard]] std::vector<Fault> planned() const { return {planned_.begin(), planned_.end()}; }
  // What another writer appends; by default one event `other.wrote` at any revision.
  void set_other_writer(OtherWriter make) { other_writer_ = std::move(make); }

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override;

 private:
  Fault draw();
  void let_other_write(const Proposal& ours);

  std::mt19937_64 random_;
  FaultRates rates_;
  std::deque<Fault> planned_;
  OtherWriter other_writer_;
  bool is_dead_ = false;
};

}  // namespace azwf::tests
