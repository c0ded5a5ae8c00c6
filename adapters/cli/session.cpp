// What stands on what: clock and ids, then the store, then operations, then the engine.
#include "adapters/cli/session.hpp"

#include <sys/resource.h>

#include "adapters/catalog.hpp"
#include "adapters/cli/find_home.hpp"
#include "adapters/script_host/process_hosts.hpp"
#include "adapters/system/identity.hpp"
#include "storage/memory/memory_views.hpp"

namespace azwf::cli {

WritingSession::WritingSession(Home home_) : home(std::move(home_)), actor(account_name()) {}

Result<std::unique_ptr<WritingSession>> WritingSession::open(const Invocation& invocation,
                                                             bool fresh_views) {
  auto home = TRY(home_for_writing(invocation));
  std::unique_ptr<WritingSession> session(new WritingSession(std::move(home)));
  session->store_ = TRY(open_for_writing(session->home, session->clock_,
                                         {.tenant = {},
                                          .writer = engine_name(),
                                          .limits = session->limits_,
                                          .fresh_views = fresh_views}));
  return session;
}

Engine& WritingSession::engine() {
  if (engine_) return *engine_;
  operations_ = make_catalog({.home = home.path, .cwd = {}}, blobs(), limits_);
  const auto make_host = [this](HostSink sink) {
    const script_host::HostOptions options{.limits = limits_};
    return std::make_unique<script_host::ProcessHosts>(options, sink);
  };
  engine_ = std::make_unique<Engine>(
      EngineParts{log(), views(), blobs(), operations_, clock_, ids_, limits_, engine_name()},
      make_host);
  return *engine_;
}

namespace {

// A follower keeps every file of the store open. Nothing is started that would inherit this.
void allow_many_open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);  // else a store of many files says what is missing
}

}  // namespace

ReadingSession::ReadingSession(Home home_) : home(std::move(home_)) {
  allow_many_open_files();
  interrupts_.ask([this](int) { stop_.request_stop(); });
}

Result<std::unique_ptr<ReadingSession>> ReadingSession::open(const Invocation& invocation) {
  auto home = TRY(home_for_reading(invocation));
  std::unique_ptr<ReadingSession> session(new ReadingSession(std::move(home)));
  session->store_ = TRY(open_for_reading(session->home));
  const auto folded = session->fold_views();
  if (folded) return session;
  if (folded.error().kind != ErrorKind::damaged) return std::unexpected(folded.error());
  session->store_.views = std::make_unique<MemoryViewStore>();  // perhaps only they are damaged
  TRY_VOID(session->fold_views());
  return session;
}

Result<void> ReadingSession::fold_views() {
  views_ = std::make_unique<OverlayViewStore>(*store_.views);
  TRY(catch_up(*views_, log()));
  return {};
}

}  // namespace azwf::cli
