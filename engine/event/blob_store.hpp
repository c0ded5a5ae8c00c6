// The seam to blobs: large bytes kept by the digest of what is stored. Part of the log: a blob is
// synced before the commit that names it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/base/strong.hpp"

namespace azwf {

struct BlobRef {
  Digest digest;
  std::uint64_t size = 0;

  bool operator==(const BlobRef&) const = default;
};

// Bytes on their way in. Dropped without `commit`, nothing stays behind.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
  // Durable when it returns. The same bytes put twice are kept once.
  virtual Result<BlobRef> commit() = 0;
};

class BlobReader {
 public:
  virtual ~BlobReader() = default;
  // Up to `size_max` further bytes; empty at the end. Error{damaged} when the blob does not match
  // its digest is reported by the read that reaches the end.
  virtual Result<std::string> read(std::size_t size_max) = 0;
};

// Threads: any.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  virtual Result<std::unique_ptr<BlobWriter>> put() = 0;
  // Error{not_found} when there is no such blob.
  virtual Result<std::unique_ptr<BlobReader>> get(const Digest& digest) = 0;
  virtual Result<std::optional<BlobRef>> stat(const Digest& digest) = 0;
  // Its bytes from there on, at most so many, as they lie there: not compared with the digest.
  // Error{not_found} when there is no such blob.
  virtual Result<std::string> piece(const Digest& digest, std::uint64_t from,
                                    std::size_t size_max) = 0;
};

Result<BlobRef> put_blob(BlobStore& blobs, std::string_view bytes);
Result<std::string> get_blob(BlobStore& blobs, const Digest& digest, std::size_t size_max);
// Its last bytes, at most so many, not compared with the digest: to look at.
Result<std::string> tail_of_blob(BlobStore& blobs, const BlobRef& blob, std::size_t size_max);

}  // namespace azwf
