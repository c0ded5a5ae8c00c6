// examples/migrate and workflows/migrate.lua: real configurations, byte by byte.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>

#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
namespace data = boost::unit_test::data;

using azwf::tests::Ended;
using azwf::tests::Folder;
using azwf::tests::run;

struct Migration {
  Migration() {
    const auto repository = azwf::tests::repository();
    constexpr auto all = fs::copy_options::recursive;
    fs::copy(repository / "examples/migrate", folder.path(), all);
    fs::copy(repository / "workflows", folder.path() / "workflows", all);
  }

  [[nodiscard]] std::string golden(const std::string& name) const {
    return folder.read("after/" + name + ".yaml");
  }
  // A copy of the configuration as it was found, as config.yaml.
  void begin(const std::string& name) const {
    folder.write("config.yaml", folder.read("before/" + name + ".yaml"));
  }
  [[nodiscard]] Ended migrate(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"azwf", "run", "workflows/migrate.lua", "chain=chain.yaml",
                                   "file=config.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return run(folder, words);
  }
  [[nodiscard]] bool is_tidy() const {
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      if (entry.path().filename().string().starts_with(".azwf-")) return false;
    }
    return true;
  }

  Folder folder;
};

const std::vector<std::string> names = {"lean", "half", "complete", "windows", "bare"};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(migrations)

BOOST_DATA_TEST_CASE_F(Migration, the_example_gives_the_golden_file, data::make(names), name) {
  begin(name);
  const std::vector<std::string> words{"azwf", "run", "az_os.lua", "file=config.yaml"};
  const auto once = run(folder, words);
  BOOST_TEST(once.status == 0, once.err);
  BOOST_TEST(folder.read("config.yaml") == golden(name));
  const auto time = fs::last_write_time(folder.path() / "config.yaml");
  const auto twice = run(folder, words);
  BOOST_TEST(contains(twice.out, "\"changed\": false"), twice.out);
  BOOST_TEST(folder.read("config.yaml") == golden(name));
  BOOST_TEST((fs::last_write_time(folder.path() / "config.yaml") == time));
  BOOST_TEST(run(folder, {"azwf", "replay", "@last"}).status == 0);
}

BOOST_DATA_TEST_CASE_F(Migration, the_general_form_gives_the_same, data::make(names), name) {
  begin(name);
  const auto dry = migrate({"dry_run=true"});
  BOOST_TEST(dry.status == 0, dry.err);
  BOOST_TEST(contains(dry.err, "+ version: "), dry.err);
  BOOST_TEST(folder.read("config.yaml") == folder.read("before/" + name + ".yaml"));

  const auto once = migrate({"backup=kept.yaml"});
  BOOST_TEST(once.status == 0, once.err);
  BOOST_TEST(folder.read("config.yaml") == golden(name));
  BOOST_TEST(folder.read("kept.yaml") == folder.read("before/" + name + ".yaml"));
  fs::remove(folder.path() / "kept.yaml");
  const auto twice = migrate({"backup=kept.yaml"});
  BOOST_TEST(contains(twice.out, "\"changed\": false"), twice.out);
  BOOST_TEST(folder.read("config.yaml") == golden(name));
  BOOST_TEST(!fs::exists(folder.path() / "kept.yaml"));
  BOOST_TEST(is_tidy());
}

BOOST_FIXTURE_TEST_CASE(it_stops_at_the_version_asked_for, Migration) {
  begin("lean");
  BOOST_TEST(migrate({"to=1.1"}).status == 0);
  const auto text = folder.read("config.yaml");
  BOOST_TEST(contains(text, "version: 1.1\n"));
  BOOST_TEST(contains(text, "performance:"));
  BOOST_TEST(!contains(text, "security:"));
  BOOST_TEST(migrate().status == 0);
  BOOST_TEST(folder.read("config.yaml") == golden("lean"));
}

BOOST_FIXTURE_TEST_CASE(a_failing_step_rolls_the_file_back, Migration) {
  begin("windows");
  const auto ended = migrate({"verify=grep -q nothing config.yaml", "backup=kept.yaml"});
  BOOST_TEST(ended.status == 1, ended.err);
  BOOST_TEST(folder.read("config.yaml") == folder.read("before/windows.yaml"));
  BOOST_TEST(!fs::exists(folder.path() / "kept.yaml"));
  BOOST_TEST(migrate({"verify=grep -q security config.yaml"}).status == 0);
  BOOST_TEST(folder.read("config.yaml") == golden("windows"));
  BOOST_TEST(run(folder, {"azwf", "replay", "--all"}).status == 0);
}

BOOST_DATA_TEST_CASE_F(Migration, a_finished_migration_is_rolled_back, data::make(names), name) {
  begin(name);
  const std::vector<std::string> words{"azwf", "run", "az_os.lua", "file=config.yaml",
                                       "--id", "once"};
  BOOST_TEST(run(folder, words).status == 0);
  BOOST_TEST(folder.read("config.yaml") == golden(name));
  const auto rolled_back = run(folder, {"azwf", "rollback", "once"});
  BOOST_TEST(folder.read("config.yaml") == folder.read("before/" + name + ".yaml"),
             rolled_back.err);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_rolled_back_over_what_somebody_wrote_since, Migration) {
  begin("lean");
  BOOST_TEST(migrate({"--id", "once", "backup=kept.yaml"}).status == 0);
  const auto edited = folder.read("config.yaml") + "edited: true\n";
  folder.write("config.yaml", edited);
  const auto failed = run(folder, {"azwf", "rollback", "once"});
  BOOST_TEST(contains(failed.err, "was changed meanwhile"), failed.err);
  BOOST_TEST(folder.read("config.yaml") == edited);
  folder.write("config.yaml", golden("lean"));
  run(folder, {"azwf", "rollback", "once"});
  BOOST_TEST(folder.read("config.yaml") == folder.read("before/lean.yaml"));
  BOOST_TEST(!fs::exists(folder.path() / "kept.yaml"));
}

BOOST_FIXTURE_TEST_CASE(versions_are_compared_as_they_are_written, Migration) {
  folder.write("chain.yaml",
               "migrations:\n"
               "  - {from: 1.1, to: 1.2, changes: [{set: wrong, value: true}]}\n"
               "  - {from: 1.9, to: 1.10, changes: [{set: ten, value: true}]}\n"
               "  - {from: 1.10, to: 1.11, changes: [{set: eleven, value: true}]}\n");
  const auto migrated = [&](const std::string& text, const std::string& to) {
    folder.write("config.yaml", text);
    const auto ended = migrate({"to=" + to});
    return ended.status == 0 ? folder.read("config.yaml") : ended.err;
  };
  for (const std::string quote : {"", "'", "\""}) {
    const auto version = [&](const std::string& text) {
      return "version: " + quote + text + quote + "\n";
    };
    BOOST_TEST(migrated(version("1.9"), "1.10") == version("1.10") + "ten: true\n");
    BOOST_TEST(migrated(version("1.10"), "1.11") == version("1.11") + "eleven: true\n");
    BOOST_TEST(migrated(version("1.9"), "1.11") == version("1.11") + "ten: true\neleven: true\n");
    BOOST_TEST(contains(migrated(version("1.9"), "1.1"), "no migrations lead from 1.9 to 1.1;"));
  }
  folder.write("chain.yaml", "migrations: [{from: 1.1, to: 1.10, changes: []}]\n");
  BOOST_TEST(migrated("version: 1.1\n", "1.10") == "version: 1.10\n");
  folder.write("config.yaml", "version: 1.10\n");
  BOOST_TEST(run(folder, {"azwf", "run", "az_os.lua", "file=config.yaml"}).status == 0);
  BOOST_TEST(folder.read("config.yaml") == "version: 1.10\n");
}

BOOST_FIXTURE_TEST_CASE(what_no_value_can_hold_stays_beside_what_is_changed, Migration) {
  std::string rest = "serial: 12345678901234567890123\nbase: &a {x: 1}\nmerged: {<<: *a}\n";
  for (char level = 'b'; level <= 'w'; ++level) {  // each twice the one before
    const std::string before(1, static_cast<char>(level - 1));
    rest += std::string(1, level) + ": &" + level + " [*" + before + ", *" + before + "]\n";
  }
  folder.write("config.yaml", "version: 1.0\n" + rest);
  BOOST_TEST(migrate({"to=1.1"}).status == 0);
  BOOST_TEST(contains(folder.read("config.yaml"), "version: 1.1\n" + rest + "performance:\n"));
}

BOOST_FIXTURE_TEST_CASE(of_a_long_file_only_what_differs_is_told, Migration) {
  std::string rest;
  for (int i = 1; i <= 6'000; ++i)
    rest += "key" + std::to_string(i) + ": " + std::to_string(i) + "\n";
  folder.write("config.yaml", "version: 1.0\n" + rest);
  const auto ended = migrate({"to=1.1", "--id", "long"});
  BOOST_TEST(ended.status == 0, ended.err);
  BOOST_TEST(contains(ended.err, "config.yaml from 1.0 to 1.1, lines: -1 +5\n"), ended.err);
  BOOST_TEST(contains(ended.err, "key5999: 5999\n"), ended.err);
  BOOST_TEST(!contains(ended.err, "key3000"));
  const auto logged =
      run(folder, {"azwf", "events", "--stream", "run/long", "--type", "run.logged"});
  BOOST_TEST(std::ranges::count(logged.out, '\n') == 1, logged.out);

  std::string changes;
  for (int i = 1; i <= 90; ++i) {
    const auto key = "key" + std::to_string(i);
    changes += "      - {set: " + key + ", value: \"" + std::string(200, 'x') + "\"}\n";
  }
  folder.write("chain.yaml", "migrations:\n  - from: 1.1\n    to: 2\n    changes:\n" + changes);
  folder.write("config.yaml", "version: 1.1\n" + rest.substr(0, rest.find("key100:")));
  const auto many = migrate();
  BOOST_TEST(many.status == 0, many.err);
  BOOST_TEST(contains(many.err, "lines: -91 +91\n"), many.err);
  BOOST_TEST(contains(many.err, "… 84 more lines\n"), many.err);
  BOOST_TEST(!contains(many.err, std::string(150, 'x')));
}

BOOST_FIXTURE_TEST_CASE(a_copy_never_takes_the_place_of_another_file, Migration) {
  for (const auto* const name : {"config.yaml.1.0.bak", "config.yaml.1.0.bak.2", "kept.yaml"}) {
    folder.write(name, "somebody's\n");
  }
  begin("lean");
  const auto refused = migrate({"backup=kept.yaml"});
  BOOST_TEST(contains(refused.err, "kept.yaml is there already; name another: backup="));
  BOOST_TEST(folder.read("config.yaml") == folder.read("before/lean.yaml"));
  const auto done = migrate();
  BOOST_TEST(done.status == 0, done.err);
  BOOST_TEST(folder.read("config.yaml.1.0.bak.3") == folder.read("before/lean.yaml"));
  for (const auto* const name : {"config.yaml.1.0.bak", "config.yaml.1.0.bak.2", "kept.yaml"}) {
    BOOST_TEST(folder.read(name) == "somebody's\n");
  }
}

BOOST_FIXTURE_TEST_CASE(mistakes_of_a_chain_are_told_of_it, Migration) {
  const std::string first = "chain.yaml: migration 1 ";
  const std::string path = "is no path: a list of keys and places, or one key";
  const auto with = [](const std::string& changes) {
    return "migrations: [{from: 1.0, to: 2, changes: " + changes + "}]\n";
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"migrations: [{from: 1.0}]\n", first + "lacks `from` or `to`, each a version"},
      {"migrations: [{from: 1.0, to: [2], changes: []}]\n", first + "lacks `from` or `to`"},
      {"migrations: [{from: 1.0, to: 2, change: []}]\n", first + "has the unknown field 'change'"},
      {"migrations: [5]\n", first + "is no map with from, to and changes"},
      {"migrations: {a: 1}\n", "chain.yaml: a map with `version`"},
      {"version: 3\nmigrations: []\n", "chain.yaml: its `version` " + path},
      {"version: []\nmigrations: []\n", "chain.yaml: its `version` " + path},
      {with("{set: a}"), first + "lacks its list of `changes`"},
      {with("[5]"), first + "has a change 1 that is no map with set, add, remove or rename"},
      {with("[{remove: a}, {sett: a, value: 1}]"),
       first + "has a change 2 that is none: there is no field 'sett' (did you mean 'set'?)"},
      {with("[{set: a}]"), first + "has a change 1 that is none: needs `value`"},
      {with("[{remove: a, where: 5}]"), first + "has a change 1 that has a `where` that " + path},
      {with("[{set: [version, x], value: 1}]"),
       "config.yaml: chain.yaml: migration 1, change 1: wf.yaml.edit: there is no map to hold 'x'"},
      {"a: [", "chain.yaml: wf.yaml.decode: line 1"}};
  begin("lean");
  for (const auto& [chain, why] : cases) {
    folder.write("chain.yaml", chain);
    const auto ended = migrate();
    BOOST_TEST(ended.status == 1, chain);
    BOOST_TEST(contains(ended.err, why), ended.err << why);
    BOOST_TEST(folder.read("config.yaml") == folder.read("before/lean.yaml"));
  }
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_migrated_is_left_alone, Migration) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"version: 1.0\nmodels: [unclosed\n", "bad_yaml"},
      {"version: 1.0\n---\nversion: 1.0\n", "a second document"},
      {"\xff\xfe binary", "this is not UTF-8"},
      {"version: 9.9\n", "no migrations lead from 9.9 to anywhere; chain.yaml knows 1.0, 1.1, 1.2"},
      {"name: x\n", "has no version; say which version it is: from="},
      {"version: 1.0\nmodels:\n  providers: {anthropic: {api_key: x,\n    temperature: 1}}\n",
       "brackets over several lines"},
      {"just text\n", "has no version"},
      {"version: {a: 1}\n", "config.yaml: its version is a list or map; a version belongs there"}};
  for (const auto& [text, why] : cases) {
    folder.write("config.yaml", text);
    const auto ended = migrate();
    BOOST_TEST(ended.status == 1, text);
    BOOST_TEST(contains(ended.err, why), ended.err);
    BOOST_TEST(folder.read("config.yaml") == text);
  }
  const auto backward = (begin("complete"), migrate({"to=0.9"}));
  BOOST_TEST(contains(backward.err, "no migrations lead from 1.0 to 0.9"), backward.err);
}

BOOST_FIXTURE_TEST_CASE(it_works_within_its_roots_only, Migration) {
  const Folder elsewhere;
  elsewhere.write("config.yaml", folder.read("before/lean.yaml"));
  const auto file = "file=" + (elsewhere.path() / "config.yaml").string();
  const std::vector<std::string> words{"azwf", "run", "az_os.lua", file};
  const auto refused = run(folder, words);
  BOOST_TEST(contains(refused.err, "is in none of this run's roots"), refused.err);
  BOOST_TEST(refused.status == 1);

  auto with_root = words;
  with_root.insert(with_root.end(), {"--root", elsewhere.path().string()});
  const auto done = run(folder, with_root);
  BOOST_TEST(done.status == 0, done.err);
  BOOST_TEST(elsewhere.read("config.yaml") == golden("lean"));

  fs::create_directory_symlink(elsewhere.path(), folder.path() / "link");
  const auto linked =
      run(folder, {"azwf", "run", "az_os.lua", "file=link/config.yaml", "--root", "link"});
  BOOST_TEST(linked.status == 2, linked.err);
  BOOST_TEST(contains(linked.err, "the root link is a symbolic link to"), linked.err);
}

BOOST_AUTO_TEST_SUITE_END()
