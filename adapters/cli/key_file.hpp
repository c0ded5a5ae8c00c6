// Files with a pair of keys for the bus: a server's own, and those of whoever connects to it. JSON,
// for their owner only.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/zeromq/socket.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

struct KeyFile {
  std::string name;  // of whoever connects; empty: a server's own
  std::string role;
  zeromq::KeyPair keys;
  std::string server_key;  // public, of the server it is for
};

// Error{refused} when there is such a file; nothing of it is written then, or when it fails.
Result<void> write_key_file(const std::filesystem::path& path, const KeyFile& file);
// Error{refused} when others may read it, Error{invalid} when it is none.
Result<KeyFile> read_key_file(const std::filesystem::path& path);

// The key by which clients know the server of this store; made when there is none yet.
Result<zeromq::KeyPair> server_key_of(const Home& home);

}  // namespace azwf::cli
