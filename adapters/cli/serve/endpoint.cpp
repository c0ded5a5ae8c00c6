// Only the form is looked at: whether the name means a machine is seen when it is listened on.
#include "adapters/cli/serve/endpoint.hpp"

#include <sys/un.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "adapters/cli/text.hpp"

namespace azwf::cli {
namespace {

constexpr std::string_view ipc_scheme = "ipc://";
constexpr std::string_view tcp_scheme = "tcp://";
constexpr int port_max = 65'535;

std::unexpected<Error> bad(std::string_view url, const std::string& why) {
  return failure(ErrorKind::invalid, "bad_endpoint", "\"" + printable(url) + "\" " + why,
                 "an address is written ipc:///run/azwf/bus or tcp://127.0.0.1:7411");
}

bool is_port(std::string_view text) {
  if (text == "*") return true;
  int number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stopped == end && number >= 1 && number <= port_max;
}

bool is_host(std::string_view text) {
  if (text == "*") return true;
  const bool is_bracketed = text.starts_with('[') && text.ends_with(']') && text.size() > 2;
  if (is_bracketed) text = text.substr(1, text.size() - 2);
  return !text.empty() && std::ranges::all_of(text, [&](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' ||
           (is_bracketed && (c == ':' || c == '%'));
  });
}

Result<Endpoint> ipc_of(std::string_view url) {
  const auto path = url.substr(ipc_scheme.size());
  if (path.empty()) return bad(url, "names no socket");
  if (path.size() >= sizeof(sockaddr_un::sun_path)) return bad(url, "is too long for a socket");
  if (path.contains('\0')) return bad(url, "has a NUL byte in it");
  return Endpoint{Endpoint::Kind::ipc, std::string(path), {}};
}

Result<Endpoint> tcp_of(std::string_view url) {
  const auto rest = url.substr(tcp_scheme.size());
  const auto colon = rest.rfind(':');
  if (colon == rest.npos || rest.ends_with(']')) return bad(url, "names no port");
  const auto host = rest.substr(0, colon);
  const auto port = rest.substr(colon + 1);
  if (!is_host(host)) return bad(url, "names no machine");
  if (!is_port(port)) return bad(url, "has no port from 1 to 65535");
  return Endpoint{Endpoint::Kind::tcp, std::string(host), std::string(port)};
}

}  // namespace

Result<Endpoint> endpoint_of(std::string_view url) {
  if (url.starts_with(ipc_scheme)) return ipc_of(url);
  if (url.starts_with(tcp_scheme)) return tcp_of(url);
  return bad(url, "is neither ipc:// nor tcp://");
}

std::string to_text(const Endpoint& endpoint) {
  if (endpoint.kind == Endpoint::Kind::ipc) return std::string(ipc_scheme) + endpoint.place;
  return std::string(tcp_scheme) + endpoint.place + ":" + endpoint.port;
}

}  // namespace azwf::cli
