// The loop's own thread does everything; a signal only says what is wanted, and wakes it.
#include "adapters/cli/serve/server_loop.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "adapters/cli/key_file.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/serve/notices.hpp"
#include "adapters/cli/serve/ready.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

using std::chrono::microseconds;

constexpr microseconds patience_max = std::chrono::hours(1);
// The manager hears of a loop that turns so many times before it would take it for dead.
constexpr int signs_of_life = 4;

}  // namespace

ServerLoop::ServerLoop(const Parts& parts, ServeOptions options, Reread reread)
    : session_(parts.session),
      console_(parts.console),
      manager_(parts.manager),
      deadline_(parts.deadline),
      options_(std::move(options)),
      stop_within_(options_.stop_within),
      reread_(std::move(reread)) {
  session_.interrupts().ask([this](int count) { interrupted(count); });
  if (!reread_) return;
  session_.interrupts().on_hangup([this] {
    is_to_reload_ = true;
    session_.wake();
  });
}

ServerLoop::~ServerLoop() {
  session_.interrupts().on_hangup({});
  session_.interrupts().ask({});
}

// The bound counts from here, also when the loop itself does not get on.
void ServerLoop::interrupted(int count) {
  if (count > 1) return console_.tell("ended at once; azwf serve or azwf resume carries on");
  const auto within = stop_within_.load();
  deadline_.arm(within, [&console = console_, within] {
    console.tell(
        fmt::format("not ended within {}: ended at once; azwf serve or azwf resume carries on",
                    duration_text(microseconds(within).count())));
    _exit(static_cast<int>(ExitStatus::unfinished));
  });
  session_.wake();
}

Result<ExitStatus> ServerLoop::run() {
  const auto served = serve();
  if (served) return end();
  (void)session_.place().shut_down();  // what is in progress is stopped, as far as the log answers
  return std::unexpected(served.error());
}

Result<void> ServerLoop::serve() {
  TRY_VOID(begin());
  while (!session_.interrupts().happened()) TRY_VOID(turn());
  return {};
}

Result<void> ServerLoop::begin() {
  auto& place = session_.place();
  observe();
  place.holder().start_triggered({});
  const auto listens_on = TRY(listen());
  const auto found = TRY(find_unfinished(place.views()));
  if (options_.begin_queued) {
    for (const auto& run : found.queued) {
      place.holder().tell({run.run, RunResumed{}, session_.actor, {}});
    }
  }
  const Ready ready{.home = *session_.address.home,
                    .engine = place.held_by(),
                    .epoch = place.log().epoch(),
                    .listen = listens_on,
                    .begins_queued = options_.begin_queued,
                    .runs = found};
  print_ready(console_, ready);
  TRY_VOID(console_.flush());
  tell_manager("READY=1\nSTATUS=" + ready_text(ready));
  return {};
}

// With the ports that it got.
Result<std::vector<zeromq::BusAddress>> ServerLoop::listen() {
  if (options_.listen.empty()) return std::vector<zeromq::BusAddress>{};
  zeromq::BusOptions bus{.listen = options_.listen, .account = session_.actor};
  bus.on_refused = [this](const Refusal& refusal) {
    const std::lock_guard lock(refused_mutex_);
    refused_.push_back(refusal);
    session_.wake();
  };
  const auto is_on_network = [](const auto& endpoint) { return !endpoint.is_ipc(); };
  if (options_.in_clear) {
    bus.in_clear = *options_.in_clear;
  } else if (std::ranges::any_of(options_.listen, is_on_network)) {
    bus.key = TRY(server_key_of(*session_.address.home, session_.place().log(), console_));
  }
  return session_.place().open_bus(std::move(bus));
}

void ServerLoop::observe() {
  session_.place().observe([this](const CommittedRun& commit) {
    for (const auto& recorded : commit.events) {
      const auto notice = notice_of(commit.run, recorded.event);
      if (notice) tell(console_, *notice, recorded.time);
    }
  });
}

Result<void> ServerLoop::turn() {
  const auto watchdog = manager_.watchdog();
  TRY_VOID(session_.place().turn(watchdog ? std::min(*watchdog / signs_of_life, patience_max)
                                          : patience_max));
  tell_alive();
  for (const auto& trouble : session_.place().take_troubles()) {
    tell(console_, notice_of(trouble), session_.clock().now());
  }
  tell_refused();
  if (is_to_reload_.exchange(false)) reload();
  return {};
}

void ServerLoop::tell_refused() {
  const auto refused = [this] {
    const std::lock_guard lock(refused_mutex_);
    return std::exchange(refused_, {});
  }();
  for (const auto& each : refused) tell(console_, each, session_.clock().now());
}

Result<ExitStatus> ServerLoop::end() {
  tell_manager("STOPPING=1\nSTATUS=stopping what is in progress");
  console_.note(
      fmt::format("ending: what is in progress is stopped, for {} at most; a second "
                  "signal ends at once",
                  duration_text(microseconds(stop_within_.load()).count())));
  TRY_VOID(session_.place().shut_down());
  tell_refused();
  console_.note("ended; azwf serve or azwf resume carries on");
  return ExitStatus::done;
}

void ServerLoop::reload() {
  tell_manager(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", session_.clock().monotonic().count()));
  if (const auto fresh = reread_()) {
    change_to(*fresh);
  } else {
    console_.error(fresh.error());
    console_.tell("      what was in force stays in force");
  }
  tell_manager("READY=1");
}

void ServerLoop::change_to(const ServeOptions& fresh) {
  bool is_same = true;
  for (const auto& key : option_keys()) {
    if (option_text(options_, key) == option_text(fresh, key)) continue;
    is_same = false;
    tell_change(key, fresh);
    if (key.takes_effect == TakesEffect::at_once) copy_option(fresh, options_, key);
  }
  stop_within_ = options_.stop_within;
  session_.place().heed(options_.limits);
  if (is_same) console_.note("the configuration was read again: nothing has changed");
}

void ServerLoop::tell_change(const OptionKey& key, const ServeOptions& fresh) {
  const auto before = option_text(options_, key);
  const auto after = option_text(fresh, key);
  const bool is_now = key.takes_effect == TakesEffect::at_once;
  if (console_.json()) {
    return console_.tell_json(Record()
                                  .timestamp("time", session_.clock().now())
                                  .text("event", is_now ? "changed" : "not_changed")
                                  .text("key", key.name)
                                  .text("before", before)
                                  .text("after", after)
                                  .pack());
  }
  console_.tell(is_now ? fmt::format("{} is {} now; it was {}", key.name, after, before)
                       : fmt::format("{} becomes {} when azwf serve is started again; it is {}",
                                     key.name, after, before));
}

void ServerLoop::tell_manager(const std::string& state) {
  const auto told = manager_.tell(state);
  if (!told && !manager_is_deaf_) console_.tell(told.error().message);
  manager_is_deaf_ = !told;
}

void ServerLoop::tell_alive() {
  if (!manager_.watchdog()) return;
  const auto now = session_.clock().monotonic();
  if (now - told_alive_ < *manager_.watchdog() / signs_of_life) return;
  told_alive_ = now;
  tell_manager("WATCHDOG=1");
}

}  // namespace azwf::cli
