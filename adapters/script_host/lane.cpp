// Requests are encoded and mostly sent by whoever submits them; the thread sleeps until there is an
// answer, and now and then looks whether it takes too long. It starts hosts itself: they end with
// the thread that started them.
#include "adapters/script_host/lane.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>

#include "adapters/system/signals.hpp"
#include "engine/base/check.hpp"

namespace azwf::script_host {
namespace {

using std::chrono::steady_clock;

constexpr int watch_every_ms = 10;
constexpr int idle_every_ms = 100;
constexpr std::chrono::seconds deep_asleep_after(1);
constexpr int losses_max = 3;
constexpr int starts_max = 6;
constexpr int start_again_ms = 10;
constexpr std::chrono::seconds allow_every(10);

Verdict verdict_of(const HostLink& link, Finding finding, const Limits& limits) {
  if (const auto& why = link.refused()) {
    return {"crashed", "what its host answered was refused: " + *why, {}, 0};
  }
  const auto& page = link.process().page();
  const auto place = read_place(page);
  const auto say = [&](std::string kind, std::string message) {
    return Verdict{std::move(kind), std::move(message), place.module, place.line};
  };
  if (finding == Finding::over_budget) {
    return say("time", fmt::format("the script ran {} ms without waiting for anything",
                                   limits.script_wall_ms_max));
  }
  if (page.end.load() == static_cast<std::uint32_t>(HostEnd::out_of_memory)) {
    return say("memory", "the script used up the memory of its host");
  }
  return say("crashed", "the script's host ended while it ran the script");
}

}  // namespace

Lane::Lane(std::string program, const Limits& limits, HostSink sink, Owner& owner)
    : program_(std::move(program)),
      limits_(limits),
      sink_(std::move(sink)),
      owner_(owner),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  AZWF_CHECK(wake_.is_open());
  const SignalsKeptAway kept_away;
  thread_ = std::thread([this] { work(); });
}

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    is_closing_ = true;
  }
  wake();
  thread_.join();
}

void Lane::wake() { eventfd_write(wake_.get(), 1); }

void Lane::submit(Request request) {
  bool must_wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (link_) {
      link_->submit(std::move(request));
    } else {
      homeless_.push_back(std::move(request));
    }
    must_wake = !link_ || link_->is_full() || std::exchange(is_deep_asleep_, false);
  }
  if (must_wake) wake();
}

void Lane::drop(const RunId& run) {
  const std::lock_guard lock(mutex_);
  if (link_) link_->drop(run);
}

// The thread hears instead when it is at it already, and notices what broke.
void Lane::look() {
  is_looked_at_ = true;
  const std::unique_lock hearing(hearing_, std::try_to_lock);
  if (!hearing || !link_ || link_->is_idle() || !link_->hear()) return;
  {
    const std::lock_guard lock(mutex_);
    link_->accept();
  }
  link_->tell(sink_);
  if (link_->is_broken()) wake();
}

void Lane::rest() {
  if (!is_looked_at_.exchange(false)) return;
  const std::lock_guard lock(mutex_);
  if (!is_done()) wake();
}

void Lane::work() {
  {
    const std::lock_guard hearing(hearing_);
    if (!start_host()) link_.reset();  // tried again when there is something to do
  }
  while (attend()) {
  }
  const std::lock_guard hearing(hearing_);
  pid_ = 0;
  link_.reset();
}

// False when nothing will come any more and all is answered.
bool Lane::attend() {
  wait();
  const std::lock_guard hearing(hearing_);
  if (link_) link_->hear();
  {
    const std::lock_guard lock(mutex_);
    if (link_) {
      link_->accept();
      if (link_->has_to_send()) link_->send();
    }
    if (is_closing_ && is_done()) return false;
  }
  if (link_) link_->tell(sink_);
  ensure_host();
  look_after_host();
  return true;
}

// Returns when the host has said something, or is to be looked after, or somebody asks for it.
void Lane::wait() {
  std::array<pollfd, 2> files{pollfd{wake_.get(), POLLIN, 0}, pollfd{-1, POLLIN, 0}};
  if (link_) files[1].fd = link_->process().socket();
  if (is_looked_at_) files[1].events = 0;
  if (link_ && link_->is_full()) files[1].events |= POLLOUT;
  poll(files.data(), files.size(), patience());
  eventfd_t count = 0;
  if (files[0].revents != 0) eventfd_read(wake_.get(), &count);
}

// In milliseconds; -1: until it is woken, which costs those who submit, so it is done rarely.
int Lane::patience() {
  const std::lock_guard lock(mutex_);
  is_deep_asleep_ = false;
  if (is_closing_ && is_done()) return 0;
  const auto now = steady_clock::now();
  if (!is_done() || (link_ && link_->has_to_send())) {
    busy_at_ = now;
    return watch_every_ms;
  }
  if (now - busy_at_ < deep_asleep_after) return idle_every_ms;
  is_deep_asleep_ = true;
  return -1;
}

Result<void> Lane::start_host() {
  auto process = TRY(HostProcess::start(program_));
  const std::lock_guard lock(mutex_);
  link_.emplace(std::move(process), limits_);
  watch_.emplace(limits_);
  pid_ = link_->process().pid();
  allowed_at_ = steady_clock::now();
  for (auto& request : std::exchange(homeless_, {})) link_->submit(std::move(request));
  return {};
}

// Without a host there is nobody to answer: it is tried a few times, in case the system has no room
// for a process just now.
void Lane::ensure_host() {
  if (link_) return;
  {
    const std::lock_guard lock(mutex_);
    if (homeless_.empty()) return;
  }
  auto started = start_host();
  for (int tries = 1; !started && tries < starts_max; ++tries) {
    poll(nullptr, 0, start_again_ms << tries);
    started = start_host();
  }
  if (started) return;
  std::vector<Request> requests;
  {
    const std::lock_guard lock(mutex_);
    requests.swap(homeless_);
  }
  refuse_all(std::move(requests), started.error().message);
}

void Lane::look_after_host() {
  if (!link_) return;
  if (link_->is_broken()) return lose_host(Finding::in_time);
  const auto now = steady_clock::now();
  const auto finding = watch_->look(*link_, now);
  is_slow_ = finding == Finding::slow;
  if (is_slow_) {
    owner_.is_slow(*this);
  } else if (finding != Finding::in_time) {
    return lose_host(finding);
  }
  if (now - allowed_at_ < allow_every) return;
  allowed_at_ = now;
  link_->process().allow_processor_time();
}

std::vector<Request> Lane::withdraw() {
  const auto begun = link_->begun();
  if (!begun) return {};
  auto requests = link_->withdraw_from(*begun + 1);
  const std::lock_guard lock(mutex_);
  for (const auto& request : requests) {
    if (const auto* advance = std::get_if<Advance>(&request)) link_->drop(advance->run);
  }
  return requests;
}

// Only the request that was begun gets the verdict. When no host ever gets as far as beginning, the
// first request is taken for the reason.
void Lane::lose_host(Finding finding) {
  losses_ = link_->answered() > 0 ? 1 : losses_ + 1;
  link_->process().end();
  pid_ = 0;
  const auto verdict = verdict_of(*link_, finding, limits_);
  const auto culprit = find_culprit(finding);
  if (culprit) losses_ = 0;
  const auto refused = culprit ? link_->withdraw(*culprit) : std::nullopt;
  {
    const std::lock_guard lock(mutex_);
    link_->accept();
    homeless_ = link_->withdraw_from(0);
    link_.reset();
  }
  is_slow_ = false;
  if (refused) {
    const auto* advance = std::get_if<Advance>(&*refused);
    if (advance != nullptr && verdict.kind == "crashed") owner_.has_crashed(advance->run);
    refuse(*refused, verdict);
  }
  ensure_host();
}

std::optional<std::size_t> Lane::find_culprit(Finding finding) const {
  if (link_->refused() && !AZWF_PLANTED(52)) return 0;
  const auto begun = link_->begun();
  if (AZWF_PLANTED(60) && begun) return link_->open().size() - 1;
  if (finding != Finding::stuck && begun) return begun;
  if (losses_ < losses_max || link_->open().empty()) return {};
  return 0;
}

void Lane::refuse_all(std::vector<Request> requests, const std::string& why) {
  for (const auto& request : requests) refuse(request, {"no_host", why, {}, 0});
}

void Lane::refuse(const Request& request, Verdict verdict) {
  if (const auto* advance = std::get_if<Advance>(&request)) {
    return sink_(AdvanceAnswer{advance->run, {}, std::move(verdict)});
  }
  auto message = verdict.message;
  if (!verdict.module.empty()) {
    message = fmt::format("{}:{}: {}", verdict.module, verdict.line, verdict.message);
  }
  sink_(DescribeAnswer{std::get<Describe>(request).request,
                       failure(ErrorKind::failed, std::move(verdict.kind), std::move(message))});
}

}  // namespace azwf::script_host
