// A log that hands everything on to another: wrappers in tests say only what they do otherwise.
#pragma once

#include <utility>

#include "engine/event/event_log.hpp"

namespace azwf::tests {

// `log` outlives this.
class ForwardingLog : public EventLog {
 public:
  explicit ForwardingLog(EventLog& log) : log_(log) {}

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override {
    return log_.append(proposals);
  }
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override { return log_.read(query); }
  Result<Position> wait_past(Position position, std::stop_token stop) override {
    return log_.wait_past(position, std::move(stop));
  }
  std::uint64_t epoch() const override { return log_.epoch(); }

 private:
  EventLog& log_;
};

}  // namespace azwf::tests
