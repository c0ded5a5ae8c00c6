// Histories written by every semantics version are replayed for ever. A file, once committed, is
// never written again: a new version adds one.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/audit/replay.hpp"
#include "engine/audit/verify_log.hpp"
#include "engine/lua/lua_host.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/runtime/program_store.hpp"
#include "tests/replay/story.hpp"
#include "tests/support/paths.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

// A history file: an array of commits [frame and leaf bytes], then an array of blobs.
std::string pack_history(MemoryCommits& commits, BlobStore& blobs) {
  std::string bytes;
  Packer packer(bytes);
  std::set<Digest> programs;
  packer.array(2).array(commits.commits.size());
  for (const auto& stored : commits.commits) {
    packer.binary(encode_frame(stored.frame) + stored.leaf_bytes);
    const auto leaf = decode_leaf(stored.leaf_bytes).value();
    for (const auto& event : leaf.events) {
      if (event.type != RunStarted::type) continue;
      const auto started = decode_run_event(event, 0).value();
      programs.insert(std::get<RunStarted>(started.event).program);
    }
  }
  packer.array(programs.size());
  for (const auto& digest : programs) packer.binary(get_blob(blobs, digest, 1U << 30).value());
  return bytes;
}

struct History {
  std::shared_ptr<MemoryCommits> commits = std::make_shared<MemoryCommits>();
  MemoryBlobStore blobs;
};

void add_commit(MemoryCommits& commits, std::string_view bytes) {
  const auto frame = decode_frame(bytes).value();
  const auto leaf = decode_leaf(bytes).value();
  auto& stream = commits.streams[leaf.stream.text];
  stream.leaf = leaf_hash(bytes);
  stream.positions.push_back(frame.position);
  commits.commits.push_back({frame, std::string(bytes)});
}

void unpack_history(const fs::path& path, History& history) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  Unpacker unpacker(bytes);
  BOOST_REQUIRE_EQUAL(unpacker.array().value(), 2U);
  for (auto count = unpacker.array().value(); count > 0; --count) {
    add_commit(*history.commits, unpacker.binary().value());
  }
  for (auto count = unpacker.array().value(); count > 0; --count) {
    BOOST_REQUIRE(put_blob(history.blobs, unpacker.binary().value()));
  }
}

void replay(const fs::path& path) {
  History history;
  unpack_history(path, history);
  ManualClock clock;
  MemoryLog log(clock, {}, history.commits);
  const auto verified = verify_log(log);
  BOOST_REQUIRE(verified);
  BOOST_TEST(verified->problem == "");
  ProgramStore programs(history.blobs);
  Replayer replayer(
      log, [&](const Digest& digest) { return programs.get(digest); },
      [](HostSink sink) { return std::make_unique<LuaHost>(std::move(sink)); });
  std::size_t decisions = 0;
  for (const auto& [stream, kept] : history.commits->streams) {
    const auto report = replayer.replay(run_of(StreamName{stream}).value());
    BOOST_REQUIRE(report);
    BOOST_TEST(!report->parting, path.filename() << " " << stream << " parts from its history");
    decisions += report->decisions;
  }
  BOOST_TEST(decisions > 0U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden)

BOOST_AUTO_TEST_CASE(histories_of_every_version_replay) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(repository() / "tests/replay/golden")) {
    if (entry.path().extension() != ".history") continue;
    replay(entry.path());
    ++count;
  }
  BOOST_TEST(count >= 1U);
}

// AZWF_MAKE_GOLDEN=FILE writes the history of a new version.
BOOST_AUTO_TEST_CASE(the_story_is_lived_and_replayed) {
  Sim sim(story_options());
  live_through_story(sim);
  for (const auto& run : sim.runs()) BOOST_TEST(is_final(sim.state(run).status()), run.text);
  BOOST_TEST(sim.broken_promise() == "");
  const auto bytes = pack_history(sim.commits(), sim.blobs());
  if (const char* path = std::getenv("AZWF_MAKE_GOLDEN")) {
    BOOST_REQUIRE_MESSAGE(!fs::exists(path), "a golden history is never written again");
    std::ofstream(path, std::ios::binary) << bytes;
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
