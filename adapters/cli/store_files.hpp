// What lies beside a store's log: blobs, and the spools of attempts in progress; to be read,
// wherever they are.
#pragma once

#include <memory>

#include "adapters/cli/spool.hpp"
#include "adapters/cli/store_address.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf::cli {

struct StoreFiles {
  std::unique_ptr<BlobStore> blobs;
  std::unique_ptr<Spools> spools;
};

// Nothing is opened, and no server is asked, before something is read. `limits` outlive them.
StoreFiles files_of(const StoreAddress& address, const Limits& limits);

}  // namespace azwf::cli
