// Reads requests, gives them to a LuaHost one by one, writes answers. Several are written at once
// while more requests wait; none waits longer than it takes to notice.
#include "adapters/script_host/script_host_main.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <chrono>
#include <new>

#include "adapters/script_host/answer_codec.hpp"
#include "adapters/script_host/confinement.hpp"
#include "adapters/script_host/last_words.hpp"
#include "adapters/script_host/look.hpp"
#include "adapters/script_host/page.hpp"
#include "adapters/system/frames.hpp"
#include "engine/lua/lua_host.hpp"
#include "engine/lua/watcher.hpp"

namespace azwf::script_host {
namespace {

constexpr std::size_t request_bytes_max = UINT32_MAX;  // the engine is trusted
constexpr std::size_t flush_bytes = 32 << 10;
constexpr auto flush_after = std::chrono::microseconds(150);

class Child final : public lua::Watcher {
 public:
  Child(Page& page, const Limits& limits, FrameReader reader)
      : page_(page),
        limits_(limits),
        reader_(std::move(reader)),
        host_([this](const HostAnswer& answer) { write_answer(out_, number_, answer, limits_); },
              limits_, this) {}

  // Until the engine is gone or says what cannot be understood.
  void work() {
    for (;;) {
      while (true) {
        const auto frame = reader_.next();
        if (!frame) return;
        if (!*frame) break;
        if (!obey(**frame)) return;
      }
      if (!flush() || !receive()) return;
    }
  }

  void runs(lua_State* main) override { last_words_.speak_of(main); }
  void delivery_begins() override {
    page_.deliveries.store(++deliveries_, std::memory_order_relaxed);
  }
  void at(lua::PlaceView place) override {
    write_place(page_, place.module, place.line);
    if (!out_.empty() && is_due()) flush();
  }

 private:
  bool obey(std::string_view frame) {
    auto order = requests_.read(frame);
    if (!order) return false;
    if (const auto* run = std::get_if<RunId>(&*order)) host_.drop(*run);
    auto* numbered = std::get_if<NumberedRequest>(&*order);
    if (numbered == nullptr) return true;
    begin(numbered->number);
    std::visit([this](auto& request) { host_.submit(std::move(request)); }, numbered->request);
    return (out_.size() < flush_bytes && !is_due()) || flush();
  }

  void begin(std::uint64_t number) {
    number_ = number;
    write_place(page_, {}, 0);
    page_.begun.store(number, std::memory_order_release);
    if (out_.empty()) begun_ = std::chrono::steady_clock::now();
  }

  bool is_due() const { return std::chrono::steady_clock::now() - begun_ > flush_after; }

  bool flush() {
    for (std::size_t sent = 0; sent < out_.size();) {
      const auto count = send(host_socket, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      sent += static_cast<std::size_t>(count);
    }
    out_.clear();
    return true;
  }

  bool receive() {
    std::ptrdiff_t count = -1;
    look_.briefly([&] { return (count = reader_.receive(host_socket, MSG_DONTWAIT)) >= 0; });
    while (count < 0) {
      count = reader_.receive(host_socket, 0);
      if (count < 0 && errno != EINTR) return false;
    }
    return count > 0;
  }

  Page& page_;
  LastWords last_words_{page_};
  const Limits limits_;
  Look look_;
  FrameReader reader_;
  RequestReader requests_;
  std::string out_;
  std::uint64_t number_ = 0;
  std::uint64_t deliveries_ = 0;
  std::chrono::steady_clock::time_point begun_;  // what the answers not yet written began with
  LuaHost host_;
};

// Everything a host needs comes with the first frame.
Result<Limits> receive_limits(FrameReader& reader) {
  for (;;) {
    const auto frame = TRY(reader.next());
    if (frame) return RequestReader::read_limits(*frame);
    if (reader.receive(host_socket, 0) <= 0) {
      return failure(ErrorKind::unavailable, "engine_gone", "the engine is gone");
    }
  }
}

int serve(Page& page) {
  FrameReader reader(request_bytes_max);
  const auto limits = receive_limits(reader);
  if (!limits) return 1;
  Child child(page, *limits, std::move(reader));
  if (!confine(*limits)) return 1;
  child.work();
  return 0;
}

}  // namespace

int script_host_main(int, char**) {
  prctl(PR_SET_NAME, "azwf-script");
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a script in a loop does not notice a closed socket
  auto mapping = PageMapping::map(FileDescriptor(host_page), PROT_READ | PROT_WRITE);
  if (!mapping) return 1;
  try {
    return serve(*mapping->get());
  } catch (const std::bad_alloc&) {
    mapping->get()->end = static_cast<std::uint32_t>(HostEnd::out_of_memory);
    return 1;
  }
}

}  // namespace azwf::script_host
