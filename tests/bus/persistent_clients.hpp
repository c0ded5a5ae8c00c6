// Clients of a bus that connect again whenever the server is gone, or they themselves were: what
// they keep meanwhile is what a program would keep on disk.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "adapters/holder/client.hpp"
#include "adapters/zeromq/bus_carrier.hpp"

namespace azwf::tests {

// A connection that is made when it is needed. Never waits for a server that is not there.
class Reconnecting {
 public:
  explicit Reconnecting(zeromq::Endpoint endpoint) : endpoint_(std::move(endpoint)) {}

  // Null while nobody answers.
  holder::Client* client();
  // Takes what has come. False when the connection is gone.
  bool turn();
  void drop() { client_.reset(); }

 private:
  const zeromq::Endpoint endpoint_;
  const Limits limits_;
  std::unique_ptr<holder::Client> client_;
};

// Emits so many events, a few at a time, each with an id, until each has been answered.
class Emitter {
 public:
  Emitter(const zeromq::Endpoint& endpoint, std::string name, std::size_t count)
      : connection_(endpoint), name_(std::move(name)), count_(count) {}

  void turn();
  void kill();
  [[nodiscard]] bool is_done() const { return emitted_.size() == count_; }
  // By their ids, where they are said to stand.
  [[nodiscard]] const std::map<std::string, Position>& emitted() const { return emitted_; }

 private:
  void emit(std::size_t number);

  Reconnecting connection_;
  const std::string name_;
  const std::size_t count_;
  std::map<std::string, Position> emitted_;
  std::map<std::string, bool> open_;  // asked for and not answered
};

struct Seen {
  Position position;
  Digest leaf;

  bool operator==(const Seen&) const = default;
};

// Follows a subscription, proves what can be proved, and goes on where it was.
class Subscriber {
 public:
  // `credit` is what it has at once, again and again.
  Subscriber(const zeromq::Endpoint& endpoint, holder::Subscribe request, std::uint64_t credit)
      : connection_(endpoint), request_(std::move(request)), credit_(credit) {}

  void turn();
  void kill();
  [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }
  [[nodiscard]] Position past() const { return past_; }
  [[nodiscard]] const Digest& chain() const { return chain_; }
  // What was not as it should be.
  [[nodiscard]] const std::string& faults() const { return faults_; }

 private:
  void subscribe(holder::Client& client);
  void take(Result<holder::Reply> reply);
  void take(const holder::Delivery& delivery);
  void take(const holder::LeftOut& left_out);
  void take(const std::string& bytes);
  void expect(bool is_so, const std::string& fault);
  [[nodiscard]] bool is_chained() const { return request_.proves || request_.filter.is_empty(); }

  Reconnecting connection_;
  const holder::Subscribe request_;
  const std::uint64_t credit_;
  std::uint64_t number_ = 0;  // of the request; 0: it is not subscribed
  std::uint64_t deliveries_ = 0;
  std::vector<Seen> seen_;
  Position past_;
  Digest chain_;
  std::string faults_;
};

}  // namespace azwf::tests
