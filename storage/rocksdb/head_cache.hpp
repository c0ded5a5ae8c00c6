// The heads of the streams written last, so that an append need not ask the database. Bounded: the
// one unused for longest goes first, but only when `trim` is called, so that heads of a group that
// is not yet written stay.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/event/commit_maker.hpp"

namespace azwf {

class HeadCache {
 public:
  explicit HeadCache(std::size_t heads_max) : heads_max_(heads_max) {}

  // Null: not known. The head may be changed, and stays where it is until `trim`.
  StreamHead* find(std::string_view stream) {
    const auto found = by_name_.find(stream);
    if (found == by_name_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->head;
  }

  // Only for a stream that `find` does not know.
  StreamHead* add(std::string_view stream, const StreamHead& head) {
    entries_.push_front({std::string(stream), head});
    by_name_.emplace(entries_.front().stream, entries_.begin());
    return &entries_.front().head;
  }

  void trim() {
    for (; by_name_.size() > heads_max_; entries_.pop_back())
      by_name_.erase(entries_.back().stream);
  }

 private:
  struct Entry {
    std::string stream;
    StreamHead head;
  };

  std::size_t heads_max_;
  std::list<Entry> entries_;  // the one used last comes first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_name_;
};

}  // namespace azwf
