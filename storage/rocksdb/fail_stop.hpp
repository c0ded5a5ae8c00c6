// The file system that a writing RocksDB gets. Invariant: once a write, sync or rename has failed,
// no change reaches the disk any more, so that what is there is what a crash at that moment leaves.
// RocksDB is told that all went well: it would try again, go on in part, or abort.
#pragma once

#include <memory>

#include "engine/base/result.hpp"

namespace rocksdb {
class Env;
}

namespace azwf {

class FailStop {
 public:
  // Writes through `base`, which outlives this; null: the real file system.
  explicit FailStop(rocksdb::Env* base);
  ~FailStop();

  [[nodiscard]] rocksdb::Env* env() const { return env_.get(); }
  // The first failure there was: nothing that was written since it is on the disk. Threads: any.
  [[nodiscard]] Result<void> intact() const;

 private:
  class Files;
  std::shared_ptr<Files> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace azwf
