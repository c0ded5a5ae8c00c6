// Frames: topic, position, epoch, chain, counter, envelope. Numbers are eight bytes, the highest
// first.
#include "adapters/zeromq/publisher.hpp"

#include <algorithm>
#include <array>

#include "engine/envelope/cloud_event.hpp"

namespace azwf::zeromq {
namespace {

constexpr const char* beat_topic = "!";

std::string number(std::uint64_t value) {
  std::string bytes(sizeof value, '\0');
  for (std::size_t i = bytes.size(); i-- > 0; value >>= 8U) bytes[i] = static_cast<char>(value);
  return bytes;
}

void send(std::span<Socket* const> lives, std::span<const std::string_view> frames) {
  for (auto* live : lives) live->send(frames);  // what a subscriber does not take is lost to it
}

}  // namespace

std::string topic_of(const Event& event) { return event.type + ' ' + event.subject; }

Publisher::Publisher(EventLog& log, const Limits& limits)
    : limits_(limits), epoch_(log.epoch()), ordinals_(log) {}

void Publisher::hear(Socket& live) {
  auto& subscriptions = subscriptions_[&live];
  while (const auto received = live.receive()) {
    const std::string_view said = received->frames.front();
    if (said.empty()) continue;
    const auto topic = said.substr(1);
    if (said.front() == '\0') {
      live.drop_subscriber(topic);
      if (subscriptions > 0) --subscriptions;
    } else if (said.front() == '\1' && subscriptions < limits_.bus_live_subscriptions_max) {
      live.accept_subscriber(topic);
      ++subscriptions;
    }
  }
}

void Publisher::forget(const Socket& live) { subscriptions_.erase(&live); }

bool Publisher::is_heard() const {
  return std::ranges::any_of(subscriptions_, [](const auto& entry) { return entry.second > 0; });
}

// Counters that are too many begin anew: a subscriber that sees a smaller one has missed something.
std::uint64_t Publisher::count(const std::string& topic) {
  if (counts_.size() >= limits_.bus_topics_max && !counts_.contains(topic)) counts_.clear();
  return ++counts_[topic];
}

void Publisher::publish(const holder::StoredCommit& stored, std::span<Socket* const> lives) {
  const auto& [frame, leaf, bytes] = stored.commit;
  const bool is_asked_for = is_heard();
  const auto before = is_asked_for ? ordinals_.before(stored.commit) : std::uint64_t{0};
  ordinals_.pass(stored.commit);
  if (!is_asked_for || !before) return;
  auto ordinal = *before;
  const auto position = number(frame.position.value);
  const auto epoch = number(epoch_);
  for (const auto& event : leaf.events) {
    const auto topic = topic_of(event);
    const auto counter = number(count(topic));
    const auto envelope = cloud_event({frame, leaf.stream, ordinal++, event});
    send(lives, std::array<std::string_view, 6>{topic, position, epoch, frame.chain.view(), counter,
                                                envelope.bytes});
  }
}

void Publisher::beat(const Frame& head, std::span<Socket* const> lives) {
  const auto position = number(head.position.value);
  const auto epoch = number(epoch_);
  const auto counter = number(count(beat_topic));
  send(lives,
       std::array<std::string_view, 5>{beat_topic, position, epoch, head.chain.view(), counter});
}

}  // namespace azwf::zeromq
