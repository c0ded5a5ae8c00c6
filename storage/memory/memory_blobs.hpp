// The blob store's twin in memory.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "engine/event/blob_store.hpp"

namespace azwf {

class MemoryBlobStore : public BlobStore {
 public:
  Result<std::unique_ptr<BlobWriter>> put() override;
  Result<std::unique_ptr<BlobReader>> get(const Digest& digest) override;
  Result<std::optional<BlobRef>> stat(const Digest& digest) override;
  Result<std::string> piece(const Digest& digest, std::uint64_t from,
                            std::size_t size_max) override;

  // For tests: changes the stored bytes behind the digest's back.
  void replace(const Digest& digest, std::string bytes);

 private:
  friend class MemoryBlobWriter;

  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<const std::string>> blobs_;
};

}  // namespace azwf
