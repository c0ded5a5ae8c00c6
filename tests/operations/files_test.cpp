// What files.* do to files, and that what they offer as their inverse undoes it.
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include "engine/base/digest.hpp"
#include "tests/operations/files_fixture.hpp"

namespace azwf::tests {

namespace fs = std::filesystem;

BOOST_FIXTURE_TEST_SUITE(files, FilesWorkshop)

BOOST_AUTO_TEST_CASE(a_file_is_read_whole) {
  put("a.txt", "line\n");
  const auto result = succeed("files.read", path("a.txt")).result;
  BOOST_TEST(field(result, "content") == "line\n");
  BOOST_TEST(text_in(result, "sha256") == to_hex(sha256("line\n")));
  BOOST_TEST(text_in(result, "mode") == "644");
  BOOST_TEST(integer_in(result, "size") == 5);
  BOOST_TEST(field(succeed("files.read", path((home / "a.txt").string())).result, "content") ==
             "line\n");
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_read_as_bytes) {
  put("a.bin", std::string("\xff\x00\xfe", 3));
  const auto result = succeed("files.read", path("a.bin")).result;
  BOOST_TEST((Unpacker(field_of(result, "content").bytes).peek() == PackedType::binary));
  BOOST_TEST(field(result, "content") == std::string("\xff\x00\xfe", 3));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_utf8_is_a_name) {
  Packed name{""};
  Packer(name.bytes).binary("a\xff");
  put("a\xff", "x");
  const auto result = succeed("files.read", Arguments().value("path", name)).result;
  BOOST_TEST(field(result, "content") == "x");
  Packed missing{""};
  Packer(missing.bytes).binary("b\xff\n");
  const auto failed = fail("files.read", Arguments().value("path", missing));
  BOOST_TEST(failed.error.message ==
             "cannot open " + (home / "b").string() + "\\xff\\x0a: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_folder_is_listed_sorted) {
  put("b", "12");
  fs::create_directory(home / "c");
  fs::create_symlink("b", home / "a");
  const auto result = succeed("files.list", Arguments()).result;
  const auto entries = field_of(result, "entries");
  Unpacker unpacker(entries.bytes);
  std::string seen;
  for (auto count = unpacker.array().value(); count > 0; --count) {
    const Packed entry{std::string(unpacker.value().value())};
    seen += text_in(entry, "name") + " " + text_in(entry, "kind") + " " +
            std::to_string(integer_in(entry, "size")) + "\n";
  }
  BOOST_TEST(seen == ".azwf folder 0\na symlink 0\nb file 2\nc folder 0\n");
}

BOOST_AUTO_TEST_CASE(stat_says_what_a_path_is) {
  put("a", "123");
  fs::create_symlink("a", home / "link");
  const auto kind = [&](const Arguments& arguments) {
    return text_in(succeed("files.stat", arguments).result, "kind");
  };
  BOOST_TEST(kind(path("a")) == "file");
  BOOST_TEST(kind(path("missing")) == "absent");
  BOOST_TEST(kind(path("missing/below")) == "absent");
  BOOST_TEST(kind(path(".")) == "folder");
  BOOST_TEST(kind(path("link")) == "symlink");
  BOOST_TEST(kind(path("link").flag("follow")) == "file");
  BOOST_TEST(field(succeed("files.stat", path("link")).result, "target") == "a");
}

BOOST_AUTO_TEST_CASE(a_new_file_is_written_and_taken_back) {
  const auto before = everything();
  const auto result = change("files.write", path("a").text("content", "new"));
  BOOST_TEST(get("a") == "new");
  BOOST_TEST(mode_of("a") == "644");
  BOOST_TEST(boolean_in(result, "changed"));
  BOOST_TEST(text_in(result, "path") == (home / "a").string());
  undo(result);
  BOOST_TEST(everything() == before);
}

BOOST_AUTO_TEST_CASE(a_file_keeps_its_mode_and_owner) {
  put("a", "old");
  fs::permissions(home / "a", fs::perms(0640));
  const bool is_root = chown((home / "a").c_str(), 12345, 54321) == 0;
  const auto before = everything();
  const auto result = change("files.write", path("a").text("content", "new"));
  BOOST_TEST(mode_of("a") == "640");
  struct stat status {};
  BOOST_REQUIRE(stat((home / "a").c_str(), &status) == 0);
  if (is_root) BOOST_TEST(status.st_uid == 12345U);
  if (is_root) BOOST_TEST(status.st_gid == 54321U);
  undo(result);
  BOOST_TEST(everything() == before);
}

BOOST_AUTO_TEST_CASE(a_mode_alone_is_a_change) {
  put("a", "x");
  const auto before = everything();
  const auto result = change("files.write", path("a").text("content", "x").text("mode", "600"));
  BOOST_TEST(boolean_in(result, "changed"));
  BOOST_TEST(mode_of("a") == "600");
  undo(result);
  BOOST_TEST(everything() == before);
}

BOOST_AUTO_TEST_CASE(what_is_so_already_is_not_written) {
  put("a", "x");
  const auto time = fs::last_write_time(home / "a");
  const auto result = change("files.write", path("a").text("content", "x"));
  BOOST_TEST(!boolean_in(result, "changed"));
  BOOST_TEST((fs::last_write_time(home / "a") == time));
  BOOST_TEST(!boolean_in(undo(result), "changed"));
}

BOOST_AUTO_TEST_CASE(a_file_can_be_demanded_or_expected) {
  const auto missing = path("a").text("content", "x").flag("create", false);
  BOOST_TEST(code_of("files.write", missing) == "not_found");
  put("a", "read");
  const auto read = text_in(succeed("files.read", path("a")).result, "sha256");
  const auto write = path("a").text("content", "x").text("expect", read);
  put("a", "edited");
  BOOST_TEST(code_of("files.write", write) == "changed_meanwhile");
  put("a", "read");
  BOOST_TEST(code_of("files.write", write) == "");
}

BOOST_AUTO_TEST_CASE(copies_moves_links_folders_and_removals_are_undone) {
  put("a", "one");
  put("b", "two");
  fs::permissions(home / "a", fs::perms(0755));
  fs::create_symlink("a", home / "link");
  fs::create_directory(home / "empty");
  struct Case {
    std::string operation;
    Arguments arguments;
  };
  const std::vector<Case> cases = {
      {"files.copy", from("a").text("to", "c")},
      {"files.copy", from("a").text("to", "b")},
      {"files.copy", from("link").text("to", "c").text("mode", "600")},
      {"files.move", from("a").text("to", "c")},
      {"files.move", from("a").text("to", "b")},
      {"files.move", from("link").text("to", "b")},
      {"files.move", from("empty").text("to", "full")},
      {"files.remove", path("a")},
      {"files.remove", path("link")},
      {"files.remove", path("empty")},
      {"files.symlink", path("link").text("target", "b")},
      {"files.symlink", path("new").text("target", "/anywhere")},
      {"files.mkdir", path("d").text("mode", "700")},
      {"files.mkdir", path("d/e/f").flag("parents")},
  };
  const auto before = everything();
  for (const auto& [operation, arguments] : cases) {
    BOOST_TEST_CONTEXT(operation << " " << steps) {
      const auto result = change(operation, arguments);
      const auto after = everything();
      BOOST_TEST(after != before);
      const auto undone = undo(result);
      BOOST_TEST(everything() == before);
      BOOST_TEST(!boolean_in(undo(result), "changed"));  // a second time
      undo(undone);                                      // and the undo of the undo
      BOOST_TEST(everything() == after);
      undo(result);
      BOOST_TEST(everything() == before);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_folder_or_removal_that_is_so_already_is_no_change) {
  fs::create_directory(home / "d");
  BOOST_TEST(!boolean_in(change("files.mkdir", path("d")), "changed"));
  BOOST_TEST(!boolean_in(change("files.remove", path("x").flag("missing_ok")), "changed"));
  BOOST_TEST(code_of("files.remove", path("x")) == "not_found");
}

BOOST_AUTO_TEST_CASE(nothing_is_undone_over_what_somebody_wrote_meanwhile) {
  put("a", "old");
  const auto result = change("files.write", path("a").text("content", "new"));
  put("a", "edited");
  BOOST_TEST(code_of_undo(result) == "changed_meanwhile");
  BOOST_TEST(get("a") == "edited");
  BOOST_TEST(code_of_undo(result, true) == "");
  BOOST_TEST(get("a") == "old");
}

BOOST_AUTO_TEST_CASE(the_undo_of_no_change_leaves_what_somebody_wrote_meanwhile) {
  put("a", "same");
  const auto result = change("files.write", path("a").text("content", "same"));
  put("a", "edited");
  BOOST_TEST(!boolean_in(undo(result), "changed"));
  BOOST_TEST(get("a") == "edited");
}

BOOST_AUTO_TEST_CASE(what_was_forced_over_can_be_had_again) {
  put("a", "old");
  const auto result = change("files.write", path("a").text("content", "new"));
  put("a", "edited");
  const auto inverse = field_of(field_of(result, "inverse"), "arguments");
  const auto forced = change("files.restore", path("a")
                                                  .value("before", field_of(inverse, "before"))
                                                  .value("after", field_of(inverse, "after"))
                                                  .flag("force"));
  BOOST_TEST(get("a") == "old");
  undo(forced);
  BOOST_TEST(get("a") == "edited");
}

BOOST_AUTO_TEST_CASE(a_large_file_is_copied_and_kept) {
  const std::string content(3'000'001, 'x');
  put("large", content);
  put("other", "small");
  const auto result = change("files.copy", from("large").text("to", "other"));
  BOOST_TEST((get("other") == content));
  undo(result);
  BOOST_TEST(get("other") == "small");
  const auto removed = change("files.remove", path("large"));
  undo(removed);
  BOOST_TEST((get("large") == content));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
