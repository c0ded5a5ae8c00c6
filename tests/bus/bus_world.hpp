// A held store that serves a bus, and a client of it.
#pragma once

#include <memory>

#include "adapters/cli/printed_pieces.hpp"
#include "adapters/holder/client.hpp"
#include "adapters/zeromq/bus_carrier.hpp"
#include "adapters/zeromq/bus_server.hpp"
#include "storage/open.hpp"
#include "tests/support/held_store.hpp"

namespace azwf::tests {

class BusWorld {
 public:
  // On a socket in its folder, unless the options say where.
  explicit BusWorld(zeromq::BusOptions options = {}, const Limits& limits = {});

  // Connects to the first address.
  std::unique_ptr<holder::Client> connect(const zeromq::Identity& identity = {}) const;
  [[nodiscard]] const zeromq::BusServer::Address& address() const { return addresses_.front(); }
  [[nodiscard]] zeromq::BusCounts counts() const { return bus_->counts(); }
  Position emit(const std::string& type, const std::string& subject = "");
  void add_key(const std::string& name, const zeromq::KeyPair& keys, Role role);
  void revoke_key(const std::string& name);

  const Limits limits;
  HeldStore store;

 private:
  void record(Event event);
  holder::ServiceParts service_parts();

  std::unique_ptr<BlobStore> blobs_ = open_blobs(store.home());
  cli::PrintedPieces printed_{store.home()};
  std::unique_ptr<zeromq::BusServer> bus_;
  std::vector<zeromq::BusServer::Address> addresses_;
};

// What comes on a subscription, as it comes.
class Follower {
 public:
  Follower(holder::Client& client, holder::Subscribe request);

  // Turns until the server has said where it begins.
  void await_begin();
  // Turns until so many commits have been delivered.
  void await(std::size_t commits);
  // Turns until the subscription has ended.
  void await_end();
  // Turns for a while: whatever comes, comes.
  void turn(std::chrono::milliseconds for_how_long);
  void add_credit(std::uint64_t more);

  std::optional<holder::Subscribed> subscribed;
  std::optional<Error> ended;
  std::vector<Commit> commits;
  std::vector<holder::Delivery> deliveries;

 private:
  void take(Result<holder::Reply> reply);
  void turn_until(const std::function<bool()>& done);

  holder::Client& client_;
  std::uint64_t number_ = 0;
};

}  // namespace azwf::tests
