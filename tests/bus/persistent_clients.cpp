// A kill is a connection that ends without a word.
#include "tests/bus/persistent_clients.hpp"

#include <unistd.h>

#include "engine/event/leaf.hpp"

namespace azwf::tests {
namespace {

constexpr std::size_t open_max = 8;
constexpr auto answers_within = std::chrono::milliseconds(2'000);

}  // namespace

holder::Client* Reconnecting::client() {
  if (client_ != nullptr) return client_.get();
  const auto path = endpoint_.path();
  if (access(path.c_str(), F_OK) != 0) return nullptr;
  auto carrier = zeromq::reach(endpoint_, {}, limits_);
  if (!carrier) return nullptr;
  auto client = holder::Client::over(*std::move(carrier), answers_within);
  if (client) client_ = *std::move(client);
  return client_.get();
}

bool Reconnecting::turn() {
  if (client_ == nullptr) return false;
  if (client_->turn(std::chrono::microseconds(0))) return true;
  client_.reset();
  return false;
}

void Emitter::turn() {
  if (!connection_.turn()) open_.clear();
  if (is_done() || connection_.client() == nullptr) return;
  for (std::size_t i = 0; i < count_ && open_.size() < open_max; ++i) emit(i);
}

void Emitter::kill() {
  connection_.drop();
  open_.clear();
}

void Emitter::emit(std::size_t number) {
  const auto id = name_ + "-" + std::to_string(number);
  if (emitted_.contains(id) || !open_.emplace(id, true).second) return;
  const auto* const type = number % 3 == 0 ? "a.one" : number % 3 == 1 ? "b.two" : "c.three";
  EmitEvent request{.event = {.id = id, .type = type}, .reply = {}};
  request.event.subject = number % 5 == 0 ? "x" : "longer";
  connection_.client()->ask(request, [this, id](Result<holder::Reply> reply) {
    open_.erase(id);
    const auto* emitted = reply ? std::get_if<Emitted>(&*reply) : nullptr;
    if (emitted != nullptr) emitted_.emplace(id, emitted->position);
  });
}

void Subscriber::turn() {
  if (!connection_.turn()) number_ = 0;
  auto* client = connection_.client();
  if (client != nullptr && number_ == 0) subscribe(*client);
}

void Subscriber::kill() {
  connection_.drop();
  number_ = 0;
}

void Subscriber::subscribe(holder::Client& client) {
  auto request = request_;
  request.from = holder::FromPosition{{past_.value + 1}};
  request.credit = credit_;
  deliveries_ = 0;
  number_ = client.ask(request, [this](Result<holder::Reply> reply) { take(std::move(reply)); });
}

void Subscriber::take(Result<holder::Reply> reply) {
  if (!reply) {
    number_ = 0;
    return expect(reply.error().code == "no_hello", reply.error().code);
  }
  if (const auto* delivery = std::get_if<holder::Delivery>(&*reply)) return take(*delivery);
  const auto* subscribed = std::get_if<holder::Subscribed>(&*reply);
  expect(subscribed != nullptr, "another reply");
  if (subscribed == nullptr) return;
  expect(subscribed->past == past_, "it begins elsewhere");
  if (is_chained()) expect(subscribed->chain == chain_, "another chain");
}

void Subscriber::take(const holder::Delivery& delivery) {
  expect(delivery.sequence == ++deliveries_, "a delivery is missing");
  std::uint64_t commits = 0;
  for (const auto& entry : delivery.entries) {
    if (const auto* left_out = std::get_if<holder::LeftOut>(&entry)) {
      take(*left_out);
    } else {
      take(std::get<std::string>(entry));
      ++commits;
    }
  }
  expect(delivery.past >= past_, "it goes back");
  past_ = delivery.past;
  if (commits > 0) connection_.client()->tell(holder::Credit{number_, commits});
}

void Subscriber::take(const holder::LeftOut& left_out) {
  for (const auto& hash : left_out.leaf_hashes) chain_ = chain_hash(chain_, hash);
  past_ = left_out.last;
}

void Subscriber::take(const std::string& bytes) {
  std::string_view leaf = bytes;
  const auto frame = decode_frame(leaf);
  expect(frame.has_value(), "no commit");
  if (!frame) return;
  expect(frame->position > past_, "a commit comes again");
  seen_.push_back({frame->position, leaf_hash(leaf)});
  past_ = frame->position;
  if (!is_chained()) return;
  chain_ = chain_hash(chain_, seen_.back().leaf);
  expect(chain_ == frame->chain, "the chain is broken");
}

void Subscriber::expect(bool is_so, const std::string& fault) {
  if (!is_so && faults_.size() < 1'000) faults_ += fault + "; ";
}

}  // namespace azwf::tests
