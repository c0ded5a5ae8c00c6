// One question at a time: whoever asks is the only one who is answered.
#include "adapters/script_host/host_at_hand.hpp"

#include <future>

#include "engine/base/check.hpp"

namespace azwf::script_host {
namespace {

HostOptions one_host(const Limits& limits) {
  HostOptions options{.limits = limits};
  options.limits.script_hosts_max = 1;
  return options;
}

}  // namespace

HostAtHand::HostAtHand(const Limits& limits)
    : limits_(limits), hosts_(std::make_unique<ProcessHosts>(one_host(limits), HostSink())) {}

Result<Description> HostAtHand::describe(Describe request) {
  AZWF_CHECK(is_there());
  const auto described = std::make_shared<std::promise<Result<Description>>>();
  hosts_->answer_to([described](HostAnswer answer) {
    described->set_value(std::move(std::get<DescribeAnswer>(answer).description));
  });
  hosts_->submit(std::move(request));
  return described->get_future().get();
}

std::unique_ptr<ProcessHosts> HostAtHand::give(HostSink sink) {
  AZWF_CHECK(is_there());
  hosts_->answer_to(std::move(sink));
  hosts_->grow(limits_);
  return std::move(hosts_);
}

}  // namespace azwf::script_host
