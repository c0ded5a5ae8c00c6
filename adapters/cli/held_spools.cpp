// Asked again and again by whoever follows; a look at the end, which a person sees, is worth no
// more than a few requests a second.
#include <chrono>

#include "adapters/cli/spool.hpp"

namespace azwf::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto looked_again_after = std::chrono::milliseconds(200);
constexpr auto tried_again_after = std::chrono::seconds(10);  // when it cannot be asked

class HeldSpool : public Spool {
 public:
  HeldSpool(holder::ReadOutput next, const Limits& limits,
            std::shared_ptr<holder::SharedClient> client)
      : next_(std::move(next)), limits_(limits), client_(std::move(client)) {}

  Result<bool> read(const std::function<void(std::string_view)>& sink) override {
    for (;;) {
      next_.bytes_max = limits_.holder_part_bytes_max;
      const auto piece = client_->call_for<holder::Piece>(next_);
      if (!piece && piece.error().kind == ErrorKind::not_found) return false;
      if (!piece) return std::unexpected(piece.error());
      if (piece->bytes.empty()) return true;
      next_.from += piece->bytes.size();
      sink(piece->bytes);
    }
  }

  std::string tail(std::size_t bytes) override {
    const auto now = Clock::now();
    if (now < look_at_) return seen_;
    const auto looked = look(bytes);
    if (looked) seen_ = *looked;
    const bool is_reached = looked || looked.error().kind == ErrorKind::not_found;
    look_at_ = Clock::now() + (is_reached ? Clock::duration(looked_again_after)
                                          : Clock::duration(tried_again_after));
    return seen_;
  }

 private:
  Result<std::string> look(std::size_t bytes) {
    auto at_end = next_;
    at_end.bytes_max = 0;
    const auto size = TRY(client_->call_for<holder::Piece>(at_end)).size;
    at_end.from = size - std::min<std::uint64_t>(size, bytes);
    at_end.bytes_max = bytes;
    return TRY(client_->call_for<holder::Piece>(at_end)).bytes;
  }

  holder::ReadOutput next_;
  const Limits& limits_;
  std::shared_ptr<holder::SharedClient> client_;
  std::string seen_;
  Clock::time_point look_at_;
};

}  // namespace

std::unique_ptr<Spool> HeldSpools::open(const RunId& run, const StepId& step,
                                        std::uint32_t attempt) {
  return std::make_unique<HeldSpool>(
      holder::ReadOutput{.run = run, .step = step, .attempt = attempt}, limits_, client_);
}

}  // namespace azwf::cli
