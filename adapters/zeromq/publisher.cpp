// Frames: topic, position, epoch, chain, counter, envelope. Numbers are eight bytes, the highest
// first.
#include "adapters/zeromq/publisher.hpp"

#include <algorithm>
#include <array>

#include "engine/base/check.hpp"
#include "engine/envelope/cloud_event.hpp"

namespace azwf::zeromq {
namespace {

constexpr const char* beat_topic = "!";
constexpr std::size_t envelope_bytes_max = 64 << 10;  // whoever wants a larger one reads it
constexpr int heard_at_once = 1'024;                  // then others have their turn

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

// Who says that it does not want a topic any more need not have had it: only what was wanted
// counts.
bool Publisher::hear(Socket& live) {
  auto& subscribed = subscribed_[&live];
  for (int heard = 0; heard < heard_at_once; ++heard) {
    const auto received = live.receive();
    if (!received) break;
    if (received->frames.front().starts_with('\1')) ++subscribed;
  }
  return subscribed <= limits_.bus_live_subscriptions_max;
}

void Publisher::forget(const Socket& live) { subscribed_.erase(&live); }

bool Publisher::is_heard() const {
  return std::ranges::any_of(subscribed_, [](const auto& entry) { return entry.second > 0; });
}

// Counters that are too many begin anew: a subscriber that sees a smaller one has missed something.
std::uint64_t Publisher::count(const std::string& topic) {
  if (counts_.size() >= limits_.bus_topics_max && !counts_.contains(topic)) counts_.clear();
  return ++counts_[AZWF_PLANTED(126) ? "" : topic];
}

void Publisher::publish(const holder::StoredCommit& stored, std::span<Socket* const> lives) {
  const auto& [frame, leaf, bytes] = stored.commit;
  const bool is_asked_for = is_heard();
  const bool is_counted =
      is_asked_for && std::ranges::any_of(leaf.events, &std::string::empty, &Event::id);
  const auto before = is_counted ? ordinals_.before(stored.commit) : std::uint64_t{0};
  ordinals_.pass(stored.commit);
  if (!is_asked_for || !before) return;
  auto ordinal = *before;
  const auto position = number(frame.position.value);
  const auto epoch = number(epoch_);
  for (const auto& event : leaf.events) {
    const auto topic = topic_of(event);
    const auto counter = number(count(topic));
    const auto envelope = cloud_event({frame, leaf.stream, ordinal++, event});
    const bool is_small = envelope.bytes.size() <= envelope_bytes_max;
    send(lives, std::array<std::string_view, 6>{topic, position, epoch, frame.chain.view(), counter,
                                                is_small ? envelope.bytes : std::string_view()});
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
