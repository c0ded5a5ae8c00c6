// Nothing here waits: a host that neither reads nor writes is the watch's to notice.
#include "adapters/script_host/host_link.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace azwf::script_host {

HostLink::HostLink(HostProcess process, const Limits& limits)
    : limits_(&limits),
      process_(std::move(process)),
      writer_(limits),
      reader_(limits.host_frame_bytes_max) {
  writer_.write_limits(out_);
}

void HostLink::submit(Request request) {
  writer_.write(out_, first_ + open_.size(), request);
  open_.push_back(std::move(request));
}

void HostLink::send() {
  while (has_to_send()) {
    const auto count = ::send(process_.socket(), out_.data() + sent_, out_.size() - sent_,
                              MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0) {
      is_broken_ = is_broken_ || (errno != EAGAIN && errno != EINTR);
      return;
    }
    sent_ += static_cast<std::size_t>(count);
  }
  out_.clear();
  sent_ = 0;
}

bool HostLink::receive(const HostSink& sink) {
  const auto count = reader_.receive(process_.socket(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  is_broken_ = is_broken_ || count <= 0;
  if (!is_broken_) read_answers(sink);
  return true;
}

void HostLink::read_answers(const HostSink& sink) {
  for (;;) {
    const auto frame = reader_.next();
    if (frame && !*frame) return;
    auto answer = frame && !open_.empty() ? read_answer(**frame, first_, open_.front(), *limits_)
                                          : failure(ErrorKind::invalid, "bad_message", "unasked");
    is_broken_ = !answer;
    if (is_broken_) return;
    open_.pop_front();
    ++first_;
    sink(*std::move(answer));
  }
}

std::optional<std::size_t> HostLink::begun() const {
  const auto number = process_.page().begun.load(std::memory_order_acquire);
  if (number < first_ || number - first_ >= open_.size()) return {};
  return number - first_;
}

}  // namespace azwf::script_host
