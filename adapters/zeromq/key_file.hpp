// Files with a pair of keys for the bus: a server's own, and those of whoever connects to it. JSON,
// for their owner only.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/zeromq/curve_key.hpp"

namespace azwf::zeromq {

struct KeyFile {
  std::string name;  // of whoever connects; empty: a server's own
  std::string role;
  KeyPair keys;
  std::string server_key;  // public, of the server it is for
};

// Error{refused} when others may read it, Error{invalid} when it is none, Error{not_found}.
Result<KeyFile> read_key_file(const std::filesystem::path& path);

}  // namespace azwf::zeromq
