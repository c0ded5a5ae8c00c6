// Files with a pair of keys for the bus are written: a server's own, and those of whoever connects.
#pragma once

#include <filesystem>

#include "adapters/zeromq/key_file.hpp"
#include "engine/event/event_log.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

using zeromq::KeyFile;
using zeromq::read_key_file;

// Error{refused} when there is such a file; nothing of it is written then, or when it fails.
Result<void> write_key_file(const std::filesystem::path& path, const KeyFile& file);

struct ServerKey {
  zeromq::KeyPair keys;
  bool is_new = false;  // it was made just now
};

// The key by which clients know the server of this store; made when there is none yet.
Result<ServerKey> server_key_of(const Home& home);
// For who made a new one though the store has keys that know an older one: Error{refused} says so.
Result<void> check_known_to(const Home& home, EventLog& log);

}  // namespace azwf::cli
