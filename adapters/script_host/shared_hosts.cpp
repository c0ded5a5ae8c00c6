// Answers find their user by the run. Descriptions are not shared.
#include "adapters/script_host/shared_hosts.hpp"

#include "engine/base/check.hpp"

namespace azwf::script_host {

class SharedHosts::Share final : public ScriptHost {
 public:
  Share(SharedHosts& hosts, HostSink sink) : hosts_(hosts), sink_(std::move(sink)) {}

  void submit(Advance request) override {
    {
      const std::lock_guard lock(hosts_.mutex_);
      hosts_.sinks_.insert_or_assign(request.run, &sink_);
    }
    hosts_.hosts_.submit(std::move(request));
  }
  void submit(Describe) override { AZWF_CHECK(false); }
  void drop(const RunId& run) override {
    hosts_.hosts_.drop(run);
    const std::lock_guard lock(hosts_.mutex_);
    hosts_.sinks_.erase(run);
  }

 private:
  SharedHosts& hosts_;
  const HostSink sink_;
};

SharedHosts::SharedHosts(HostOptions options)
    : hosts_(std::move(options), [this](HostAnswer answer) { pass_on(std::move(answer)); }) {}

std::unique_ptr<ScriptHost> SharedHosts::share(HostSink sink) {
  return std::make_unique<Share>(*this, std::move(sink));
}

void SharedHosts::pass_on(HostAnswer answer) {
  const HostSink* sink = nullptr;
  {
    const std::lock_guard lock(mutex_);
    sink = sinks_.at(std::get<AdvanceAnswer>(answer).run);
  }
  (*sink)(std::move(answer));
}

}  // namespace azwf::script_host
