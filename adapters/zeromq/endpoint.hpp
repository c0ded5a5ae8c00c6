// Where a bus is reached: an address as ZeroMQ writes it, checked before a socket sees it.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace azwf::zeromq {

struct Endpoint {
  std::string url;  // "ipc:///run/azwf/bus", "tcp://127.0.0.1:7440", "tcp://[::1]:7440"

  bool operator==(const Endpoint&) const = default;
  [[nodiscard]] bool is_ipc() const { return url.starts_with("ipc://"); }
  [[nodiscard]] std::string path() const { return url.substr(6); }  // of an ipc:// address
  [[nodiscard]] std::string host() const;  // of a tcp:// address, without brackets
  [[nodiscard]] std::string port() const;  // likewise
  // Whether nobody on another machine can reach it.
  [[nodiscard]] bool is_local() const;
};

// Error{invalid} says what is wrong with it. Port 0, where one may listen, is any free port.
enum class Use { listen, connect };
Result<Endpoint> parse_endpoint(std::string_view text, Use use);

// The live stream of a bus that listens there: the path with .live behind it, or the next port.
Endpoint live_beside(const Endpoint& endpoint);

}  // namespace azwf::zeromq
