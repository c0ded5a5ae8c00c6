// Nothing here waits: a host that neither reads nor writes is the watch's to notice.
#include "adapters/script_host/host_link.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "engine/base/check.hpp"

namespace azwf::script_host {
namespace {

constexpr std::size_t much = 1 << 10;  // to be sent; the host begins with these meanwhile

}  // namespace

HostLink::HostLink(HostProcess process, const Limits& limits)
    : limits_(&limits),
      process_(std::move(process)),
      writer_(limits),
      reader_(limits.host_frame_bytes_max) {
  writer_.write_limits(out_);
}

void HostLink::submit(Request request) {
  const bool was_idle = is_idle();
  writer_.write(out_, ++last_, request);
  submitted_.push_back(std::move(request));
  if (was_idle || out_.size() - sent_ >= much) send();
}

void HostLink::send() {
  is_full_ = false;
  while (has_to_send()) {
    const auto count = ::send(process_.socket(), out_.data() + sent_, out_.size() - sent_,
                              MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0) {
      is_full_ = true;
      if (errno != EAGAIN && errno != EINTR) is_broken_ = true;
      return;
    }
    sent_ += static_cast<std::size_t>(count);
  }
  out_.clear();
  sent_ = 0;
}

void HostLink::accept() {
  for (auto& request : submitted_) open_.push_back({std::move(request)});
  submitted_.clear();
}

bool HostLink::hear() {
  const auto count = reader_.receive(process_.socket(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count <= 0) is_broken_ = true;
  return true;
}

void HostLink::tell(const HostSink& sink) {
  while (!is_broken_) {
    const auto frame = reader_.next();
    if (frame && !*frame) return;
    const auto taken = frame ? take_answer(**frame, sink) : std::unexpected(frame.error());
    if (taken) continue;
    is_broken_ = true;
    if (!open_.empty()) refused_ = taken.error().message;
  }
}

Result<void> HostLink::take_answer(std::string_view frame, const HostSink& sink) {
  if (open_.empty()) {
    return failure(ErrorKind::invalid, "bad_message", "an answer that nobody asked for");
  }
  const auto number = answered() + 1;
  const auto& asked = open_.front();
  std::optional<HostAnswer> answer;
  if (asked.is_withdrawn && AZWF_PLANTED(64)) {
    answer = AdvanceAnswer{std::get<Advance>(asked.request).run, {{}}, {}};
  } else if (asked.is_withdrawn) {
    if (!answers(frame, number)) {
      return failure(ErrorKind::invalid, "bad_message", "an answer to another request");
    }
  } else {
    answer = TRY(read_answer(frame, number, asked.request, *limits_));
  }
  open_.pop_front();
  answered_.store(number, std::memory_order_relaxed);
  if (answer) sink(*std::move(answer));
  return {};
}

std::optional<std::size_t> HostLink::begun() const {
  const auto number = process_.page().begun.load(std::memory_order_acquire);
  if (number <= answered() || number - answered() > open_.size()) return {};
  return number - answered() - 1;
}

std::optional<Request> HostLink::withdraw(std::size_t index) {
  auto& asked = open_.at(index);
  if (std::exchange(asked.is_withdrawn, true)) return {};
  return std::move(asked.request);
}

std::vector<Request> HostLink::withdraw_from(std::size_t index) {
  std::vector<Request> requests;
  for (; index < open_.size(); ++index) {
    if (auto request = withdraw(index)) requests.push_back(*std::move(request));
  }
  return requests;
}

}  // namespace azwf::script_host
