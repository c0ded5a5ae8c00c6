// An address to listen on, as people write it: ipc://PATH, tcp://HOST:PORT.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace azwf::cli {

struct Endpoint {
  enum class Kind { ipc, tcp };
  Kind kind = Kind::ipc;
  std::string place;  // the socket's path; a host's name or address, [::1], * for all of them
  std::string port;   // of tcp: a number, or * for one that the system chooses
};

// Error{invalid} says what an address looks like.
Result<Endpoint> endpoint_of(std::string_view url);
std::string to_text(const Endpoint& endpoint);

}  // namespace azwf::cli
