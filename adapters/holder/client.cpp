// Replies are matched to requests by number; those that the holder owes when it goes are dropped.
#include "adapters/holder/client.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>

#include "adapters/holder/socket.hpp"

namespace azwf::holder {

using std::chrono::microseconds;

namespace {

constexpr auto looked_again_every = std::chrono::milliseconds(100);

}  // namespace

std::unexpected<Error> unexpected_reply() {
  return failure(ErrorKind::unavailable, "bad_message", "the holder answers something else",
                 "use the same version of azwf on both sides");
}

Client::Client(FileDescriptor socket, std::unique_ptr<TaskQueue> tasks, const Limits& limits,
               std::chrono::milliseconds patience)
    : patience_(patience),
      socket_(std::move(socket)),
      tasks_(std::move(tasks)),
      reader_(limits.holder_message_bytes_max) {}

Result<std::unique_ptr<Client>> Client::connect(const std::filesystem::path& home,
                                                const Limits& limits,
                                                std::chrono::milliseconds patience) {
  auto socket = TRY(connect_in(home));
  auto tasks = TRY(TaskQueue::make());
  std::unique_ptr<Client> client(new Client(std::move(socket), std::move(tasks), limits, patience));
  TRY_VOID(client->greet());
  return client;
}

Result<void> Client::greet() {
  const auto reply = TRY(call(Hello{}));
  const auto* welcome = std::get_if<Welcome>(&reply);
  if (welcome == nullptr) return unexpected_reply();
  welcome_ = *welcome;
  return {};
}

std::unexpected<Error> Client::gone() const {
  return failure(ErrorKind::unavailable, holder_gone,
                 "the process that held the store (" + welcome_.engine + ") is gone",
                 "try it again");
}

void Client::ask(const Request& request, Then then) {
  open_.emplace(++asked_, std::move(then));
  const auto frame = open_frame(out_);
  write_request(out_, asked_, request);
  close_frame(out_, frame);
}

Result<Reply> Client::call(const Request& request) {
  const auto answer = std::make_shared<std::optional<Result<Reply>>>();
  ask(request, [answer](Result<Reply> reply) { *answer = std::move(reply); });
  for (auto left = patience_; !*answer;) {
    if (left.count() <= 0) {
      return failure(ErrorKind::unavailable, no_answer,
                     "the process that holds the store does not answer",
                     "see whether it is stopped, or its terminal is: ps -o pid,stat,args");
    }
    if (!TRY(turn(looked_again_every))) left -= looked_again_every;
  }
  return **std::move(answer);
}

Result<bool> Client::turn(microseconds patience) {
  TRY_VOID(send());
  TRY_VOID(wait(patience));
  TRY_VOID(send());
  return hear();
}

Result<void> Client::wait(microseconds patience) {
  const short events = static_cast<short>(POLLIN | (out_.empty() ? 0 : POLLOUT));
  pollfd waited[] = {{socket_.get(), events, 0}, {tasks_->descriptor(), POLLIN, 0}};
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(patience);
  const timespec span{s.count(), std::chrono::nanoseconds(patience - s).count()};
  ppoll(waited, 2, &span, nullptr);
  tasks_->perform();
  return {};
}

Result<void> Client::send() {
  std::size_t sent = 0;
  while (sent < out_.size()) {
    const auto count =
        ::send(socket_.get(), out_.data() + sent, out_.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return gone();
    if (count < 0) break;
    sent += static_cast<std::size_t>(count);
  }
  out_.erase(0, sent);
  return {};
}

Result<bool> Client::hear() {
  const auto count = reader_.receive(socket_.get(), MSG_DONTWAIT);
  if (count == 0) return gone();
  if (count < 0 && errno != EAGAIN && errno != EINTR) return gone();
  if (count < 0) return false;
  while (const auto message = TRY(reader_.next())) {
    auto numbered = TRY(read_reply(*message));
    auto asked = open_.extract(numbered.number);
    if (asked.empty()) return unexpected_reply();
    asked.mapped()(std::move(numbered.reply));
  }
  return true;
}

}  // namespace azwf::holder
