// A stream of frames: what the socket does not take now is kept for the next turn.
#include "adapters/holder/socket_carrier.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "adapters/holder/socket.hpp"
#include "adapters/holder/task_queue.hpp"
#include "adapters/system/frames.hpp"

namespace azwf::holder {
namespace {

std::unexpected<Error> closed() {
  return failure(ErrorKind::unavailable, connection_closed,
                 "the connection to the holder is closed");
}

bool may_pass(int number) { return number == EAGAIN || number == EINTR; }

class SocketCarrier : public Carrier {
 public:
  SocketCarrier(FileDescriptor socket, std::unique_ptr<TaskQueue> tasks, const Limits& limits)
      : socket_(std::move(socket)),
        tasks_(std::move(tasks)),
        reader_(limits.holder_message_bytes_max) {}

  void send(std::string message) override {
    const auto frame = open_frame(out_);
    out_ += message;
    close_frame(out_, frame);
  }

  Result<bool> turn(std::chrono::microseconds patience) override {
    TRY_VOID(send_some());
    wait(patience);
    TRY_VOID(send_some());
    const auto count = reader_.receive(socket_.get(), MSG_DONTWAIT);
    if (count == 0 || (count < 0 && !may_pass(errno))) return closed();
    return count > 0;
  }

  Result<std::optional<std::string_view>> next() override { return reader_.next(); }
  void wake() override { tasks_->wake(); }

 private:
  void wait(std::chrono::microseconds patience) {
    const short events = static_cast<short>(POLLIN | (out_.empty() ? 0 : POLLOUT));
    pollfd waited[] = {{socket_.get(), events, 0}, {tasks_->descriptor(), POLLIN, 0}};
    const auto s = std::chrono::duration_cast<std::chrono::seconds>(patience);
    const timespec span{s.count(), std::chrono::nanoseconds(patience - s).count()};
    ppoll(waited, 2, &span, nullptr);
    tasks_->perform();
  }

  Result<void> send_some() {
    std::size_t sent = 0;
    while (sent < out_.size()) {
      const auto count = ::send(socket_.get(), out_.data() + sent, out_.size() - sent,
                                MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count < 0 && !may_pass(errno)) return closed();
      if (count < 0) break;
      sent += static_cast<std::size_t>(count);
    }
    out_.erase(0, sent);
    return {};
  }

  FileDescriptor socket_;
  std::unique_ptr<TaskQueue> tasks_;
  FrameReader reader_;
  std::string out_;
};

}  // namespace

Result<std::unique_ptr<Carrier>> reach_in(const std::filesystem::path& home, const Limits& limits) {
  auto socket = TRY(connect_in(home));
  auto tasks = TRY(TaskQueue::make());
  return std::make_unique<SocketCarrier>(std::move(socket), std::move(tasks), limits);
}

}  // namespace azwf::holder
