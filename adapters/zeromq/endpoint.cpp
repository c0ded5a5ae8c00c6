// Names of hosts are for those who connect: what a server binds to is an address, so that nobody
// has to look up whether it is reachable from outside.
#include "adapters/zeromq/endpoint.hpp"

#include <arpa/inet.h>
#include <sys/un.h>

#include <charconv>
#include <optional>

#include "engine/base/text.hpp"

namespace azwf::zeromq {
namespace {

constexpr std::string_view ipc = "ipc://";
constexpr std::string_view tcp = "tcp://";
constexpr std::string_view live_suffix = ".live";
constexpr int port_max = 65'535;

std::unexpected<Error> bad(std::string_view text, const std::string& why) {
  return failure(
      ErrorKind::invalid, "bad_endpoint",
      "\"" + std::string(is_utf8(text) ? text : "") + "\" is no address of a bus: " + why,
      "like ipc:///run/azwf/bus, tcp://127.0.0.1:7440 or tcp://[::1]:7440");
}

struct HostAndPort {
  std::string_view host;  // without brackets
  int port = -1;
};

std::optional<HostAndPort> split(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return {};
  HostAndPort parts{address.substr(0, colon)};
  if (parts.host.starts_with('[') && parts.host.ends_with(']')) {
    parts.host = parts.host.substr(1, parts.host.size() - 2);
  } else if (parts.host.find(':') != std::string_view::npos) {
    return {};
  }
  const auto digits = address.substr(colon + 1);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), parts.port);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return {};
  return parts;
}

// The address's bytes: 4 or 16, or none when it is a name.
std::string address_bytes(std::string_view host) {
  const std::string text(host);
  std::string bytes(sizeof(in6_addr), '\0');
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return bytes.substr(0, sizeof(in_addr));
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  return {};
}

bool is_loopback(std::string_view host) {
  const auto bytes = address_bytes(host);
  if (bytes.size() == sizeof(in_addr)) return bytes[0] == 127;
  return bytes.size() == sizeof(in6_addr) && bytes == std::string(15, '\0') + '\1';
}

Result<Endpoint> parse_ipc(std::string_view text) {
  const auto path = text.substr(ipc.size());
  if (!path.starts_with('/')) return bad(text, "the path begins with /");
  const auto path_max = sizeof(sockaddr_un::sun_path) - live_suffix.size();
  if (path.size() >= path_max) return bad(text, "the path is too long for a socket");
  return Endpoint{std::string(text)};
}

Result<Endpoint> parse_tcp(std::string_view text, Use use) {
  const auto parts = split(text.substr(tcp.size()));
  if (!parts || parts->host.empty()) return bad(text, "an address and a port are needed");
  if (use == Use::listen && address_bytes(parts->host).empty()) {
    return bad(text, "a server listens on an address, not on a name");
  }
  // The next port is the live stream's.
  if (parts->port < (use == Use::listen ? 0 : 1) || parts->port >= port_max) {
    return bad(text, "there is no such port");
  }
  return Endpoint{std::string(text)};
}

}  // namespace

std::string Endpoint::host() const {
  const auto parts = split(std::string_view(url).substr(tcp.size()));
  return parts ? std::string(parts->host) : "";
}

std::string Endpoint::port() const { return url.substr(url.rfind(':') + 1); }

bool Endpoint::is_local() const {
  if (is_ipc()) return true;
  const auto parts = split(std::string_view(url).substr(tcp.size()));
  return parts && is_loopback(parts->host);
}

Result<Endpoint> parse_endpoint(std::string_view text, Use use) {
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) return bad(text, "not a text");
  if (text.starts_with(ipc)) return parse_ipc(text);
  if (text.starts_with(tcp)) return parse_tcp(text, use);
  return bad(text, "it begins with ipc:// or tcp://");
}

Endpoint live_beside(const Endpoint& endpoint) {
  if (endpoint.is_ipc()) return {endpoint.url + std::string(live_suffix)};
  const int port = std::stoi(endpoint.port());
  const auto before = endpoint.url.substr(0, endpoint.url.rfind(':') + 1);
  return {before + std::to_string(port == 0 ? 0 : port + 1)};
}

}  // namespace azwf::zeromq
