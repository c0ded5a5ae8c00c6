// Files with a pair of keys for the bus are written: a server's own, and those of whoever connects.
#pragma once

#include <filesystem>

#include "adapters/cli/console.hpp"
#include "adapters/zeromq/key_file.hpp"
#include "engine/event/event_log.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

using zeromq::KeyFile;
using zeromq::read_key_file;

// Error{refused} when there is such a file; nothing of it is written then, or when it fails.
Result<void> write_key_file(const std::filesystem::path& path, const KeyFile& file);

// The key by which clients know the server of this store; made when there is none yet. That keys of
// the log know an older one is said.
Result<zeromq::KeyPair> server_key_of(const Home& home, EventLog& log, Console& console);

}  // namespace azwf::cli
