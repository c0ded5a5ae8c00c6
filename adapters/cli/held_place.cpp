// This process holds the store: its engine works on the runs, and others ask it through the socket
// in the store's folder.
#include "adapters/catalog.hpp"
#include "adapters/cli/answers.hpp"
#include "adapters/cli/printed_pieces.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/workplace.hpp"
#include "adapters/holder/server.hpp"
#include "adapters/script_host/process_hosts.hpp"
#include "adapters/system/id_source.hpp"
#include "adapters/system/identity.hpp"
#include "adapters/zeromq/bus_server.hpp"

namespace azwf::cli {
namespace {

class HeldPlace : public Workplace {
 public:
  HeldPlace(const Home& home, std::unique_ptr<WritableStore> opened, const Holding& holding)
      : stays_(holding.stays),
        opened_(std::move(opened)),
        printed_(home),
        operations_(make_catalog({.home = home.path, .cwd = {}}, blobs(), opened_->limits)),
        engine_(EngineParts{log(), views(), blobs(), operations_, opened_->clock, ids_,
                            opened_->limits, engine_name()},
                [&](HostSink sink) { return make_hosts(std::move(sink), holding.host.get()); }) {}

  // Unless it stays, no run is worked on until a command asks for it.
  Result<void> open(const Home& home) {
    std::function<bool(const RunId&)> wanted;
    if (!stays_) wanted = [](const RunId&) { return false; };
    TRY(engine_.recover(std::move(wanted)));
    server_ = TRY(holder::Server::open(
        {.home = home.path, .actor = account_name(), .changed = [this] { engine_.wake(); }},
        service_parts()));
    return {};
  }

  EventLog& log() override { return *opened_->store.log; }
  ViewStore& views() override { return *opened_->store.views; }
  Holder& holder() override { return engine_; }
  bool holds() const override { return true; }
  std::string held_by() const override { return engine_name(); }
  bool stays() const override { return stays_; }

  void observe(Observer observer) override { engine_.observe(std::move(observer)); }
  void watch(const RunId&) override {}
  Result<void> catch_up() override { return {}; }
  Result<void> turn(std::chrono::microseconds patience) override {
    TRY(engine_.turn(patience));
    return {};
  }
  void wake() override { engine_.wake(); }
  std::vector<Trouble> take_troubles() override { return engine_.take_troubles(); }
  std::size_t guests() const override { return server_->attached(); }
  // Nobody reads these two but the loop.
  void heed(const Limits& limits) override {
    opened_->limits.attempts_in_flight_max = limits.attempts_in_flight_max;
    opened_->limits.attempts_in_flight_per_run_max = limits.attempts_in_flight_per_run_max;
    engine_.heed_limits();
  }
  Result<std::vector<zeromq::BusAddress>> open_bus(zeromq::BusOptions options) override {
    bus_ = TRY(zeromq::BusServer::open(std::move(options), service_parts()));
    return bus_->addresses();
  }
  // Others are let go first: they wait for the store, and one of them takes it up.
  Result<void> shut_down() override {
    bus_.reset();
    server_.reset();
    return engine_.shut_down();
  }

 private:
  std::unique_ptr<ScriptHost> make_hosts(HostSink sink, script_host::HostAtHand* at_hand) {
    if (at_hand != nullptr && at_hand->is_there()) return at_hand->give(std::move(sink));
    const script_host::HostOptions options{.limits = opened_->limits};
    return std::make_unique<script_host::ProcessHosts>(options, sink);
  }
  holder::ServiceParts service_parts() {
    return {engine_,
            log(),
            views(),
            blobs(),
            [this](holder::Task task) { engine_.await_views(std::move(task)); },
            opened_->limits,
            engine_name(),
            stays_,
            [this](const holder::ReadOutput& read) { return printed_.read(read); },
            [this](const holder::Query& query, Position last) {
              return answer_to(query, last, log(), views());
            }};
  }
  BlobStore& blobs() { return *opened_->store.blobs; }

  const bool stays_;
  std::unique_ptr<WritableStore> opened_;
  PrintedPieces printed_;
  SystemIdSource ids_{opened_->clock};
  OperationCatalog operations_;
  Engine engine_;
  std::unique_ptr<holder::Server> server_;  // it asks all above
  std::unique_ptr<zeromq::BusServer> bus_;  // it, too
};

}  // namespace

Result<std::unique_ptr<Workplace>> hold_store(const Home& home, const Holding& holding) {
  auto opened = TRY(WritableStore::open(home, {.limits = holding.limits}));
  auto place = std::make_unique<HeldPlace>(home, std::move(opened), holding);
  TRY_VOID(place->open(home));
  return place;
}

}  // namespace azwf::cli
