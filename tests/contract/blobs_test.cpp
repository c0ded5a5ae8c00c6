// What every blob store keeps.
#include <boost/test/unit_test.hpp>

#include <thread>

#include "engine/base/digest.hpp"
#include "storage/files/file_blobs.hpp"
#include "storage/memory/memory_blobs.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

class MemoryBlobWorld {
 public:
  BlobStore& blobs() { return blobs_; }
  void replace(const Digest& digest, const std::string& bytes) { blobs_.replace(digest, bytes); }

 private:
  MemoryBlobStore blobs_;
};

class FileBlobWorld {
 public:
  FileBlobWorld() { std::filesystem::create_directory(path()); }

  BlobStore& blobs() { return blobs_; }
  void replace(const Digest& digest, const std::string& bytes) {
    const auto name = to_hex(digest);
    write_whole(path() / name.substr(0, 2) / name, bytes);
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "blobs"; }
  FileBlobStore& files() { return blobs_; }
  std::size_t file_count() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path())) {
      count += entry.is_regular_file();
    }
    return count;
  }

  bool is_full = false;

 private:
  TemporaryFolder folder_;
  ManualClock clock_;
  FreeSpace space_{[this]() -> Result<std::uint64_t> { return is_full ? 0 : UINT64_MAX; }, clock_,
                   1 << 20};
  FileBlobStore blobs_{folder_.path() / "blobs", &space_};
};

using BlobWorlds = std::tuple<MemoryBlobWorld, FileBlobWorld>;

BOOST_AUTO_TEST_SUITE(blobs)

BOOST_AUTO_TEST_CASE_TEMPLATE(bytes_are_found_by_their_digest, World, BlobWorlds) {
  World world;
  for (const std::string& bytes :
       {std::string(), std::string("some\0bytes", 10), std::string(200'000, 'x')}) {
    const auto ref = put_blob(world.blobs(), bytes).value();
    BOOST_TEST((ref.digest == sha256(bytes)));
    BOOST_TEST(ref.size == bytes.size());
    BOOST_TEST(get_blob(world.blobs(), ref.digest, 200'000).value() == bytes);
    BOOST_TEST((world.blobs().stat(ref.digest).value() == ref));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_piece_is_had_without_the_others, World, BlobWorlds) {
  World world;
  const auto ref = put_blob(world.blobs(), "begin" + std::string(200'000, 'x') + "end").value();
  BOOST_TEST(world.blobs().piece(ref.digest, 0, 6).value() == "beginx");
  BOOST_TEST(world.blobs().piece(ref.digest, 4, 2).value() == "nx");
  BOOST_TEST(world.blobs().piece(ref.digest, 200'004, 9).value() == "xend");
  BOOST_TEST(world.blobs().piece(ref.digest, 200'008, 9).value() == "");
  BOOST_TEST(world.blobs().piece(ref.digest, 300'000, 9).value() == "");
  BOOST_TEST(world.blobs().piece(ref.digest, 7, 0).value() == "");
  BOOST_TEST(tail_of_blob(world.blobs(), ref, 4).value() == "xend");
  BOOST_TEST(tail_of_blob(world.blobs(), ref, 300'000).value().size() == ref.size);
  BOOST_TEST((world.blobs().piece(sha256("none"), 0, 4).error().kind == ErrorKind::not_found));
  world.replace(ref.digest, "others");
  BOOST_TEST(world.blobs().piece(ref.digest, 2, 9).value() == "hers");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pieces_make_one_blob, World, BlobWorlds) {
  World world;
  const auto writer = world.blobs().put().value();
  for (const auto* piece : {"one ", "", "blob"}) BOOST_REQUIRE(writer->write(piece));
  const auto ref = writer->commit().value();
  BOOST_TEST((ref.digest == sha256("one blob")));
  const auto reader = world.blobs().get(ref.digest).value();
  BOOST_TEST(reader->read(3).value() == "one");
  BOOST_TEST(reader->read(100).value() == " blob");
  BOOST_TEST(reader->read(100).value() == "");
  BOOST_TEST(reader->read(100).value() == "");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_same_bytes_have_one_name, World, BlobWorlds) {
  World world;
  const auto first = put_blob(world.blobs(), "bytes").value();
  BOOST_TEST((put_blob(world.blobs(), "bytes").value() == first));
  BOOST_TEST(get_blob(world.blobs(), first.digest, 5).value() == "bytes");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_missing_blob_is_not_found, World, BlobWorlds) {
  World world;
  const auto missing = world.blobs().get(sha256("nothing"));
  BOOST_REQUIRE(!missing);
  BOOST_TEST((missing.error().kind == ErrorKind::not_found));
  BOOST_TEST(!world.blobs().stat(sha256("nothing")).value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_blob_over_the_limit_is_not_read_whole, World, BlobWorlds) {
  World world;
  const auto ref = put_blob(world.blobs(), "bytes").value();
  BOOST_TEST(get_blob(world.blobs(), ref.digest, 4).error().code == "blob_too_large");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(damage_is_reported_by_the_read_that_reaches_the_end, World,
                              BlobWorlds) {
  World world;
  const std::string bytes(1'000, 'x');
  const auto ref = put_blob(world.blobs(), bytes).value();
  for (const std::string& damaged : {std::string(), std::string(999, 'x'), std::string(1'001, 'x'),
                                     std::string(999, 'x') + 'y'}) {
    world.replace(ref.digest, damaged);
    const auto reader = world.blobs().get(ref.digest).value();
    std::size_t size = 0;
    auto part = reader->read(100);
    for (; part && !part->empty(); part = reader->read(100)) size += part->size();
    BOOST_REQUIRE(!part);
    BOOST_TEST((part.error().kind == ErrorKind::damaged));
    BOOST_TEST(size < std::max<std::size_t>(damaged.size(), 1));
    BOOST_TEST(get_blob(world.blobs(), ref.digest, 10'000).error().code == "damaged_blob");
  }
  BOOST_REQUIRE(put_blob(world.blobs(), bytes));
  BOOST_TEST(get_blob(world.blobs(), ref.digest, 1'000).value() == bytes);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_dropped_writer_leaves_nothing, World, BlobWorlds) {
  World world;
  {
    const auto writer = world.blobs().put().value();
    BOOST_REQUIRE(writer->write("bytes"));
  }
  BOOST_TEST(!world.blobs().stat(sha256("bytes")).value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(threads_put_beside_each_other, World, BlobWorlds) {
  World world;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&world, thread] {
        for (int i = 0; i < 20; ++i) {
          (void)put_blob(world.blobs(), std::to_string(i % 10 + thread % 2));
        }
      });
    }
  }
  for (int i = 0; i < 11; ++i) {
    BOOST_TEST(get_blob(world.blobs(), sha256(std::to_string(i)), 2).value() == std::to_string(i));
  }
}

BOOST_AUTO_TEST_CASE(files_hold_each_blob_once_and_nothing_else) {
  FileBlobWorld world;
  (void)put_blob(world.blobs(), "one");
  (void)put_blob(world.blobs(), "one");
  (void)put_blob(world.blobs(), "two");
  { const auto dropped = world.blobs().put().value()->write("three"); }
  BOOST_TEST(world.file_count() == 2);
}

BOOST_AUTO_TEST_CASE(what_a_killed_writer_left_is_removed) {
  FileBlobWorld world;
  (void)put_blob(world.blobs(), "one");
  write_whole(world.path() / "unfinished" / "77-0", "half a bl");
  BOOST_REQUIRE(world.files().remove_unfinished());
  BOOST_TEST(world.file_count() == 1);
  BOOST_REQUIRE(put_blob(world.blobs(), "two"));
}

BOOST_AUTO_TEST_CASE(a_full_disk_takes_no_blobs) {
  FileBlobWorld world;
  world.is_full = true;
  BOOST_TEST(put_blob(world.blobs(), "bytes").error().code == "no_space");
  BOOST_TEST(world.file_count() == 0);
}

BOOST_AUTO_TEST_CASE(a_store_for_reading_takes_no_blobs) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), nullptr);
  BOOST_TEST(put_blob(blobs, "bytes").error().code == "read_only");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
