// The list of them.
#include "adapters/operations/files/file_operations.hpp"

#include "adapters/operations/files/folders.hpp"
#include "adapters/operations/files/moving.hpp"
#include "adapters/operations/files/reading.hpp"
#include "adapters/operations/files/writing.hpp"

namespace azwf::files {

void add_file_operations(OperationCatalog& catalog, FileOptions options, BlobStore& blobs,
                         const Limits& limits) {
  const auto shop = std::make_shared<Shop>(std::move(options), blobs, limits);
  for (const auto make : {make_read, make_list, make_stat, make_sha256, make_write, make_copy,
                          make_move, make_remove, make_mkdir, make_symlink, make_restore}) {
    catalog.add(make(shop));
  }
}

}  // namespace azwf::files
