// Which store a command is about, and how whoever holds it is reached: one in a folder of this
// machine, or the one that a server serves, wherever that is.
#pragma once

#include <optional>
#include <string>

#include "adapters/cli/command.hpp"
#include "adapters/holder/client.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

struct StoreAddress {
  std::optional<Home> home;  // none: its files are the server's affair
  std::string name;          // the folder, or the server's URL
  holder::Connect connect;   // to whoever holds it
  std::string server_key;    // by which the server is known: public, or empty
};

// The server that --server or AZWF_SERVER names; empty when it is a folder that is meant.
// Error{invalid} when both are named.
Result<std::string> named_server(const Invocation& invocation);

// For commands that write: a folder that is not there yet is made on opening.
Result<StoreAddress> address_for_writing(const Invocation& invocation, const Limits& limits);
// For commands that read: Error{not_found} when there is no store in the folder.
Result<StoreAddress> address_for_reading(const Invocation& invocation, const Limits& limits);

// A server that was lost may be back soon: tries for a while to reach it, unless told otherwise.
Result<std::unique_ptr<holder::Client>> reach_again(const StoreAddress& address,
                                                    const std::function<bool()>& gives_up);

}  // namespace azwf::cli
