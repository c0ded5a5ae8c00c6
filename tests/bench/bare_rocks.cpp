// RocksDB with its defaults, and the stored form of commits.
#include "tests/bench/bare_rocks.hpp"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "engine/base/check.hpp"

namespace azwf::bench {

struct BareRocks::Database {
  std::unique_ptr<rocksdb::DB> db;
};

BareRocks::BareRocks(const std::filesystem::path& path) : database_(std::make_unique<Database>()) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  AZWF_CHECK(rocksdb::DB::Open(options, path.string(), &opened).ok());
  database_->db.reset(opened);
}

BareRocks::~BareRocks() = default;

void BareRocks::write_synced(const KeyValues& group) {
  rocksdb::WriteBatch batch;
  for (const auto& [key, value] : group) batch.Put(key, value);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  AZWF_CHECK(database_->db->Write(synced, &batch).ok());
}

KeyValues stored_form(const Commit& commit) {
  std::string position(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    position[7 - i] = static_cast<char>(commit.frame.position.value >> 8 * i);
  }
  return {{"c" + position, encode_frame(commit.frame) + commit.leaf_bytes},
          {"s" + commit.leaf.stream.text + '\0' + position,
           std::string(leaf_hash(commit.leaf_bytes).view())}};
}

}  // namespace azwf::bench
