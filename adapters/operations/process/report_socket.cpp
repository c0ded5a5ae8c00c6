// A report in the socket is never given up: what it says was done must not be done again.
#include "adapters/operations/process/report_socket.hpp"

#include <sys/socket.h>

namespace azwf::process {
namespace {

// A socket closed with our stop unread in it answers one recv with ECONNRESET, ahead of the report
// that was sent before.
bool may_have_more(int error) { return error == ECONNRESET || error == EINTR; }

ssize_t receive(const FileDescriptor& socket, std::string& bytes) {
  ssize_t size = -1;
  for (int attempt = 1; size < 0 && attempt <= 3; ++attempt) {
    size = recv(socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0 && !may_have_more(errno)) break;
  }
  return size;
}

}  // namespace

void send_report(const FileDescriptor& holder, const Report& report) {
  const auto bytes = pack_report(report);
  send(holder.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

Result<Report> receive_report(const FileDescriptor& supervisor) {
  std::string bytes(report_bytes_max, '\0');
  const auto size = receive(supervisor, bytes);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return unpack_report(bytes);
}

}  // namespace azwf::process
