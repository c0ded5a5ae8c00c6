// Many subscribers of a bus that share one thread of the library.
#pragma once

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <list>
#include <ranges>
#include <string>
#include <vector>

#include "adapters/holder/message.hpp"
#include "adapters/zeromq/socket.hpp"

namespace azwf::bench {

class Crowd {
 public:
  static constexpr std::size_t size = 200;

  // The first of them are stuck: they read nothing once they are subscribed.
  Crowd(const zeromq::Endpoint& endpoint, std::size_t stuck, const Limits& limits) {
    Limits small = limits;
    small.bus_unsent_messages_max = 1;
    for (std::size_t i = 0; i < size; ++i) {
      const auto& own = i < stuck ? small : limits;
      all_.emplace_back(zeromq::Socket(context_, zeromq::SocketKind::dealer, {}, own));
      (void)all_.back().socket.connect(endpoint);
      say(all_.back(), 1, holder::Hello{});
      say(all_.back(), 2, holder::Subscribe{.from = holder::FromNow{}, .credit = plenty});
    }
    while (!std::ranges::all_of(all_, &Member::is_subscribed)) turn(0);
  }

  // Reads what has come, but for the first of them, as many as are stuck: they only say that they
  // are there.
  void turn(std::size_t stuck) {
    beat();
    std::vector<zeromq::Socket*> sockets;
    for (auto& each : all_ | std::views::drop(stuck)) sockets.push_back(&each.socket);
    zeromq::wait_for(sockets, -1, std::chrono::milliseconds(10));
    for (auto& each : all_ | std::views::drop(stuck)) {
      while (const auto received = each.socket.receive()) take(each, received->frames.back());
    }
  }
  [[nodiscard]] bool have_all(std::size_t stuck, std::size_t count) const {
    return std::ranges::all_of(all_ | std::views::drop(stuck),
                               [&](const Member& each) { return each.commits >= count; });
  }

 private:
  struct Member {
    explicit Member(zeromq::Socket own) : socket(std::move(own)) {}
    zeromq::Socket socket;
    bool is_subscribed = false;
    std::size_t commits = 0;
  };

  void beat() {
    if (std::chrono::steady_clock::now() - beaten_ < beat_every) return;
    beaten_ = std::chrono::steady_clock::now();
    for (auto& each : all_) each.socket.send(std::array<std::string_view, 1>{""});
  }
  static void say(Member& member, std::uint64_t number, const holder::Request& request) {
    std::string message;
    holder::write_request(message, number, request);
    const std::array<std::string_view, 1> frames{message};
    while (member.socket.send(frames) != zeromq::Sent::sent) {  // it is not connected yet
      poll(nullptr, 0, 1);
    }
  }
  static void take(Member& member, std::string_view message) {
    const auto numbered = holder::read_reply(message);
    if (!numbered || !numbered->reply) return;
    const auto& reply = *numbered->reply;
    if (std::holds_alternative<holder::Subscribed>(reply)) member.is_subscribed = true;
    const auto* delivery = std::get_if<holder::Delivery>(&reply);
    if (delivery != nullptr) member.commits += delivery->entries.size();
  }

  static constexpr std::uint64_t plenty = 1'000'000;
  static constexpr auto beat_every = std::chrono::seconds(2);

  zeromq::Context context_;
  std::list<Member> all_;
  std::chrono::steady_clock::time_point beaten_ = std::chrono::steady_clock::now();
};

}  // namespace azwf::bench
