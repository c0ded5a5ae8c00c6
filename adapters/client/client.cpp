// Each method is one request of the protocol; what may be repeated has an id from the beginning.
#include <algorithm>

#include "adapters/client/session.hpp"
#include "adapters/client/translate.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/id_source.hpp"
#include "adapters/zeromq/bus_carrier.hpp"
#include "adapters/zeromq/key_file.hpp"
#include "engine/base/digest.hpp"

namespace azwf::client {

Error::Error(ErrorKind kind, std::string code, const std::string& message, std::string hint)
    : std::runtime_error(message), kind_(kind), code_(std::move(code)), hint_(std::move(hint)) {}

Error::~Error() = default;

struct Client::Parts {
  explicit Parts(std::shared_ptr<bus::Session> its) : session(std::move(its)) {}

  const std::shared_ptr<bus::Session> session;  // outlived by nothing but what subscriptions have
  SystemClock clock;
  SystemIdSource ids{clock};

  ~Parts() { session->close(); }
  std::string id_or_new(std::string id) { return id.empty() ? to_text(ids.next()) : id; }
  void tell(const std::string& run, RunEvent fact, bus::Repeat repeat) {
    or_throw(session->call(TellRun{.run = {run}, .fact = std::move(fact), .reply = {}}, repeat));
  }
};

struct Subscription::Parts {
  std::shared_ptr<bus::Session> session;
  std::shared_ptr<bus::Feed> feed;
  holder::EventFilter filter;
};

namespace {

zeromq::Identity identity_of(const Options& options) {
  if (options.key_file.empty()) return {};
  auto file = or_throw(zeromq::read_key_file(options.key_file));
  return {.own = std::move(file.keys), .server_key = std::move(file.server_key)};
}

// A process may have no more descriptors, now: the library then throws.
bus::Session::Reach reach_of(const Options& options) {
  const auto endpoint = or_throw(zeromq::parse_endpoint(options.url, zeromq::Use::connect));
  return [endpoint, identity = identity_of(options),
          limits = std::make_shared<const Limits>()]() -> Result<std::unique_ptr<holder::Carrier>> {
    try {
      return zeromq::reach(endpoint, identity, *limits);
    } catch (const std::exception& error) {
      return failure(azwf::ErrorKind::unavailable, "no_socket", error.what());
    }
  };
}

template <class Wanted> Result<Wanted> wanted_of(Result<holder::Reply> reply) {
  if (!reply) return std::unexpected(reply.error());
  if (auto* wanted = std::get_if<Wanted>(&*reply)) return std::move(*wanted);
  return holder::unexpected_reply();
}

}  // namespace

// The first answer shows that there is a connection, and that the key is let in.
Client::Client(const Options& options)
    : parts_(std::make_unique<Parts>(
          std::make_shared<bus::Session>(options.url, reach_of(options), options.patience))) {
  or_throw(parts_->session->call(holder::Hello{}, bus::Repeat::yes));
}

Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Subscription Client::subscribe(const SubscribeOptions& options) {
  auto filter = filter_of(options.filter);
  auto feed = std::make_shared<bus::Feed>(
      from_of(options.from), filter, std::max<std::uint32_t>(options.window, 1), options.verifies);
  or_throw(parts_->session->follow(feed));
  return Subscription(std::make_unique<Subscription::Parts>(
      Subscription::Parts{parts_->session, std::move(feed), std::move(filter)}));
}

Emitted Client::emit(NewEvent event) { return emit_async(std::move(event)).get(); }

std::future<Emitted> Client::emit_async(NewEvent event) {
  EmitEvent request{.event = {.id = parts_->id_or_new(std::move(event.id)),
                              .type = std::move(event.type),
                              .subject = std::move(event.subject),
                              .data = packed_of(event.data)},
                    .reply = {}};
  if (event.expected) request.expected = azwf::Position{*event.expected};
  const auto promise = std::make_shared<std::promise<Emitted>>();
  auto future = promise->get_future();
  parts_->session->ask(
      std::move(request), bus::Repeat::yes, [promise](Result<holder::Reply> reply) {
        try {
          const auto emitted = or_throw(wanted_of<azwf::Emitted>(std::move(reply)));
          promise->set_value({emitted.position.value, emitted.existed});
        } catch (const Error&) {
          promise->set_exception(std::current_exception());
        }
      });
  return future;
}

Started Client::start(const std::string& workflow, const Data& parameters, std::string run) {
  StartRun request{.run = {parts_->id_or_new(std::move(run))},
                   .workflow = workflow,
                   .params = packed_of(parameters.is_nothing() ? Data::map({}) : parameters),
                   .reply = {}};
  auto reply = parts_->session->call(std::move(request), bus::Repeat::yes);
  auto started = or_throw(wanted_of<StartedRun>(std::move(reply)));
  return {std::move(started.run.text), started.existed};
}

void Client::signal(const std::string& run, const std::string& name, const Data& data) {
  SignalReceived fact{.data = packed_of(data), .id = parts_->id_or_new({}), .name = name};
  parts_->tell(run, std::move(fact), bus::Repeat::yes);
}

void Client::cancel(const std::string& run, const std::string& reason) {
  parts_->tell(run, RunCancelAsked{reason}, bus::Repeat::no);
}

void Client::kill(const std::string& run, const std::string& reason) {
  parts_->tell(run, RunKillAsked{reason}, bus::Repeat::no);
}

void Client::rollback(const std::string& run, const std::string& reason) {
  parts_->tell(run, RunRollbackAsked{.after = {}, .reason = reason, .in_doubt = {}},
               bus::Repeat::no);
}

Subscription::Subscription(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&& other) noexcept {
  std::swap(parts_, other.parts_);
  return *this;
}

Subscription::~Subscription() {
  if (parts_) parts_->session->unfollow(parts_->feed);
}

std::optional<Commit> Subscription::next() {
  for (;;) {
    if (auto commit = next(std::chrono::hours(1))) return commit;
  }
}

std::optional<Commit> Subscription::next(std::chrono::milliseconds patience) {
  const auto commit = or_throw(parts_->feed->next(patience));
  if (!commit) return std::nullopt;
  if (parts_->feed->wants_credit()) parts_->session->give_credit(parts_->feed);
  return commit_of(*commit, parts_->filter);
}

Position Subscription::past() const { return parts_->feed->past().value; }

}  // namespace azwf::client
