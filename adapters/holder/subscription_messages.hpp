// What is said about a subscription: one request, then as many deliveries as there is credit for.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "engine/event/leaf.hpp"

namespace azwf::holder {

// Where a subscription begins.
struct FromBeginning {};
struct FromPosition {
  Position position;  // included
};
struct FromTime {
  Timestamp time;  // the first commit recorded then or later
};
struct FromNow {};  // with what comes after the log's last commit
using From = std::variant<FromBeginning, FromPosition, FromTime, FromNow>;

// A commit is delivered when one of its events matches: whole, so that it can be proved. Of each
// kind one pattern has to match (`*` any characters, `?` one); a kind without patterns is not
// asked.
struct EventFilter {
  std::vector<std::string> types;
  std::vector<std::string> streams;
  std::vector<std::string> subjects;
  std::map<std::string, std::string> attributes;  // id, actor, origin: a pattern each

  [[nodiscard]] bool is_empty() const {
    return types.empty() && streams.empty() && subjects.empty() && attributes.empty();
  }
};

// Answered with Subscribed, then with deliveries under the same number until it is ended.
struct Subscribe {
  From from;
  EventFilter filter;
  std::uint64_t credit = 0;  // commits that may be delivered before there is more credit
  bool proves = false;       // what the filter leaves out is told by the hashes of its leaves
};
// Not answered.
struct Credit {
  std::uint64_t subscription = 0;  // the number of its request
  std::uint64_t more = 0;
};
struct Unsubscribe {
  std::uint64_t subscription = 0;
};

struct Subscribed {
  Position past;  // deliveries begin past it
  Digest chain;   // the log's chain there
  Position head;  // the log's last commit
};

// Commits that the filter left out, one after the other.
struct LeftOut {
  Position last;
  std::vector<Digest> leaf_hashes;
};
using Delivered = std::variant<std::string, LeftOut>;  // a commit: its frame and leaf as stored

struct Delivery {
  std::uint64_t sequence = 0;  // of this subscription's deliveries, from 1
  Position past;               // everything up to it has been looked at
  Position head;
  std::vector<Delivered> entries;
};

}  // namespace azwf::holder
