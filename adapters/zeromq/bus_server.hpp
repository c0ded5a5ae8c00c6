// Serves a store to peers on this machine and others, in a thread of its own: requests as at the
// holder's socket, and subscriptions. PROTOCOL.md has it all from a stranger's view.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/holder/recent_commits.hpp"
#include "adapters/holder/service.hpp"
#include "adapters/holder/task_queue.hpp"
#include "adapters/zeromq/allow_list.hpp"
#include "adapters/zeromq/bus_options.hpp"
#include "adapters/zeromq/entrance.hpp"
#include "adapters/zeromq/gate.hpp"
#include "adapters/zeromq/peer.hpp"
#include "adapters/zeromq/publisher.hpp"
#include "adapters/zeromq/refusals.hpp"

namespace azwf::zeromq {

// What a bus has refused so far.
struct BusCounts {
  std::uint64_t connections = 0;  // without a key for here, or all at a full door
  std::uint64_t messages = 0;     // that are none, of peers unknown or too fast, or not permitted
  std::uint64_t stuck = 0;        // peers that did not read what they were sent
};

class BusServer {
 public:
  // Error{unavailable} when it cannot listen; Error{refused} when that would not be safe. `parts`
  // outlive this.
  static Result<std::unique_ptr<BusServer>> open(BusOptions options,
                                                 const holder::ServiceParts& parts);
  // Ends every connection; what was asked and not answered is left to the next holder.
  ~BusServer();
  BusServer(const BusServer&) = delete;
  BusServer& operator=(const BusServer&) = delete;

  using Address = BusAddress;
  [[nodiscard]] std::vector<Address> addresses() const;
  // Threads: any.
  [[nodiscard]] BusCounts counts() const;

 private:
  struct Door {
    Address address;
    Security security;
    Socket router;
    Socket live;
    std::optional<Entrance> entrance;
    std::uint64_t drained = 0;              // how often nothing was left to hear of its peers
    std::optional<Entrance> live_entrance;  // none: the address could not be had again yet
  };
  using PeerName = std::pair<std::size_t, std::string>;  // its door, and its name there
  using Peers = std::map<PeerName, Peer>;
  using WeakAsker = std::weak_ptr<const holder::Asker>;

  BusServer(BusOptions options, const holder::ServiceParts& parts,
            std::shared_ptr<holder::TaskQueue> tasks, holder::RecentCommits recent,
            std::unique_ptr<AllowList> allowed);
  Result<void> listen();

  void serve(const std::stop_token& stop);
  Result<void> catch_up();
  void lock_out();
  void open_live_again(Door& door);
  Result<void> open_live(Door& door);
  std::vector<Socket*> heard();
  void look(Door& door);
  void turn_away(const std::string& reason, std::size_t count);
  std::size_t connections_max() const;
  void watch(Position seen, const std::stop_token& stop);
  std::chrono::milliseconds patience() const;
  void hear(std::size_t door);
  void handle(const PeerName& name, const Received& received);
  void handle(const PeerName& name, Peer& peer, std::string_view message);
  void subscribe(Peer& peer, std::uint64_t number, holder::Subscribe request);
  void perform(const PeerName& name, Peer& peer, holder::Numbered numbered);
  std::optional<Guest> guest_of(const PeerName& name, const Received& received) const;
  holder::Service::ReplyTo reply_to(const PeerName& name, const Peer& peer, std::uint64_t number);
  void answer(const PeerName& name, const WeakAsker& asker, std::uint64_t number,
              const Result<holder::Reply>& reply);
  bool pump();
  bool pump_past();
  template <class Chosen> bool deliver(Peer& peer, Chosen&& chosen);
  void send();
  void beat(Clock::time_point now);
  void note_unknown(std::string public_key, std::string address);
  void tell_refusals(Clock::time_point now);
  void refuse(const PeerName& name, bool has_delimiter, std::uint64_t number, const Error& why);

  const BusOptions options_;
  EventLog& log_;
  const Limits& limits_;
  Holder& holder_;
  const std::string engine_;                  // its name
  std::shared_ptr<holder::TaskQueue> tasks_;  // replies may come after this has ended
  Context context_;
  std::unique_ptr<AllowList> allowed_;
  Refusals refusals_;
  std::optional<Gate> gate_;
  std::vector<Door> doors_;
  Peers peers_;
  holder::RecentCommits recent_;
  Publisher publisher_;
  std::vector<Socket*> lives_;  // of the doors
  PeerName pumped_;             // the last that has read the past
  bool is_held_up_ = false;     // there is something for a peer that did not take it in this turn
  Clock::time_point beaten_;
  std::thread::id serving_;
  std::atomic<bool> log_has_grown_ = false;
  std::atomic<std::uint64_t> refused_ = 0;
  std::atomic<std::uint64_t> stuck_ = 0;
  std::atomic<std::uint64_t> turned_away_ = 0;
  holder::Service service_;
  std::jthread watcher_;
  std::jthread thread_;  // last: it uses all above
};

}  // namespace azwf::zeromq
