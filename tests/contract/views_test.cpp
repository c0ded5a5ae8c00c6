// What every view store keeps.
#include <rocksdb/db.h>

#include <boost/test/unit_test.hpp>

#include "engine/base/packed.hpp"
#include "storage/memory/buffered_views.hpp"
#include "storage/memory/memory_views.hpp"
#include "storage/rocksdb/rocks_views.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

class MemoryViewWorld {
 public:
  ViewStore& views() { return *views_; }
  void reopen() {}
  void crash() { views_ = std::make_unique<MemoryViewStore>(); }

 private:
  std::unique_ptr<MemoryViewStore> views_ = std::make_unique<MemoryViewStore>();
};

std::unique_ptr<ViewStore> open_plain(const std::filesystem::path& path) {
  Limits limits;
  limits.view_flush_commits = 10;
  return RocksViewStore::open(path, limits).value();
}

std::unique_ptr<ViewStore> open_buffered(const std::filesystem::path& path) {
  Limits limits;
  limits.view_flush_commits = 2;
  return std::make_unique<BufferedViewStore>(RocksViewStore::open(path, limits).value(), limits);
}

template <auto open_at> class StoredViewWorld {
 public:
  StoredViewWorld() { open(); }

  ViewStore& views() { return *views_; }
  void reopen() {
    views_.reset();
    open();
  }
  void crash() {
    auto after = std::make_unique<TemporaryFolder>();
    copy_at_one_moment(folder_->path(), after->path());
    views_.reset();
    folder_ = std::move(after);
    open();
  }

 private:
  void open() { views_ = open_at(folder_->path() / "views"); }

  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>();
  std::unique_ptr<ViewStore> views_;
};

using ViewWorlds =
    std::tuple<MemoryViewWorld, StoredViewWorld<open_plain>, StoredViewWorld<open_buffered>>;
using Values = std::vector<std::string>;

Values scanned(ViewStore& views, std::string_view prefix, std::string_view from = {},
               std::size_t count_max = 100) {
  Values found;
  const auto scan = views.scan(prefix, from, [&](std::string_view key, std::string_view value) {
    found.push_back(std::string(key) + "=" + std::string(value));
    return found.size() < count_max;
  });
  BOOST_REQUIRE(scan);
  return found;
}

BOOST_AUTO_TEST_SUITE(views)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_new_store_knows_nothing, World, ViewWorlds) {
  World world;
  BOOST_TEST(world.views().checkpoint().value().position.value == 0);
  BOOST_TEST(!world.views().get("a").value());
  BOOST_TEST(scanned(world.views(), "") == Values{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_puts_and_removes, World, ViewWorlds) {
  World world;
  BOOST_REQUIRE(world.views().apply({{"a", "1"}, {"b", ""}, {"c", "3"}}, {1}));
  BOOST_REQUIRE(world.views().apply({{"a", "2"}, {"c", std::nullopt}, {"d", std::nullopt}}, {5}));
  BOOST_TEST(world.views().checkpoint().value().position.value == 5);
  BOOST_TEST(world.views().get("a").value().value() == "2");
  BOOST_TEST(world.views().get("b").value().value() == "");
  BOOST_TEST(!world.views().get("c").value());
  BOOST_TEST(scanned(world.views(), "") == (Values{"a=2", "b="}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_scan_goes_bytewise_through_a_prefix, World, ViewWorlds) {
  World world;
  const std::string high = "r/\xff";
  BOOST_REQUIRE(world.views().apply(
      {{"r/2", "2"}, {"r/10", "10"}, {high, "h"}, {"r", "-"}, {"r0", "-"}, {"q/9", "-"}}, {1}));
  BOOST_TEST(scanned(world.views(), "r/") == (Values{"r/10=10", "r/2=2", high + "=h"}));
  BOOST_TEST(scanned(world.views(), "r/", "r/10") == (Values{"r/10=10", "r/2=2", high + "=h"}));
  BOOST_TEST(scanned(world.views(), "r/", "r/11") == (Values{"r/2=2", high + "=h"}));
  BOOST_TEST(scanned(world.views(), "r/", "a").size() == 3);
  BOOST_TEST(scanned(world.views(), "r/", "s") == Values{});
  BOOST_TEST(scanned(world.views(), "r/", {}, 1) == (Values{"r/10=10"}));
  BOOST_TEST(scanned(world.views(), "none") == Values{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_visitor_may_use_the_store, World, ViewWorlds) {
  World world;
  BOOST_REQUIRE(world.views().apply({{"a", "1"}, {"b", "2"}}, {1}));
  const auto scan = world.views().scan("", "", [&](std::string_view key, std::string_view value) {
    return world.views().get(key).value() == value;
  });
  BOOST_TEST(scan.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_visitor_may_change_what_it_has_passed, World, ViewWorlds) {
  World world;
  auto& views = world.views();
  BOOST_REQUIRE(views.apply({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}, {1}));
  Values visited;
  std::uint64_t position = 1;
  const auto scan = views.scan("", "", [&](std::string_view key, std::string_view value) {
    visited.push_back(std::string(key) + "=" + std::string(value));
    return views.apply({{std::string(key), std::nullopt}, {"A", "5"}}, {++position}).has_value();
  });
  BOOST_REQUIRE(scan);
  BOOST_TEST(visited == (Values{"a=1", "b=2", "c=3", "d=4"}));
  BOOST_TEST(scanned(views, "") == (Values{"A=5"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(clearing_removes_the_checkpoint_too, World, ViewWorlds) {
  World world;
  BOOST_REQUIRE(world.views().apply({{"a", "1"}, {"\xff\xff", "2"}}, {15}));
  BOOST_REQUIRE(world.views().clear());
  BOOST_TEST(world.views().checkpoint().value().position.value == 0);
  BOOST_TEST(scanned(world.views(), "") == Values{});
  world.reopen();
  BOOST_TEST(world.views().checkpoint().value().position.value == 0);
  BOOST_TEST(scanned(world.views(), "") == Values{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_orderly_close_keeps_everything, World, ViewWorlds) {
  World world;
  const ViewCheckpoint checkpoint{{3}, leaf_hash("a leaf")};
  BOOST_REQUIRE(world.views().apply({{"a", "1"}}, checkpoint));
  BOOST_TEST((world.views().checkpoint().value() == checkpoint));
  world.reopen();
  BOOST_TEST((world.views().checkpoint().value() == checkpoint));
  BOOST_TEST(scanned(world.views(), "") == (Values{"a=1"}));
}

// Each batch sets two keys to its position: a torn batch would leave them unlike the checkpoint.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_crash_goes_back_to_a_whole_batch, World, ViewWorlds) {
  World world;
  std::uint64_t position = 0;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 13; ++i) {
      const auto text = std::to_string(++position);
      BOOST_REQUIRE(world.views().apply({{"a", text}, {"z", text}}, {position}));
    }
    const auto before = position;
    world.crash();
    position = world.views().checkpoint().value().position.value;
    BOOST_TEST(position <= before);
    const auto text =
        position == 0 ? Values{}
                      : Values{"a=" + std::to_string(position), "z=" + std::to_string(position)};
    BOOST_TEST(scanned(world.views(), "") == text);
  }
}

BOOST_AUTO_TEST_CASE(stored_views_are_flushed_now_and_then) {
  StoredViewWorld<open_plain> world;
  for (std::uint64_t position = 1; position <= 25; ++position) {
    BOOST_REQUIRE(world.views().apply({{"a", std::to_string(position)}}, {position}));
  }
  world.crash();
  BOOST_TEST(world.views().checkpoint().value().position.value == 20);
}

BOOST_AUTO_TEST_CASE(damaged_views_begin_anew) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "views";
  {
    const auto views = RocksViewStore::open(path, {}).value();
    BOOST_REQUIRE(views->apply({{"a", "1"}}, {3}));
  }
  write_whole(path / "CURRENT", "nonsense");
  const auto views = RocksViewStore::open(path, {}).value();
  BOOST_TEST(views->checkpoint().value().position.value == 0);
}

BOOST_AUTO_TEST_CASE(views_with_a_checkpoint_that_cannot_be_read_begin_anew) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "views";
  {
    const auto views = RocksViewStore::open(path, {}).value();
    BOOST_REQUIRE(views->apply({{"a", "1"}}, {3}));
  }
  {
    const auto database = Database::open({path, Layout::views, nullptr}, false).value();
    const auto number = packed_integer(3).bytes;  // as it was once
    BOOST_REQUIRE(database.db().Put({}, database.main(), "checkpoint", number).ok());
  }
  BOOST_TEST(!RocksViewStore::open_for_reading(path));
  const auto views = RocksViewStore::open(path, {}).value();
  BOOST_TEST((views->checkpoint().value() == ViewCheckpoint{}));
  BOOST_TEST(scanned(*views, "") == Values{});
}

BOOST_AUTO_TEST_CASE(views_are_read_beside_their_writer) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "views";
  Limits limits;
  limits.view_flush_commits = 2;
  const auto writer = RocksViewStore::open(path, limits).value();
  for (std::uint64_t position = 1; position <= 3; ++position) {
    BOOST_REQUIRE(writer->apply({{"a", std::to_string(position)}}, {position}));
  }
  const auto reader = RocksViewStore::open_for_reading(path).value();
  BOOST_TEST(reader->checkpoint().value().position.value == 2);
  BOOST_TEST(reader->get("a").value().value() == "2");
  BOOST_TEST(!reader->apply({}, {9}));
  BOOST_TEST(!reader->clear());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
