// Whole blobs at once, for those that fit in memory.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/digest.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf {

Result<BlobRef> put_blob(BlobStore& blobs, std::string_view bytes) {
  const auto writer = TRY(blobs.put());
  TRY_VOID(writer->write(bytes));
  return writer->commit();
}

Result<std::string> get_blob(BlobStore& blobs, const Digest& digest, std::size_t size_max) {
  const auto reader = TRY(blobs.get(digest));
  std::string bytes;
  for (;;) {
    const auto part = TRY(reader->read(std::size_t{64} << 10));
    if (part.empty()) return bytes;
    if (part.size() > size_max - bytes.size()) {
      return failure(ErrorKind::invalid, "blob_too_large",
                     fmt::format("blob {} has more than {} bytes", to_hex(digest), size_max),
                     "read it in parts");
    }
    bytes += part;
  }
}

Result<std::string> tail_of_blob(BlobStore& blobs, const BlobRef& blob, std::size_t size_max) {
  return blobs.piece(blob.digest, blob.size - std::min<std::uint64_t>(blob.size, size_max),
                     size_max);
}

}  // namespace azwf
