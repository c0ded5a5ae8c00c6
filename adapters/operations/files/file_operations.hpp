// The operations files.*: what a run does to files within its roots.
#pragma once

#include <string>

#include "engine/base/limits.hpp"
#include "engine/event/blob_store.hpp"
#include "engine/operation/operation.hpp"

namespace azwf::files {

// `cwd`: absolute, for runs that have none. `blobs` must outlive the catalog.
void add_file_operations(OperationCatalog& catalog, std::string cwd, BlobStore& blobs,
                         const Limits& limits);

}  // namespace azwf::files
