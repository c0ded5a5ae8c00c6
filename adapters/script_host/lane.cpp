// The thread looks briefly for requests and answers before it sleeps on both. It starts hosts
// itself: they end with the thread that started them.
#include "adapters/script_host/lane.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>

#include "engine/base/check.hpp"

namespace azwf::script_host {
namespace {

using std::chrono::steady_clock;

constexpr int watch_every_ms = 40;
constexpr std::size_t few = 4;  // with more on their way, answers come in batches: sleep
constexpr int losses_max = 3;
constexpr int starts_max = 6;
constexpr int start_again_ms = 10;
constexpr std::chrono::seconds allow_every(10);

Verdict verdict_of(const HostLink& link, Finding finding, const Limits& limits) {
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

Lane::Lane(std::string program, const Limits& limits, HostSink sink)
    : program_(std::move(program)),
      limits_(limits),
      sink_(std::move(sink)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  AZWF_CHECK(wake_.is_open());
  thread_ = std::thread([this] { work(); });
}

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    is_closing_ = true;
    has_come_ = true;
  }
  eventfd_write(wake_.get(), 1);
  thread_.join();
}

void Lane::push(Item item) {
  bool must_wake = false;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(item));
    has_come_ = true;
    must_wake = std::exchange(is_asleep_, false);
  }
  if (must_wake) eventfd_write(wake_.get(), 1);
}

void Lane::work() {
  if (!start_host()) link_.reset();  // tried again when there is something to do
  std::vector<Item> items;
  for (await(); take(items); await()) {
    for (auto& item : items) hand_over(std::move(item));
    items.clear();
    ensure_host();
    look_after_host();
  }
  pid_ = 0;
  link_.reset();
}

// Returns when there are items, or the host has said something, or is to be looked after.
void Lane::await() {
  const auto hears = [this] { return link_ && !link_->is_idle() && link_->receive(sink_); };
  bool heard = false;
  if (link_) link_->send();
  const auto has_come = [&] { return has_come_.load() || (heard = hears()); };
  if (!link_ || link_->open().size() <= few) {
    look_.briefly(has_come);
  } else {
    has_come();
  }
  if (!heard && !has_come_.load()) sleep();
}

void Lane::sleep() {
  {
    const std::lock_guard lock(mutex_);
    if (!queue_.empty() || (is_closing_ && is_done())) return;
    is_asleep_ = true;
  }
  std::array<pollfd, 2> files{pollfd{wake_.get(), POLLIN, 0}, pollfd{-1, POLLIN, 0}};
  if (link_) files[1].fd = link_->process().socket();
  if (link_ && link_->has_to_send()) files[1].events = POLLIN | POLLOUT;
  const bool is_idle = !link_ || link_->is_idle();
  poll(files.data(), files.size(), is_idle ? -1 : watch_every_ms);
  {
    const std::lock_guard lock(mutex_);
    is_asleep_ = false;
  }
  eventfd_t count = 0;
  if (files[0].revents != 0) eventfd_read(wake_.get(), &count);
  if (files[1].revents != 0) link_->receive(sink_);
}

// What is queued; false when there is nothing, nothing will come and all is answered.
bool Lane::take(std::vector<Item>& items) {
  const std::lock_guard lock(mutex_);
  has_come_ = false;
  items.swap(queue_);
  return !items.empty() || !is_closing_ || !is_done();
}

void Lane::hand_over(Item item) {
  if (const auto* run = std::get_if<RunId>(&item)) {
    if (link_) link_->drop(*run);
    return;
  }
  auto request = std::holds_alternative<Advance>(item)
                     ? Request(std::get<Advance>(std::move(item)))
                     : Request(std::get<Describe>(std::move(item)));
  if (link_) return link_->submit(std::move(request));
  homeless_.push_back(std::move(request));
}

Result<void> Lane::start_host() {
  link_.emplace(TRY(HostProcess::start(program_)), limits_);
  watch_.emplace(limits_.script_wall_ms_max);
  pid_ = link_->process().pid();
  allowed_at_ = steady_clock::now();
  return {};
}

// Without a host there is nobody to answer: it is tried a few times, in case the system has no room
// for a process just now.
void Lane::ensure_host() {
  if (link_ || homeless_.empty()) return;
  auto started = start_host();
  for (int tries = 1; !started && tries < starts_max; ++tries) {
    poll(nullptr, 0, start_again_ms << tries);
    started = start_host();
  }
  auto requests = std::exchange(homeless_, {});
  if (!started) return refuse_all(std::move(requests), started.error().message);
  for (auto& request : requests) link_->submit(std::move(request));
}

void Lane::look_after_host() {
  if (!link_) return;
  link_->send();
  if (link_->is_broken()) return lose_host(Finding::in_time);
  const auto now = steady_clock::now();
  if (const auto finding = watch_->look(*link_, now); finding != Finding::in_time) {
    return lose_host(finding);
  }
  if (now - allowed_at_ < allow_every) return;
  allowed_at_ = now;
  link_->process().allow_processor_time();
}

// Only the request that was begun gets the verdict. When no host ever gets as far as beginning, the
// first request is taken for the reason.
void Lane::lose_host(Finding finding) {
  losses_ = link_->answered() > 0 ? 1 : losses_ + 1;
  link_->process().end();
  pid_ = 0;
  const auto culprit = find_culprit(finding);
  const auto verdict = verdict_of(*link_, finding, limits_);
  homeless_ = link_->take_open();
  link_.reset();
  if (culprit < homeless_.size()) {
    losses_ = 0;
    const auto at = homeless_.begin() + static_cast<std::ptrdiff_t>(culprit);
    const auto request = std::move(*at);
    homeless_.erase(at);
    refuse(request, verdict);
  }
  ensure_host();
}

std::size_t Lane::find_culprit(Finding finding) const {
  const auto nobody = link_->open().size();
  const auto begun = link_->begun();
  if (finding != Finding::stuck && begun) return *begun;
  return losses_ >= losses_max ? 0 : nobody;
}

void Lane::refuse_all(std::deque<Request> requests, const std::string& why) {
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
