// A bound socket is renamed into place, so that at no time a connection meets a name without
// anybody behind it because the next holder is about to bind it.
#include "adapters/holder/socket.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <optional>

namespace azwf::holder {
namespace {

constexpr const char* socket_name = "socket";
constexpr const char* new_name = "socket.new";
constexpr int backlog = 256;
constexpr timeval patience{.tv_sec = 2, .tv_usec = 0};

Result<FileDescriptor> open_folder(const std::filesystem::path& home) {
  FileDescriptor folder(open(home.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open()) return folder;
  return system_failure("no_home", "cannot open the folder " + home.string());
}

sockaddr_un address_of(const FileDescriptor& folder, const char* name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = fmt::format("/proc/self/fd/{}/{}", folder.get(), name);
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

Result<FileDescriptor> make_socket(int flags) {
  FileDescriptor made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (made.is_open()) return made;
  return system_failure("no_socket", "cannot make a socket");
}

// The user of the process on the other side.
std::optional<uid_t> peer_of(const FileDescriptor& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid;
}

}  // namespace

std::filesystem::path socket_in(const std::filesystem::path& home) { return home / socket_name; }

Result<FileDescriptor> listen_in(const std::filesystem::path& home) {
  const auto folder = TRY(open_folder(home));
  auto listening = TRY(make_socket(SOCK_NONBLOCK));
  (void)unlinkat(folder.get(), new_name, 0);  // left by a holder that was killed here
  const auto address = address_of(folder, new_name);
  // The mode that the name gets: for its owner only.
  if (fchmod(listening.get(), 0600) != 0 ||
      bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listening.get(), backlog) != 0 ||
      renameat(folder.get(), new_name, folder.get(), socket_name) != 0) {
    return system_failure("no_socket", "cannot serve the store on " + socket_in(home).string());
  }
  return listening;
}

void stop_listening_in(const std::filesystem::path& home) {
  std::error_code stays;  // then it leads to nobody
  std::filesystem::remove(socket_in(home), stays);
}

Result<FileDescriptor> connect_in(const std::filesystem::path& home) {
  const auto folder = TRY(open_folder(home));
  auto socket = TRY(make_socket(0));
  (void)setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto address = address_of(folder, socket_name);
  if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED) {
      return failure(ErrorKind::not_found, "no_holder",
                     "nobody holds the store in " + home.string());
    }
    return system_failure("no_connection", "cannot reach who holds the store in " + home.string());
  }
  if (peer_of(socket) != geteuid()) {
    return failure(ErrorKind::damaged, "foreign_holder",
                   "another user serves the store in " + home.string(),
                   "find out who: fuser " + socket_in(home).string());
  }
  const int flags = fcntl(socket.get(), F_GETFL);
  if (fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK) != 0) {
    return system_failure("no_connection", "cannot use the connection to the holder");
  }
  return socket;
}

FileDescriptor accept_own(const FileDescriptor& listening) {
  FileDescriptor accepted(accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (accepted.is_open() && peer_of(accepted) != geteuid()) accepted.close();
  return accepted;
}

}  // namespace azwf::holder
