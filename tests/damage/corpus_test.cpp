// A damaged store is told so, with status 5 and the file's name, or nothing shows: never is a log
// silently shorter or different.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <sstream>

#include "storage/files/anchor.hpp"
#include "storage/files/home.hpp"
#include "storage/rocksdb/log_tables.hpp"
#include "tests/damage/damage.hpp"
#include "tests/support/seeds.hpp"

namespace azwf::tests {
namespace {

constexpr int damaged = 5;

// What the doctor says, without what changes from call to call.
std::string lasting_lines(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    const bool changes = line.find("free space") != line.npos || line.find("memory") != line.npos;
    if (!changes) kept += line + "\n";
  }
  return kept;
}

Ended azwf(const Folder& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "azwf");
  auto ended = run(folder, std::move(words));
  ended.out = lasting_lines(ended.out);
  return ended;
}

// What a command says about a store: what it said when it was whole is kept beside.
struct Question {
  std::vector<std::string> words;
  Ended whole;
};

class Corpus {
 public:
  Corpus() {
    sample_.copy_into(folder_);
    for (auto& question : questions_) question.whole = azwf(folder_, question.words);
    for (const auto& question : questions_) BOOST_REQUIRE_EQUAL(question.whole.status, 0);
  }

  const Sample& sample() const { return sample_; }
  const Folder& folder() const { return folder_; }

  Damage damage_one(const std::string& kind, std::mt19937_64& random) {
    sample_.copy_into(folder_);
    return damage(folder_, sample_, kind, random);
  }

  // What is wrong with how the program takes the damage; empty when nothing is.
  std::string fault(const Damage& done) {
    std::string told;  // all that was said about it
    bool is_noticed = false;
    for (const auto& question : questions_) {
      const auto now = azwf(folder_, question.words);
      told += now.out + now.err;
      if (now.status == damaged) {
        is_noticed = true;
        continue;
      }
      const bool is_doctor = question.words.front() == "doctor";
      if (is_doctor && now.status == 1)
        is_noticed = true;  // of what can be made anew
      else if (now.status != 0)
        return says(question, now);
      else if (now.out != question.whole.out)
        return "another answer: " + question.words.front();
    }
    if (!is_noticed && done.kind.starts_with("anchor ")) return "nobody noticed";
    if (is_noticed && !names(told, done)) return "the file is not named:\n" + told;
    ++(is_noticed ? noticed_ : unaffected_)[done.kind];
    return fault_of_writing();
  }

  void tell() const {
    for (const auto& kind : kinds()) {
      std::cout << "  " << kind << ": " << count(noticed_, kind) << " noticed, "
                << count(unaffected_, kind) << " without effect\n";
    }
  }

 private:
  static std::string says(const Question& question, const Ended& now) {
    return question.words.front() + " ended with " + std::to_string(now.status) + ": " + now.err +
           now.out;
  }
  static int count(const std::map<std::string, int>& counts, const std::string& kind) {
    const auto found = counts.find(kind);
    return found == counts.end() ? 0 : found->second;
  }
  static bool names(const std::string& told, const Damage& done) {
    const auto name = done.file.filename().string();
    if (told.find(name) != std::string::npos) return true;
    if (done.kind == "anchor and CURRENT") return told.find("anchor") != std::string::npos;
    if (done.kind.starts_with("views")) return told.find("/views") != std::string::npos;
    // A table that is not there is one of its manifest's; which one, nobody knows any more.
    if (done.kind == "table") return told.find("MANIFEST") != std::string::npos;
    if (done.kind == "log") return told.find("write-ahead log") != std::string::npos;
    return done.kind == "MANIFEST" && told.find("MANIFEST") != std::string::npos;
  }

  // Refused, or the new event follows the last one and nothing else changed.
  std::string fault_of_writing() {
    const auto& before = questions_.front().whole.out;
    const auto emitted = azwf(folder_, {"emit", "later.event"});
    if (emitted.status == damaged) return {};
    if (emitted.status != 0) return "emit ended with " + std::to_string(emitted.status);
    const auto after = azwf(folder_, {"events", "--json"});
    if (after.status == damaged) return {};
    const bool goes_on =
        after.status == 0 && after.out.starts_with(before) &&
        std::ranges::count(after.out, '\n') == std::ranges::count(before, '\n') + 1;
    return goes_on ? "" : "an event was written to another log";
  }

  Sample sample_;
  Folder folder_;
  std::vector<Question> questions_ = {
      {{"events", "--json"}, {}}, {{"runs", "--json"}, {}}, {{"doctor"}, {}}};
  std::map<std::string, int> noticed_;
  std::map<std::string, int> unaffected_;
};

// Makes the anchor agree with what is left of the log: as if there were no anchor.
void forge_anchor(const Home& home) {
  const auto database = Database::inspect({home.store(), Layout::log, nullptr});
  if (!database) return;
  const auto head = read_log_head(*database);
  if (head) BOOST_REQUIRE(Anchor::create(home.anchor(), {99, head->position, head->chain}));
}

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(no_log_is_silently_shorter_or_different) {
  Corpus corpus;
  for (const auto seed : seeds("AZWF_DAMAGES", 17)) {
    std::mt19937_64 random(seed);
    const auto done = corpus.damage_one(kinds()[seed % kinds().size()], random);
    BOOST_TEST_CONTEXT("seed " << seed << ": " << done.what) {
      BOOST_TEST(corpus.fault(done) == "");
    }
  }
  corpus.tell();
}

// Tables whose root is gone look like an empty folder to RocksDB, which would clear it.
BOOST_AUTO_TEST_CASE(no_acceptance_throws_away_what_can_be_restored) {
  Corpus corpus;
  const auto home = corpus.folder().path() / ".azwf";
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::mt19937_64 random(seed);
    const auto done = corpus.damage_one("anchor and CURRENT", random);
    BOOST_TEST_CONTEXT("seed " << seed << ": " << done.what) {
      const auto told = azwf(corpus.folder(), {"doctor", "--accept-loss-after", "0"});
      BOOST_TEST(told.status == damaged, told.err);
      for (const auto* file : {"anchor", "store/CURRENT"}) {
        std::filesystem::copy_file(corpus.sample().home() / file, home / file,
                                   std::filesystem::copy_options::overwrite_existing);
      }
      BOOST_TEST(corpus.fault({"restored", "store", "store"}) == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(without_an_anchor_losses_would_go_unnoticed) {
  Corpus corpus;
  int losses = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::mt19937_64 random(seed);
    (void)corpus.damage_one("log", random);
    forge_anchor({corpus.folder().path() / ".azwf"});
    losses += corpus.fault({"forged", "log", "anchor"}).starts_with("another answer: events");
  }
  BOOST_TEST(losses > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
