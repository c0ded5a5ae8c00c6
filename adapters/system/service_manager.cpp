// The socket is named with each datagram, not connected: a manager that starts anew is found again.
#include "adapters/system/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <charconv>
#include <cstddef>

namespace azwf {
namespace {

constexpr timeval patience{.tv_sec = 1, .tv_usec = 0};

Result<std::string> address_of(const std::string& name) {
  const bool is_abstract = name.starts_with('@');
  const bool fits = name.size() > 1 && name.size() < sizeof(sockaddr_un::sun_path);
  if (!fits || !(is_abstract || name.starts_with('/'))) {
    return failure(ErrorKind::invalid, "bad_notify_socket",
                   "NOTIFY_SOCKET is \"" + name + "\", which names no local socket",
                   "let the service manager set it");
  }
  return is_abstract ? std::string(1, '\0') + name.substr(1) : name;
}

std::optional<std::int64_t> number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number <= 0) return std::nullopt;
  return number;
}

}  // namespace

Result<ServiceManager> ServiceManager::find(const ServiceEnvironment& environment) {
  ServiceManager manager;
  if (environment.notify_socket.empty()) return manager;
  manager.address_ = TRY(address_of(environment.notify_socket));
  manager.socket_ = FileDescriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!manager.socket_.is_open()) return system_failure("no_socket", "cannot make a socket");
  (void)setsockopt(manager.socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto& pid = environment.watchdog_pid;
  if (environment.watchdog_us.empty() || (!pid.empty() && number_of(pid) != getpid())) {
    return manager;
  }
  const auto watchdog_us = number_of(environment.watchdog_us);
  if (!watchdog_us) {
    return failure(ErrorKind::invalid, "bad_watchdog",
                   "WATCHDOG_USEC is \"" + environment.watchdog_us + "\", which is no time",
                   "let the service manager set it");
  }
  manager.watchdog_ = std::chrono::microseconds(*watchdog_us);
  return manager;
}

Result<void> ServiceManager::tell(std::string_view state) const {
  if (!socket_.is_open()) return {};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  address_.copy(address.sun_path, sizeof address.sun_path);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  const auto sent = sendto(socket_.get(), state.data(), state.size(), MSG_NOSIGNAL,
                           reinterpret_cast<const sockaddr*>(&address), size);
  if (sent == static_cast<ssize_t>(state.size())) return {};
  return system_failure("not_notified", "cannot tell the service manager");
}

}  // namespace azwf
