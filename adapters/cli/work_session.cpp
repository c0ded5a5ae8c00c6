// A store that is held by a process that serves nobody is just being opened, or just being given
// up: either passes, so it is tried again for a while.
#include "adapters/cli/work_session.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "adapters/cli/exit_status.hpp"
#include "adapters/holder/client.hpp"
#include "adapters/system/identity.hpp"

namespace azwf::cli {
namespace {

using std::chrono::milliseconds;
constexpr auto tried_again_every = milliseconds(5);
constexpr auto told_after = milliseconds(1'500);
constexpr auto given_up_after = milliseconds(60'000);

// Nobody serves the store, or whoever does is just ending.
bool may_pass(const Error& error) {
  return error.code == "no_holder" || error.code == holder::holder_gone;
}

std::unexpected<Error> server_gone(const std::string& url, const Error& why) {
  if (why.kind != ErrorKind::unavailable) return std::unexpected(why);
  return failure(
      ErrorKind::unavailable, "server_gone",
      "the server at " + url + " is gone, and has not come back: " + why.message,
      "what it was working on goes on once it is started again; azwf runs shows it then");
}

}  // namespace

WorkSession::WorkSession(StoreAddress address_, Console& console, const Holding& holding)
    : address(std::move(address_)),
      actor(account_name()),
      console_(console),
      holding_(holding),
      files_(files_of(address, holding_.limits)) {}

Result<std::unique_ptr<WorkSession>> WorkSession::open(const Invocation& invocation,
                                                       Console& console, const Holding& holding) {
  auto address = TRY(holding.makes_store ? address_for_writing(invocation, holding.limits)
                                         : address_for_reading(invocation, holding.limits));
  std::unique_ptr<WorkSession> session(new WorkSession(std::move(address), console, holding));
  TRY_VOID(session->move());
  return session;
}

void WorkSession::wake() {
  const std::lock_guard lock(mutex_);
  if (place_ != nullptr) place_->wake();
}

// The place that was there ends after the lock: that may take its time.
void WorkSession::set(std::unique_ptr<Workplace> place) {
  const std::lock_guard lock(mutex_);
  place_.swap(place);
}

// Another process works on the runs: no script host is needed here.
void WorkSession::work_at(std::unique_ptr<Workplace> another) {
  holding_.host.reset();
  set(std::move(another));
}

Result<void> WorkSession::move() {
  set(nullptr);
  return address.home ? hold_or_ask() : ask_server();
}

// Nobody else may hold that store: it is reached again, or it is not.
Result<void> WorkSession::ask_server() {
  if (std::exchange(has_moved_, true)) {
    console_.note("waiting: the server at " + address.name + " is gone");
    const auto reached = reach_again(address, [this] { return interrupts_.happened(); });
    if (!reached) return server_gone(address.name, reached.error());
  }
  work_at(TRY(ask_holder(address.connect, holding_.limits)));
  return {};
}

Result<void> WorkSession::hold_or_ask() {
  for (auto waited = milliseconds(0);; waited += tried_again_every) {
    auto held = hold_store(*address.home, holding_);
    if (!held && held.error().code != "held") return std::unexpected(held.error());
    if (held) return set(*std::move(held)), Result<void>{};
    auto asked = ask_holder(address.connect, holding_.limits);
    if (!asked && !may_pass(asked.error())) return std::unexpected(asked.error());
    if (asked) return work_at(*std::move(asked)), Result<void>{};
    if (interrupts_.happened()) {
      return failure(ErrorKind::unavailable, interrupted_code,
                     "interrupted while " + held.error().message, "try it again");
    }
    if (waited > given_up_after) return std::unexpected(held.error());
    if (waited == told_after) console_.note("waiting: " + held.error().message);
    std::this_thread::sleep_for(tried_again_every);
  }
}

}  // namespace azwf::cli
