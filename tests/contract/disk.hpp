// A disk whose power can be cut: it sees every fsync and fdatasync of this process, remembers what
// each file below a folder held at that moment, and can make them fail.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>

namespace azwf::tests {

// While it lives, syncs of files below `folder` are watched; what is there when it begins to watch
// counts as synced. One at a time.
class Disk {
 public:
  explicit Disk(std::filesystem::path folder);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // From now on syncing a file whose name ends so fails; "" ends every name.
  void fail_syncs(std::string name_end);
  // How often files of this name were synced.
  [[nodiscard]] int syncs(const std::string& name) const;
  // Returns once they were synced that often; false when that takes far too long.
  [[nodiscard]] bool await_syncs(const std::string& name, int count) const;
  // Bytes in files with this ending that no sync has covered.
  [[nodiscard]] std::uint64_t unsynced_bytes(const std::string& name_end) const;

  // What a power cut now would leave, written to another folder: of each file what was synced and
  // perhaps, by chance, some of what was written since.
  void cut_power(const std::filesystem::path& into, std::mt19937_64& random) const;

  // For the system calls.
  static int synced(int file, long system_call);

 private:
  int sync(int file, long system_call);
  [[nodiscard]] int syncs_of(const std::string& name) const;

  std::filesystem::path folder_;
  std::string failing_ = "/";  // ends no name
  std::map<std::string, int> syncs_;
  std::map<std::string, std::string> contents_;  // by identity, at the last sync
};

}  // namespace azwf::tests
