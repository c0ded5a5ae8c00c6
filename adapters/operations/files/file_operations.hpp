// The operations files.*: what a run does to files within its roots.
#pragma once

#include "adapters/operations/files/work.hpp"

namespace azwf::files {

// `blobs` must outlive the catalog.
void add_file_operations(OperationCatalog& catalog, FileOptions options, BlobStore& blobs,
                         const Limits& limits);

}  // namespace azwf::files
