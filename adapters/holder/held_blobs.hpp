// The blobs of a store that another process holds, read through a client of it.
#pragma once

#include <memory>

#include "adapters/holder/shared_client.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf::holder {

// Reads only. What is read whole is compared with its digest here, whoever sent it.
class HeldBlobs : public BlobStore {
 public:
  HeldBlobs(const Limits& limits, std::shared_ptr<SharedClient> client)
      : limits_(limits), client_(std::move(client)) {}

  Result<std::unique_ptr<BlobWriter>> put() override;
  Result<std::unique_ptr<BlobReader>> get(const Digest& digest) override;
  Result<std::optional<BlobRef>> stat(const Digest& digest) override;
  Result<std::string> piece(const Digest& digest, std::uint64_t from,
                            std::size_t size_max) override;

 private:
  const Limits& limits_;
  std::shared_ptr<SharedClient> client_;
};

}  // namespace azwf::holder
