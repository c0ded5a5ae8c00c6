// azwf serve at work: turns the place that holds the store until it is told to end, and tells
// whoever looks after it how it is doing.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/cli/console.hpp"
#include "adapters/cli/serve/deadline.hpp"
#include "adapters/cli/serve/options.hpp"
#include "adapters/cli/work_session.hpp"
#include "adapters/system/service_manager.hpp"

namespace azwf::cli {

// Threads: the session's, but for what the signals and the bus call.
class ServerLoop {
 public:
  using Reread = std::function<Result<ServeOptions>()>;

  struct Parts {
    WorkSession& session;  // holds the store
    Console& console;
    const ServiceManager& manager;
    Deadline& deadline;  // of the end; outlives the session
  };
  // `reread` reads the options once more, when SIGHUP asks for it; empty: they stand in no file,
  // and SIGHUP ends the server as Ctrl-C does.
  ServerLoop(const Parts& parts, ServeOptions options, Reread reread);
  ~ServerLoop();
  ServerLoop(const ServerLoop&) = delete;
  ServerLoop& operator=(const ServerLoop&) = delete;

  // Returns once it was told to end. An error means that the store is no longer this process's, or
  // does not answer.
  Result<ExitStatus> run();

 private:
  Result<void> serve();
  Result<void> begin();
  Result<std::vector<zeromq::BusAddress>> listen();
  Result<void> turn();
  void observe();
  void tell_refused();
  Result<ExitStatus> end();
  void interrupted(int count);
  void reload();
  void change_to(const ServeOptions& fresh);
  void tell_change(const OptionKey& key, const ServeOptions& fresh);
  void tell_manager(const std::string& state);
  void tell_alive();

  WorkSession& session_;
  Console& console_;
  const ServiceManager& manager_;
  Deadline& deadline_;
  ServeOptions options_;  // as they are in force
  std::atomic<std::chrono::milliseconds> stop_within_;
  const Reread reread_;
  std::atomic<bool> is_to_reload_ = false;
  std::mutex refused_mutex_;
  std::vector<Refusal> refused_;  // by the bus, not told yet
  bool manager_is_deaf_ = false;
  std::chrono::microseconds told_alive_{};
};

}  // namespace azwf::cli
