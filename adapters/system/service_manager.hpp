// Tells the service manager (systemd) how this process is doing, in the protocol of sd_notify(3):
// datagrams to the socket it names. Without a manager everything here does nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/system/file_descriptor.hpp"

namespace azwf {

// What the manager put into the environment; empty where it said nothing.
struct ServiceEnvironment {
  std::string notify_socket;  // NOTIFY_SOCKET: a path, or @name of an abstract socket
  std::string watchdog_us;    // WATCHDOG_USEC
  std::string watchdog_pid;   // WATCHDOG_PID: whom it watches; empty: whoever is told
};

class ServiceManager {
 public:
  // Error{invalid}, {failed}: it names a socket that cannot be one, or a time that is none.
  static Result<ServiceManager> find(const ServiceEnvironment& environment);

  // Lines of name and value. Waits for a manager that is busy, but not for long. Error{failed} when
  // it cannot be told.
  Result<void> tell(std::string_view state) const;
  // It ends this process unless it hears WATCHDOG=1 at least so often.
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

 private:
  ServiceManager() = default;

  FileDescriptor socket_;  // closed when there is no manager
  std::string address_;    // as the system takes it
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace azwf
