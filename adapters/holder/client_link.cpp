// A request that cannot be read is answered; only bytes that are no messages end the connection.
#include "adapters/holder/client_link.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace azwf::holder {
namespace {

// Then others have their turn, and what was answered is sent.
constexpr int handled_at_once = 4;

}  // namespace

ClientLink::ClientLink(FileDescriptor socket, std::string actor, const Limits& limits)
    : limits_(&limits),
      socket_(std::move(socket)),
      asker_(std::make_shared<const Asker>(std::move(actor))),
      reader_(limits.holder_message_bytes_max) {}

bool ClientLink::may_ask() const {
  return open_ < limits_->holder_requests_max && waiting_.size() < limits_->holder_waits_max &&
         out_.size() - sent_ < limits_->holder_unread_bytes_max;
}

bool ClientLink::hear() {
  const auto count = reader_.receive(socket_.get(), MSG_DONTWAIT);
  return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

bool ClientLink::handle_heard(const std::function<void(Numbered)>& handle) {
  for (int i = 0; i < handled_at_once && may_ask(); ++i) {
    const auto message = reader_.next();
    if (!message) return false;
    is_behind_ = message->has_value();
    if (!is_behind_) return true;
    auto numbered = read_request(**message);
    const auto* read = numbered ? std::get_if<ReadLog>(&numbered->request) : nullptr;
    if (read != nullptr && read->waits) {
      waiting_.insert(numbered->number);
    } else {
      ++open_;
    }
    if (numbered) {
      handle(std::move(*numbered));
    } else {
      reply(number_of(**message), std::unexpected(numbered.error()));
    }
  }
  return true;
}

void ClientLink::reply(std::uint64_t number, const Result<Reply>& reply) {
  if (waiting_.erase(number) == 0) --open_;
  if (sent_ == out_.size()) out_.clear(), sent_ = 0;
  const auto frame = open_frame(out_);
  write_reply(out_, number, reply);
  close_frame(out_, frame);
}

bool ClientLink::send() {
  while (has_to_send()) {
    const auto count = ::send(socket_.get(), out_.data() + sent_, out_.size() - sent_,
                              MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    sent_ += static_cast<std::size_t>(count);
  }
  out_ = std::string();
  sent_ = 0;
  return true;
}

}  // namespace azwf::holder
