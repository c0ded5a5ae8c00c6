// Reads that find nothing wait for the log to grow; one thread looks again for all of them.
#include "adapters/holder/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/holder/permission.hpp"
#include "engine/base/check.hpp"
#include "engine/event/append.hpp"
#include "engine/holder/from_outside.hpp"

namespace azwf::holder {
namespace {

// What arrives within this time is told at once; in a log that grows all the time, within more.
constexpr auto gathered_for = std::chrono::milliseconds(1);
constexpr auto gathered_when_busy = std::chrono::milliseconds(10);
constexpr auto busy_for = std::chrono::milliseconds(20);
constexpr int answer_tries = 8;
constexpr std::size_t answer_bytes_max = 4 << 20;

// The same reply, from what the engine answers with.
template <class T> std::function<void(Result<T>)> as_reply(Service::ReplyTo reply_to) {
  return [reply_to = std::move(reply_to)](Result<T> answer) {
    if (!answer) return reply_to(std::unexpected(answer.error()));
    if constexpr (std::is_void_v<T>) {
      reply_to(Done{});
    } else {
      reply_to(*std::move(answer));
    }
  };
}

std::unexpected<Error> not_subscribed_here() {
  return failure(ErrorKind::refused, "no_subscriptions",
                 "this socket carries requests, not subscriptions",
                 "subscribe at the bus: azwf serve --listen URL; or read with waits");
}

std::unexpected<Error> answer_too_large(const Packed& value) {
  return failure(ErrorKind::refused, "answer_too_large",
                 fmt::format("the answer would have {} bytes", value.bytes.size()),
                 "ask for less; or read the log: it comes in parts");
}

// It counts when nothing was folded into the views meanwhile.
Result<std::optional<Answer>> try_answer(const ServiceParts& parts, const Query& query) {
  const auto before = TRY(parts.views.checkpoint());
  auto value = TRY(parts.answer(query, before.position));
  if (TRY(parts.views.checkpoint()) != before) return std::nullopt;
  if (value.bytes.size() > answer_bytes_max) return answer_too_large(value);
  return Answer{before.position, std::move(value)};
}

bool has_replied(const Service::ReplyTo& reply_to, Result<std::optional<Answer>> answer) {
  if (!answer) return reply_to(std::unexpected(answer.error())), true;
  if (!*answer) return false;
  return reply_to(**std::move(answer)), true;
}

std::unexpected<Error> not_permitted(const Asker& asker, Role needed) {
  return failure(ErrorKind::refused, "not_permitted",
                 fmt::format("{} has the role {}, and this needs {}", asker.actor,
                             to_text(asker.role), to_text(needed)),
                 "have an admin give it another key: azwf keys new NAME --role " +
                     std::string(to_text(needed)));
}

}  // namespace

std::unexpected<Error> other_protocol(const std::string& engine, std::int64_t protocol) {
  return failure(
      ErrorKind::unavailable, "other_protocol",
      fmt::format("the holder {} speaks protocol {}, not {}", engine, protocol_version, protocol),
      "use the same version of azwf on both sides");
}

Service::Service(ServiceParts parts, std::function<void(Task)> run)
    : parts_(std::move(parts)),
      run_(std::move(run)),
      watcher_([this](const std::stop_token& stop) { watch(stop); }) {}

struct Service::Asked {
  Service& service;
  const std::shared_ptr<const Asker>& asker;
  ReplyTo& reply_to;

  void operator()(const Hello& hello) const {
    if (hello.protocol == protocol_version) {
      const auto& parts = service.parts_;
      return reply_to(Welcome{protocol_version, parts.engine, parts.log.epoch(), parts.stays});
    }
    reply_to(other_protocol(service.parts_.engine, hello.protocol));
  }
  void operator()(ReadLog& read) const {
    read.bytes_max = std::min(read.bytes_max, service.parts_.limits.holder_part_bytes_max);
    const auto past = read.query.past.value_or(Position{});
    service.read_log({std::move(read), past, asker, std::move(reply_to)});
  }
  // In the carrier's thread: the loop goes on meanwhile.
  void operator()(ReadViews& read) const {
    read.keys_max = std::min(read.keys_max, service.parts_.limits.holder_part_keys_max);
    auto look = [run = service.run_, &each = service, read = std::move(read),
                 then = std::move(reply_to)] {
      run([&each, read, then] { each.read_views(read, then); });
    };
    service.parts_.await_views(std::move(look));
  }
  void operator()(ReadBlob& read) const {
    read.bytes_max = std::min(read.bytes_max, service.parts_.limits.holder_part_bytes_max);
    reply_to(service.piece_of(read));
  }
  void operator()(ReadOutput& read) const {
    read.bytes_max = std::min(read.bytes_max, service.parts_.limits.holder_part_bytes_max);
    auto piece = service.parts_.printed(read);
    if (!piece) return reply_to(std::unexpected(piece.error()));
    reply_to(*std::move(piece));
  }
  void operator()(Query& query) const {
    auto look = [run = service.run_, &each = service, query = std::move(query),
                 then = std::move(reply_to)] {
      run([&each, query, then] { each.answer(query, then); });
    };
    service.parts_.await_views(std::move(look));
  }
  void operator()(StartRun& start) const {
    const auto checked = check_start(start, service.parts_.limits);
    if (!checked) return reply_to(std::unexpected(checked.error()));
    if (start.program != nullptr) {
      auto program = service.parts_.holder.keep(*start.program);
      if (!program) return reply_to(std::unexpected(program.error()));
      start.program = *std::move(program);
    }
    start.actor = asker->actor;
    start.reply = as_reply<StartedRun>(std::move(reply_to));
    service.parts_.holder.start(std::move(start));
  }
  void operator()(TellRun& tell) const {
    const auto checked = check_told(tell.fact, service.parts_.limits);
    if (!checked) return reply_to(std::unexpected(checked.error()));
    tell.actor = asker->actor;
    tell.reply = as_reply<void>(std::move(reply_to));
    service.parts_.holder.tell(std::move(tell));
  }
  void operator()(TakeUpRuns& take_up) const {
    take_up.reply = [then = std::move(reply_to)](std::vector<Trouble> troubles) {
      then(std::move(troubles));
    };
    service.parts_.holder.take_up(std::move(take_up));
  }
  void operator()(EmitEvent& emit) const {
    emit.event.actor = asker->actor;
    if (asker->role < Role::operate) emit.cause = {};  // of whoever may not start runs either
    emit.reply = as_reply<Emitted>(std::move(reply_to));
    service.parts_.holder.emit(std::move(emit));
  }
  void operator()(ChangeWorkflow& change) const {
    if (change.change == WorkflowChange::install) {
      auto program = service.parts_.holder.keep(*change.program);
      if (!program) return reply_to(std::unexpected(program.error()));
      change.program = *std::move(program);
    }
    change.actor = asker->actor;
    change.reply = as_reply<ChangedWorkflow>(std::move(reply_to));
    service.parts_.holder.change(std::move(change));
  }
  void operator()(TakeUpTriggers&) const {
    service.parts_.holder.start_triggered(as_reply<void>(std::move(reply_to)));
  }
  void operator()(const Subscribe&) const { reply_to(not_subscribed_here()); }
  void operator()(const Credit&) const {}
  void operator()(const Unsubscribe&) const { reply_to(not_subscribed_here()); }
};

void Service::ask(Request request, const std::shared_ptr<const Asker>& asker, ReplyTo reply_to) {
  const auto needed = needed_for(request);
  if (asker->role < needed && !AZWF_PLANTED(112)) {
    return reply_to(not_permitted(*asker, needed));
  }
  std::visit(Asked{*this, asker, reply_to}, request);
}

Result<Reply> Service::piece_of(const ReadBlob& read) {
  auto& blobs = parts_.blobs;
  auto bytes = TRY(blobs.piece(read.digest, read.from, read.bytes_max));
  const auto blob = TRY(blobs.stat(read.digest));
  return Piece{blob ? blob->size : 0, std::move(bytes)};
}

// In the carrier's thread, so that the loop goes on; where that is always faster, in the loop's
// own, which may outlive this.
void Service::answer(const Query& query, const ReplyTo& reply_to) {
  for (int tried = 0; tried < answer_tries; ++tried) {
    if (has_replied(reply_to, try_answer(parts_, query))) return;
  }
  parts_.await_views(
      [parts = parts_, query, reply_to] { has_replied(reply_to, try_answer(parts, query)); });
}

void Service::read_views(const ReadViews& read, const ReplyTo& reply_to) {
  const auto checkpoint = parts_.views.checkpoint();
  if (!checkpoint) return reply_to(std::unexpected(checkpoint.error()));
  ViewPart part{.checkpoint = *checkpoint, .entries = {}, .at_end = true};
  std::uint64_t bytes = 0;
  const auto scanned =
      parts_.views.scan(read.prefix, read.from, [&](std::string_view key, std::string_view value) {
        const bool is_full =
            part.entries.size() >= read.keys_max || bytes >= parts_.limits.holder_part_bytes_max;
        if (is_full) return part.at_end = false;
        part.entries.emplace_back(key, value);
        bytes += key.size() + value.size();
        return true;
      });
  if (!scanned) return reply_to(std::unexpected(scanned.error()));
  reply_to(std::move(part));
}

// The log's end is read before its commits: what comes later is past it.
Result<LogPart> Service::part_of(const ReadLog& read) {
  LogPart part{.commits = {}, .at_end = true, .head = TRY(last_position(parts_.log))};
  const auto cursor = TRY(parts_.log.read(read.query));
  std::uint64_t bytes = 0;
  for (Commit commit; TRY(cursor->next(commit));) {
    part.commits.push_back(encode_frame(commit.frame) + commit.leaf_bytes);
    bytes += part.commits.back().size();
    if (bytes < read.bytes_max) continue;
    part.at_end = false;
    break;
  }
  return part;
}

void Service::read_log(Waiter waiter) {
  if (waiter.read.waits) return hold_back(std::move(waiter));
  auto part = part_of(waiter.read);
  if (!part) return waiter.reply_to(std::unexpected(part.error()));
  waiter.reply_to(*std::move(part));
}

// What it waits for may be there already: then the watcher does not wait for more. Only who asks
// afterwards is sure to see what the watcher does not.
void Service::hold_back(Waiter waiter) {
  const auto head = waiter.head;
  {
    std::unique_lock lock(mutex_);
    if (broken_) {
      lock.unlock();
      return waiter.reply_to(std::unexpected(*broken_));
    }
    forget_gone();
    waiters_.push_back(std::move(waiter));
  }
  waits_.notify_one();
  const auto last = last_position(parts_.log);
  const std::lock_guard lock(mutex_);
  if (!last || *last > head) hurry_.request_stop();
}

// Those that have nothing to read yet go on waiting. Many who follow a log wait for the same.
void Service::answer(Waiters waiters) {
  std::optional<std::pair<ReadLog, Result<LogPart>>> shared;
  for (auto& waiter : waiters) {
    if (!shared || shared->first != waiter.read) shared.emplace(waiter.read, part_of(waiter.read));
    const auto& part = shared->second;
    if (part && part->commits.empty()) {
      waiter.head = part->head;
      hold_back(std::move(waiter));
    } else {
      waiter.reply_to(part);
    }
  }
}

void Service::watch(const std::stop_token& stop) {
  std::chrono::steady_clock::time_point answered_at;
  while (!stop.stop_requested()) {
    std::stop_source hurry;
    const std::stop_callback on_stop(stop, [hurry]() mutable { hurry.request_stop(); });
    Position past;
    {
      std::unique_lock lock(mutex_);
      if (!waits_.wait(lock, stop, [this] { return !waiters_.empty(); })) return;
      past = std::ranges::min(waiters_, {}, &Waiter::head).head;
      hurry_ = hurry;
    }
    const auto last = parts_.log.wait_past(past, hurry.get_token());
    if (stop.stop_requested()) return;
    if (!last) {
      {
        const std::lock_guard lock(mutex_);
        broken_ = last.error();
      }
      return refuse_all(last.error());
    }
    const auto since = std::chrono::steady_clock::now() - answered_at;
    std::this_thread::sleep_for(since < busy_for ? gathered_when_busy : gathered_for);
    answer(take_waiters());
    answered_at = std::chrono::steady_clock::now();
  }
}

Service::Waiters Service::take_waiters() {
  const std::lock_guard lock(mutex_);
  forget_gone();
  return std::exchange(waiters_, {});
}

void Service::forget_gone() {
  std::erase_if(waiters_, [](const Waiter& waiter) { return waiter.asker.expired(); });
}

void Service::refuse_all(const Error& why) {
  for (auto& waiter : take_waiters()) waiter.reply_to(std::unexpected(why));
}

}  // namespace azwf::holder
