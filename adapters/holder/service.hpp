// What requests to a holder mean, whatever carries them: each is checked, given to the engine, or
// answered from its log and views. Invariant: each request gets one answer, or its asker is gone.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "adapters/holder/message.hpp"
#include "engine/access/role.hpp"
#include "engine/base/limits.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf::holder {

using Task = std::function<void()>;

struct ServiceParts {
  Holder& holder;
  EventLog& log;
  ViewStore& views;
  BlobStore& blobs;
  std::function<void(Task)> await_views;  // runs it once they hold all that was acknowledged
  const Limits& limits;
  std::string engine;  // its name
  bool stays = false;  // as `Welcome` has it
  // What an attempt has printed so far. Threads: any.
  std::function<Result<Piece>(const ReadOutput&)> printed;
  // The answer to a query, and the last position that it may know of. Threads: any.
  std::function<Result<Packed>(const Query&, Position)> answer;
};

// Who asks: alive for as long as answers are wanted.
struct Asker {
  std::string actor;  // as the carrier knows it, never as it says itself
  Role role = Role::admin;
};

// What somebody hears that does not speak ours.
std::unexpected<Error> other_protocol(const std::string& engine, std::int64_t protocol);

class Service {
 public:
  using ReplyTo = std::function<void(Result<Reply>)>;

  // `run` makes the carrier's thread do something.
  Service(ServiceParts parts, std::function<void(Task)> run);

  // Error{refused} when the role may not, or the carrier is to do it itself: subscriptions.
  // Threads: the carrier's. `reply_to` is called in any thread.
  void ask(Request request, const std::shared_ptr<const Asker>& asker, ReplyTo reply_to);

 private:
  struct Waiter {
    ReadLog read;
    Position head;  // nothing is there for it up to this
    std::weak_ptr<const Asker> asker;
    ReplyTo reply_to;
  };
  using Waiters = std::vector<Waiter>;

  struct Asked;
  void read_log(Waiter waiter);
  void read_views(const ReadViews& read, const ReplyTo& reply_to);
  Result<Reply> piece_of(const ReadBlob& read);
  void answer(const Query& query, const ReplyTo& reply_to);
  Result<LogPart> part_of(const ReadLog& read);
  void watch(const std::stop_token& stop);
  void hold_back(Waiter waiter);
  void answer(Waiters waiters);
  Waiters take_waiters();
  void forget_gone();  // under the mutex
  void refuse_all(const Error& why);

  ServiceParts parts_;
  std::function<void(Task)> run_;
  std::mutex mutex_;
  std::condition_variable_any waits_;
  Waiters waiters_;
  std::optional<Error> broken_;  // the log does not answer: nobody waits for it any more
  std::stop_source hurry_;       // ends the watcher's waiting for the log
  std::jthread watcher_;         // last: it uses all above
};

}  // namespace azwf::holder
