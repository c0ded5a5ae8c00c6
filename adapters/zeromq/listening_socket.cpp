// The library would make the name first and leave its mode to the process: too late, and for all
// threads at once.
#include "adapters/zeromq/listening_socket.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <memory>

namespace azwf::zeromq {
namespace {

constexpr int backlog = 256;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

FileDescriptor make_socket() {
  return FileDescriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

}  // namespace

Result<FileDescriptor> listen_for_owner(const std::string& path) {
  const auto address = address_of(path);
  const auto* const name = reinterpret_cast<const sockaddr*>(&address);
  const auto probe = make_socket();
  if (connect(probe.get(), name, sizeof address) == 0) {
    return failure(ErrorKind::unavailable, "address_in_use",
                   "somebody listens on " + path + " already", "find out who: fuser " + path);
  }
  if (errno == ECONNREFUSED) (void)unlink(path.c_str());
  auto listening = make_socket();
  if (!listening.is_open() || fchmod(listening.get(), 0600) != 0 ||
      bind(listening.get(), name, sizeof address) != 0 || listen(listening.get(), backlog) != 0) {
    return system_failure("no_socket", "cannot listen on " + path);
  }
  return listening;
}

Result<FileDescriptor> listen_at(const Endpoint& endpoint) {
  const addrinfo wanted{.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                        .ai_socktype = SOCK_STREAM};
  addrinfo* found = nullptr;
  if (getaddrinfo(endpoint.host().c_str(), endpoint.port().c_str(), &wanted, &found) != 0) {
    return failure(ErrorKind::unavailable, "no_socket", "there is no address " + endpoint.url);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> address(found, freeaddrinfo);
  constexpr int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  FileDescriptor listening(socket(address->ai_family, type, 0));
  const int on = 1;
  (void)setsockopt(listening.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listening.get(), address->ai_addr, address->ai_addrlen) != 0 ||
      listen(listening.get(), backlog) != 0) {
    return system_failure("no_bus", "cannot listen on " + endpoint.url);
  }
  return listening;
}

}  // namespace azwf::zeromq
