// A store that is held by a process that serves nobody is just being opened, or just being given
// up: either passes, so it is tried again for a while.
#include "adapters/cli/work_session.hpp"

#include <chrono>
#include <thread>

#include "adapters/cli/exit_status.hpp"
#include "adapters/cli/find_home.hpp"
#include "adapters/holder/client.hpp"
#include "adapters/system/identity.hpp"
#include "storage/open.hpp"

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

}  // namespace

WorkSession::WorkSession(Home home_, Console& console, const Holding& holding)
    : home(std::move(home_)),
      actor(account_name()),
      console_(console),
      holding_(holding),
      blobs_(open_blobs(home)) {}

Result<std::unique_ptr<WorkSession>> WorkSession::open(const Invocation& invocation,
                                                       Console& console, const Holding& holding) {
  auto home = TRY(home_for_writing(invocation));
  std::unique_ptr<WorkSession> session(new WorkSession(std::move(home), console, holding));
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

Result<void> WorkSession::move() {
  set(nullptr);
  for (auto waited = milliseconds(0);; waited += tried_again_every) {
    auto held = hold_store(home, holding_);
    if (!held && held.error().code != "held") return std::unexpected(held.error());
    if (held) return set(*std::move(held)), Result<void>{};
    auto asked = ask_holder(home, holding_.limits);
    if (!asked && !may_pass(asked.error())) return std::unexpected(asked.error());
    if (asked) return set(*std::move(asked)), Result<void>{};
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
