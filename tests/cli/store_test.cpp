// Stores that must not be used, and that are left as they are; views that belong to another.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <rocksdb/db.h>
#include <unistd.h>

#include "engine/base/packed.hpp"
#include "storage/rocksdb/log_tables.hpp"
#include "tests/support/program.hpp"

namespace {

using azwf::tests::Folder;

struct UsedFolder {
  explicit UsedFolder(const std::string& run = "one") {
    folder.write("w.lua", "return wf.workflow { name = \"w\", run = function() return 1 end }\n");
    BOOST_REQUIRE_EQUAL(azwf({"run", "w.lua", "--id", run}).status, 0);
  }
  azwf::tests::Ended azwf(std::vector<std::string> words) const {
    words.insert(words.begin(), "azwf");
    return azwf::tests::run(folder, std::move(words));
  }
  // Whether `azwf runs` lists exactly this one.
  bool lists_only(const std::string& run) const {
    const auto listed = azwf({"runs"}).out;  // a line of headings, then one each
    return listed.find("\n" + run + " ") != std::string::npos &&
           std::ranges::count(listed, '\n') == 2;
  }
  // Refused by every command, with this code.
  void expect_refusal(int status, const std::string& code) const {
    for (const auto& words : std::vector<std::vector<std::string>>{{"run", "w.lua", "--json"},
                                                                   {"resume", "--json"},
                                                                   {"emit", "a.b", "--json"},
                                                                   {"runs", "--json"},
                                                                   {"events", "--json"}}) {
      const auto refused = azwf(words);
      BOOST_TEST(refused.status == status, words.front());
      BOOST_TEST(refused.out.empty());
      BOOST_TEST(refused.err.find("\"code\":\"" + code + "\"") != std::string::npos, refused.err);
    }
  }

  Folder folder;
};

void raise_format(const std::filesystem::path& store) {
  rocksdb::Options options;
  std::vector<std::string> names;
  BOOST_REQUIRE(rocksdb::DB::ListColumnFamilies(options, store, &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* database = nullptr;
  BOOST_REQUIRE(rocksdb::DB::Open(options, store, families, &handles, &database).ok());
  const auto newer = azwf::packed_integer(azwf::store_format_version + 1);
  BOOST_TEST(
      database->Put({}, handles.front(), rocksdb::Slice(azwf::format_key), newer.bytes).ok());
  for (auto* handle : handles) database->DestroyColumnFamilyHandle(handle);
  delete database;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_store_is_refused)

BOOST_AUTO_TEST_CASE(when_a_newer_azwf_wrote_it) {
  const UsedFolder used;
  raise_format(used.folder.path() / ".azwf/store");
  used.expect_refusal(5, "newer_format");
}

BOOST_AUTO_TEST_CASE(when_it_belongs_to_somebody_else) {
  if (geteuid() != 0) {
    BOOST_TEST_MESSAGE("not tried: only root can give a folder away");
    return;
  }
  const UsedFolder used;
  BOOST_REQUIRE_EQUAL(chown((used.folder.path() / ".azwf").c_str(), 12345, 12345), 0);
  used.expect_refusal(5, "not_owner");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(views_of_another_store)

BOOST_AUTO_TEST_CASE(are_not_believed) {
  namespace fs = std::filesystem;
  const UsedFolder ours("one");
  const UsedFolder theirs("two");
  const auto views = ours.folder.path() / ".azwf/views";
  fs::remove_all(views);
  fs::copy(theirs.folder.path() / ".azwf/views", views, fs::copy_options::recursive);
  BOOST_TEST(ours.lists_only("one"));
  const auto doctor = ours.azwf({"doctor", "--rebuild-views"});
  BOOST_TEST(doctor.status == 0);
  BOOST_TEST(doctor.out.find("equal to what the log folds to") != std::string::npos, doctor.out);
  BOOST_TEST(ours.lists_only("one"));
}

BOOST_AUTO_TEST_SUITE_END()
