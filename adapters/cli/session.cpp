// Opening for writing makes the home where there is none; opening for reading changes nothing.
#include "adapters/cli/session.hpp"

#include <sys/resource.h>

#include "adapters/system/identity.hpp"

namespace azwf::cli {

Result<std::unique_ptr<WritableStore>> WritableStore::open(const Home& home,
                                                           const Options& options) {
  auto opened = std::make_unique<WritableStore>();
  opened->limits = options.limits;
  opened->store = TRY(open_for_writing(home, opened->clock,
                                       {.tenant = {},
                                        .writer = engine_name(),
                                        .limits = opened->limits,
                                        .fresh_views = options.fresh_views}));
  return opened;
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

ReadingSession::ReadingSession(StoreAddress address_)
    : address(std::move(address_)), files_(files_of(address, limits_)) {
  allow_many_open_files();
  interrupts_.ask([this](int) { stop_.request_stop(); });
}

Result<std::unique_ptr<ReadingSession>> ReadingSession::open(const Invocation& invocation,
                                                             Through through) {
  auto address = TRY(address_for_reading(invocation, Limits{}));
  std::unique_ptr<ReadingSession> session(new ReadingSession(std::move(address)));
  session->store_ = TRY(ReadableStore::open(session->address, session->limits_, through));
  return session;
}

}  // namespace azwf::cli
