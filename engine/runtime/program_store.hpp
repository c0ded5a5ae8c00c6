// Programs in the blob store, by digest; those in use are kept decoded.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "engine/event/blob_store.hpp"
#include "engine/program/program.hpp"

namespace azwf {

// Threads: any.
class ProgramStore {
 public:
  explicit ProgramStore(BlobStore& blobs) : blobs_(blobs) {}

  // Durable when it returns: a run may then name it.
  Result<std::shared_ptr<const Program>> put(Program program);
  // Error{damaged} when the store has no such program, or not its bytes.
  Result<std::shared_ptr<const Program>> get(const Digest& digest);

 private:
  BlobStore& blobs_;
  std::mutex mutex_;
  std::unordered_map<Digest, std::weak_ptr<const Program>> in_use_;
};

}  // namespace azwf
