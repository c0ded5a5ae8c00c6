// The live stream: every event of every commit, as it is made, to whoever subscribes to its topic.
// Lossy by nature: who is slow or away misses some, and sees by the counters that it did.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

#include "adapters/holder/recent_commits.hpp"
#include "adapters/zeromq/socket.hpp"
#include "engine/event/event_id.hpp"

namespace azwf::zeromq {

// Threads: the server's.
class Publisher {
 public:
  Publisher(EventLog& log, const Limits& limits);

  // Takes in that somebody has subscribed. False when that was too often: what the library keeps
  // for it is bounded only by a new socket.
  [[nodiscard]] bool hear(Socket& live);
  // It is a new socket, which nobody has subscribed at.
  void forget(const Socket& live);
  // Each commit, in order; nothing is encoded while nobody listens.
  void publish(const holder::StoredCommit& stored, std::span<Socket* const> lives);
  // Where the log ends, under the topic "!".
  void beat(const Frame& head, std::span<Socket* const> lives);

 private:
  [[nodiscard]] bool is_heard() const;
  std::uint64_t count(const std::string& topic);

  const Limits& limits_;
  const std::uint64_t epoch_;
  EventCounts ordinals_;
  std::unordered_map<const Socket*, std::size_t> subscribed_;  // topics, ever
  std::unordered_map<std::string, std::uint64_t> counts_;      // by topic
};

// What an event is published under: its type, a blank, its subject.
std::string topic_of(const Event& event);

}  // namespace azwf::zeromq
