// Replies are matched to requests by number; those that the holder owes when it goes are dropped.
#include "adapters/holder/client.hpp"

#include <optional>

#include "adapters/holder/socket_carrier.hpp"

namespace azwf::holder {

using std::chrono::microseconds;

namespace {

constexpr auto looked_again_every = std::chrono::milliseconds(100);

}  // namespace

std::unexpected<Error> unexpected_reply() {
  return failure(ErrorKind::unavailable, "bad_message", "the holder answers something else",
                 "use the same version of azwf on both sides");
}

Result<std::unique_ptr<Client>> Client::connect(const std::filesystem::path& home,
                                                const Limits& limits,
                                                std::chrono::milliseconds patience) {
  return over(TRY(reach_in(home, limits)), patience);
}

Connect connect_in(std::filesystem::path home, const Limits& limits) {
  return [home = std::move(home), limits](std::chrono::milliseconds patience) {
    return Client::connect(home, limits, patience);
  };
}

Result<std::unique_ptr<Client>> connect_or_gone(const Connect& connect) {
  auto client = connect(patience_max);
  if (client || client.error().code == no_answer) return client;
  return failure(ErrorKind::unavailable, holder_gone, client.error().message, client.error().hint);
}

Result<std::unique_ptr<Client>> Client::over(std::unique_ptr<Carrier> carrier,
                                             std::chrono::milliseconds patience) {
  auto client = not_greeted(std::move(carrier), patience);
  TRY_VOID(client->greet());
  return client;
}

std::unique_ptr<Client> Client::not_greeted(std::unique_ptr<Carrier> carrier,
                                            std::chrono::milliseconds patience) {
  return std::unique_ptr<Client>(new Client(std::move(carrier), patience));
}

Result<void> Client::greet() {
  const auto reply = TRY(call(Hello{}));
  const auto* welcome = std::get_if<Welcome>(&reply);
  if (welcome == nullptr) return unexpected_reply();
  welcome_ = *welcome;
  return {};
}

std::unexpected<Error> Client::gone() const {
  return failure(ErrorKind::unavailable, holder_gone,
                 "the process that held the store" +
                     (welcome_.engine.empty() ? "" : " (" + welcome_.engine + ")") + " is gone",
                 "try it again");
}

std::uint64_t Client::ask(const Request& request, Then then) {
  open_.emplace(asked_ + 1, std::move(then));
  tell(request);
  return asked_;
}

void Client::tell(const Request& request) {
  std::string message;
  write_request(message, ++asked_, request);
  carrier_->send(std::move(message));
}

Result<Reply> Client::call(const Request& request) {
  const auto answer = std::make_shared<std::optional<Result<Reply>>>();
  ask(request, [answer](Result<Reply> reply) { *answer = std::move(reply); });
  for (auto left = patience_; !*answer;) {
    if (left.count() <= 0) {
      return failure(ErrorKind::unavailable, no_answer,
                     "the process that holds the store does not answer",
                     "see whether it is stopped, or its terminal is: ps -o pid,stat,args");
    }
    if (!TRY(turn(looked_again_every))) left -= looked_again_every;
  }
  return **std::move(answer);
}

// A subscription is answered more than once. An error of which nobody knows what it answers, or
// that asks for a hello, is what a server says that has forgotten who asks: it was started anew.
Result<void> Client::take(NumberedReply numbered) {
  const auto asked = open_.find(numbered.number);
  if (!numbered.reply && numbered.reply.error().code == "no_hello") return gone();
  if (asked == open_.end()) return numbered.reply ? unexpected_reply() : gone();
  const bool goes_on = numbered.reply && (std::holds_alternative<Subscribed>(*numbered.reply) ||
                                          std::holds_alternative<Delivery>(*numbered.reply));
  if (goes_on) {
    asked->second(std::move(numbered.reply));
  } else {
    open_.extract(asked).mapped()(std::move(numbered.reply));
  }
  return {};
}

Result<bool> Client::turn(microseconds patience) {
  const auto came = carrier_->turn(patience);
  if (!came && came.error().code != connection_closed) return std::unexpected(came.error());
  if (!came) return gone();
  while (const auto message = TRY(carrier_->next())) {
    auto numbered = TRY(read_reply(*message));
    TRY_VOID(take(std::move(numbered)));
  }
  return *came;
}

}  // namespace azwf::holder
