// The supervisor is tried, not asked: a program is run in a folder of its own and awaited.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <optional>

#include "adapters/catalog.hpp"
#include "adapters/cli/diagnosis.hpp"
#include "adapters/cli/text.hpp"
#include "storage/memory/memory_blobs.hpp"
#include "storage/rocksdb/private_folder.hpp"

namespace azwf::cli {
namespace {

constexpr rlim_t descriptors_wanted = 1024;
constexpr rlim_t processes_wanted = 512;  // threads count, too
constexpr std::uint64_t memory_wanted_bytes = 256 << 20;
constexpr auto supervisor_patience = std::chrono::seconds(15);

class TrialControl : public AttemptControl {
 public:
  void finish(Outcome outcome) override { outcome_.set_value(std::move(outcome)); }
  void on_stop(std::function<void(StopReason)>) override {}
  void progress(Packed, std::function<void(bool)>) override {}
  void alive() override {}
  std::future<Outcome> outcome() { return outcome_.get_future(); }

 private:
  std::promise<Outcome> outcome_;
};

Packed trial_arguments() {
  Packed arguments{""};
  Packer(arguments.bytes).map(1).string("argv").array(1).string("true");
  return arguments;
}

std::string failure_of(const Outcome& outcome) {
  if (std::holds_alternative<Succeeded>(outcome)) return "";
  const auto* failed = std::get_if<Failed>(&outcome);
  return failed == nullptr ? "it was stopped" : failed->error.code + ": " + failed->error.message;
}

Finding supervisor_finding() {
  const auto folder = PrivateFolder::make();
  if (!folder) return problem("supervisor", folder.error());
  const Limits limits;
  MemoryBlobStore blobs;
  const auto catalog = make_catalog({.home = folder->path(), .cwd = {}}, blobs, limits);
  auto* const run = catalog.find("process.run");
  if (run == nullptr) return well("supervisor", "there is no operation that needs one");
  const auto control = std::make_shared<TrialControl>();
  auto outcome = control->outcome();
  run->perform({.run = {"doctor"},
                .step = {"1"},
                .attempt = 1,
                .operation = "process.run",
                .arguments = trial_arguments(),
                .key = "doctor/1"},
               Attempt(control));
  const bool has_ended = outcome.wait_for(supervisor_patience) == std::future_status::ready;
  const auto failed = has_ended ? failure_of(outcome.get()) : std::string("no answer");
  if (failed.empty()) return well("supervisor", "starts programs and awaits them");
  return problem("supervisor", {ErrorKind::failed, "supervisor", "cannot run `true`: " + failed,
                                "see that this program may execute itself (/proc/self/exe)"});
}

Finding limit_finding(const std::string& name, __rlimit_resource resource, rlim_t wanted,
                      char option) {
  rlimit limit{};
  getrlimit(resource, &limit);
  if (limit.rlim_cur == RLIM_INFINITY) return well(name, "no limit");
  const auto message = fmt::format("{} allowed", limit.rlim_cur);
  if (limit.rlim_cur >= wanted) return well(name, message);
  return problem(name, {ErrorKind::failed, "limit",
                        fmt::format("{}, {} are advisable for many steps at once", message, wanted),
                        fmt::format("ulimit -{} {}", option, wanted)});
}

// What the kernel says could be had without swapping; nothing when it does not say.
std::optional<std::uint64_t> available_bytes() {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("MemAvailable:")) continue;
    return std::strtoull(line.c_str() + line.find(':') + 1, nullptr, 10) << 10U;
  }
  return std::nullopt;
}

Finding memory_finding() {
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  if (limit.rlim_cur < Limits{}.host_memory_bytes_max) {
    return problem("memory", {ErrorKind::failed, "limit",
                              fmt::format("a process may have {} of address space; a script's host "
                                          "may want {}",
                                          size_text(limit.rlim_cur),
                                          size_text(Limits{}.host_memory_bytes_max)),
                              "ulimit -v unlimited"});
  }
  const auto bytes = available_bytes();
  if (!bytes) return well("memory", "no limit");
  const auto message = size_text(*bytes) + " available";
  if (*bytes >= memory_wanted_bytes) return well("memory", message);
  return problem("memory",
                 {ErrorKind::failed, "limit",
                  fmt::format("{}, {} are advisable", message, size_text(memory_wanted_bytes)),
                  "end what uses it, or give this machine more"});
}

}  // namespace

Finding well(std::string name, std::string message) {
  return {.name = std::move(name), .message = std::move(message), .hint = {}};
}

Finding problem(std::string name, const Error& error) {
  const bool is_here = error.hint == "run azwf doctor";
  return {.name = std::move(name),
          .message = error.message,
          .hint = is_here ? "keep a copy of the folder; restore a backup" : error.hint,
          .ok = false,
          .is_damage = error.kind == ErrorKind::damaged};
}

Findings examine_installation() {
  return {supervisor_finding(), limit_finding("open files", RLIMIT_NOFILE, descriptors_wanted, 'n'),
          limit_finding("processes", RLIMIT_NPROC, processes_wanted, 'u'), memory_finding()};
}

}  // namespace azwf::cli
