// Where RocksDB's own log goes: nowhere, but for the first damage it tells of, which its statuses
// do not name when recovery passes over it.
#pragma once

#include <memory>
#include <string>

namespace rocksdb {
class Logger;
}

namespace azwf {

class Complaints {
 public:
  Complaints();
  ~Complaints();

  [[nodiscard]] std::shared_ptr<rocksdb::Logger> logger() const;
  // "FILE: dropping N bytes; WHY"; empty when there was none. Threads: any.
  [[nodiscard]] std::string first() const;

 private:
  class Listener;
  std::shared_ptr<Listener> listener_;
};

}  // namespace azwf
