// Another process holds the store: it is asked, through its socket or its bus, and the commits of
// the runs that are watched are read from its log as they come.
#include <map>

#include "adapters/cli/workplace.hpp"
#include "adapters/holder/asked_holder.hpp"
#include "adapters/holder/held_log.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf::cli {
namespace {

using holder::Client;
using holder::LogPart;
using holder::ReadLog;
using holder::Reply;

class AskedPlace : public Workplace {
 public:
  AskedPlace(const holder::Connect& connect, const Limits& limits, std::unique_ptr<Client> client)
      : limits_(limits),
        client_(std::move(client)),
        holder_(*client_),
        reading_(std::make_shared<holder::SharedClient>(connect)),
        log_(connect, limits, reading_),
        views_(limits, reading_) {}

  EventLog& log() override { return log_; }
  ViewStore& views() override { return views_; }
  Holder& holder() override { return holder_; }
  bool holds() const override { return false; }
  std::string held_by() const override { return client_->holder().engine; }
  bool stays() const override { return client_->holder().stays; }

  void observe(Observer observer) override { observers_.push_back(std::move(observer)); }
  void watch(const RunId& run) override {
    const auto [found, is_new] = watched_.try_emplace(run);
    if (is_new) wait_for_more(found->first, found->second);
  }

  Result<void> catch_up() override {
    for (auto& [run, watched] : watched_) {
      const auto cursor = TRY(log_.read({.stream = run_stream(run), .past = watched.past}));
      for (Commit commit; TRY(cursor->next(commit));) TRY_VOID(take(run, watched, commit));
    }
    return {};
  }

  Result<void> turn(std::chrono::microseconds patience) override {
    TRY(client_->turn(patience));
    if (broken_) return std::unexpected(*broken_);
    return {};
  }
  void wake() override { client_->wake(); }
  std::vector<Trouble> take_troubles() override { return {}; }
  std::size_t guests() const override { return 0; }
  void heed(const Limits&) override {}
  Result<std::vector<zeromq::BusAddress>> open_bus(zeromq::BusOptions) override {
    return failure(ErrorKind::refused, "not_here", "another process holds the store",
                   "the process that holds it serves it");
  }
  Result<void> shut_down() override { return {}; }

 private:
  struct Watched {
    RunState state;
    std::optional<Position> past;
  };

  void wait_for_more(const RunId& run, Watched& watched) {
    const ReadLog read{.query = {.stream = run_stream(run), .past = watched.past},
                       .bytes_max = limits_.holder_part_bytes_max,
                       .waits = true};
    client_->ask(read, [this, &run, &watched](Result<Reply> reply) {
      const auto taken = take(run, watched, std::move(reply));
      if (!taken) broken_ = taken.error();
    });
  }

  Result<void> take(const RunId& run, Watched& watched, Result<Reply> reply) {
    const auto answer = TRY(std::move(reply));
    const auto* part = std::get_if<LogPart>(&answer);
    if (part == nullptr) return holder::unexpected_reply();
    Commit commit;
    for (const auto& bytes : part->commits) {
      TRY_VOID(holder::read_commit(bytes, commit));
      TRY_VOID(take(run, watched, commit));
    }
    wait_for_more(run, watched);
    return {};
  }

  // What was read ahead comes once more, and is passed over.
  Result<void> take(const RunId& run, Watched& watched, const Commit& commit) {
    const auto position = commit.frame.position;
    if (watched.past && position <= *watched.past) return {};
    const auto decoded = TRY(decode_run_commit(commit, watched.state.next_ordinal));
    for (const auto& recorded : decoded.events) evolve(watched.state, recorded);
    watched.past = position;
    for (const auto& observer : observers_) {
      observer({run, position, decoded.events, watched.state});
    }
    return {};
  }

  const Limits& limits_;
  std::unique_ptr<Client> client_;  // for requests, and for the commits of runs
  holder::AskedHolder holder_;
  std::shared_ptr<holder::SharedClient> reading_;
  holder::HeldLog log_;
  holder::HeldViews views_;
  std::vector<Observer> observers_;
  std::map<RunId, Watched> watched_;
  std::optional<Error> broken_;
};

}  // namespace

Result<std::unique_ptr<Workplace>> ask_holder(const holder::Connect& connect,
                                              const Limits& limits) {
  auto client = TRY(connect(holder::patience_max));
  return std::make_unique<AskedPlace>(connect, limits, std::move(client));
}

}  // namespace azwf::cli
