// Events as they are asked for, one a line; what a format has no room for is counted.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "adapters/cli/console.hpp"
#include "adapters/cli/event_stream.hpp"
#include "engine/envelope/cd_event.hpp"

namespace azwf::cli {

enum class EventFormat { lines, json, cloudevents, cdevents };

class EventPrinter {
 public:
  EventPrinter(Console& console, EventFormat format, EventLog& log)
      : console_(console), format_(format), cd_events_(log) {}

  void print(const LoggedEvent& logged);
  // To stderr: how many events were left out, and why.
  void tell_left_out() const;

 private:
  void print_cd_event(const LoggedEvent& logged);

  Console& console_;
  EventFormat format_;
  CdEvents cd_events_;
  std::size_t without_counterpart_ = 0;
  std::map<std::pair<std::string, std::string>, std::size_t>
      lacking_;  // by type and what they lack
};

}  // namespace azwf::cli
