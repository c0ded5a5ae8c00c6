// The stored format, as golden bytes: they never change, and a reader in another language, written
// from FORMAT.md, agrees.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include "engine/base/digest.hpp"
#include "engine/event/accepted_loss.hpp"
#include "storage/files/anchor.hpp"
#include "storage/rocksdb/log_tables.hpp"
#include "tests/contract/log_steps.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

constexpr auto golden_file = "tests/contract/golden/format-1.json";
constexpr auto golden_loss_file = "tests/contract/golden/accepted-loss-1.json";

Packed packed_map() {
  Packed value{""};
  Packer(value.bytes)
      .map(4)
      .string("count")
      .integer(-70'000)
      .string("list")
      .array(3)
      .boolean(true)
      .nil()
      .binary("\xff")
      .string("ratio")
      .number(3.0)
      .string("text")
      .string("grün");
  return value;
}

Event full_event() {
  auto event = tests::event("config.changed");
  event.id = "change-1";
  event.subject = "db/password";
  event.actor = "uid:1000";
  event.origin = "config.lua:12";
  event.time = {1'760'000'000'123'456};
  event.data = Sealed{"key-7", std::string(24, 'n'), std::string("\0cipher\xff", 8)};
  event.unknown = {{8, packed_integer(300)}, {1'000, packed_map()}};
  return event;
}

Leaf leaf_of(const char* stream, std::uint64_t number, std::vector<Event> events) {
  Leaf leaf;
  leaf.tenant = number == 1 ? "" : "acme";
  leaf.stream = {stream};
  leaf.proposal = proposal_id(number);
  leaf.writer = "azwf/1 build-host";
  leaf.epoch = 300;
  leaf.events = std::move(events);
  return leaf;
}

std::vector<Leaf> leaves() {
  auto long_one = event("step.succeeded", packed_string(std::string(300, 'o')));
  long_one.time = {-1};
  std::vector<Leaf> all = {
      leaf_of("run/17", 1, {event("run.started", packed_map()), event("step.requested")}),
      leaf_of("config/prod", 2, {full_event()}),
      leaf_of("run/17", 3, std::vector(17, long_one)),
  };
  all[1].unknown = {{8, packed_string("from a later version")}, {70'000, packed_integer(-1)}};
  all[2].previous = leaf_hash(encode_leaf(all[0], Limits{}).value());
  return all;
}

std::string quoted(std::string_view key, std::string_view bytes) {
  return "\"" + std::string(key) + "\": \"" + to_hex(bytes) + "\"";
}

std::string anchor_bytes(const AnchorState& state) {
  const TemporaryFolder folder;
  BOOST_REQUIRE(Anchor::create(folder.path() / "anchor"));
  BOOST_REQUIRE(Anchor::open(folder.path() / "anchor").value()->write(state));
  return read_whole(folder.path() / "anchor");
}

std::string golden_commit(const Leaf& leaf, const std::string& bytes, const Frame& frame) {
  return quoted("commit key", commit_key(frame.position)) + ",\n " +
         quoted("stream key", stream_key(leaf.stream.text, frame.position)) + ",\n " +
         quoted("leaf hash", leaf_hash(bytes).view()) + ",\n " +
         quoted("chain", frame.chain.view()) + ",\n " + quoted("frame", encode_frame(frame)) +
         ",\n " + quoted("leaf", bytes);
}

// Each leaf one position after the one before, or where it stands already when it has one.
std::string golden_text(const std::vector<std::pair<Leaf, Position>>& placed) {
  std::string text = "{\"commits\": [\n";
  Frame frame{{}, {1'760'000'000'000'000}, {}};
  for (const auto& [leaf, position] : placed) {
    const auto bytes = encode_leaf(leaf, Limits{}).value();
    text += frame.position.value == 0 ? "{" : ",\n{";
    frame = {position, frame.recorded, chain_hash(frame.chain, leaf_hash(bytes))};
    text += golden_commit(leaf, bytes, frame) + "}";
  }
  const auto anchor = anchor_bytes({300, frame.position, frame.chain});
  return text + "],\n " + quoted("anchor", anchor) + "}\n";
}

std::vector<std::pair<Leaf, Position>> placed_leaves() {
  std::vector<std::pair<Leaf, Position>> placed;
  for (const auto& leaf : leaves()) placed.emplace_back(leaf, Position{placed.size() + 1});
  return placed;
}

Leaf loss_leaf(const AcceptedLoss& loss, std::uint64_t number) {
  const auto proposed = loss_proposal(loss, {loss.kept, "ann", {}}, {});
  return leaf_of("store", number, proposed.events);
}

std::vector<std::pair<Leaf, Position>> placed_with_losses() {
  const auto first = leaf_of("run/17", 1, {event("run.started", packed_map())});
  const auto known = loss_leaf({.kept = {1}, .anchored = {4}, .chain = sha256("lost")}, 2);
  auto unknown = loss_leaf({.kept = {5}, .anchored = {}, .chain = {}}, 3);
  unknown.previous = leaf_hash(encode_leaf(known, Limits{}).value());
  return {{first, {1}}, {known, {5}}, {unknown, {1'000'000'006}}};
}

// The exit status of a program; what it says goes to our own output.
int run(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  if (::posix_spawn(&pid, argv[0], nullptr, nullptr, argv.data(), nullptr) != 0) return -1;
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

BOOST_AUTO_TEST_SUITE(format)

BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_version_1) {
  check_golden(golden_file, golden_text(placed_leaves()));
  check_golden(golden_loss_file, golden_text(placed_with_losses()));
}

BOOST_AUTO_TEST_CASE(what_is_read_is_what_was_written) {
  for (const auto& leaf : leaves()) {
    const auto bytes = encode_leaf(leaf, Limits{}).value();
    BOOST_TEST((decode_leaf(bytes).value() == leaf));
    BOOST_TEST(encode_leaf(decode_leaf(bytes).value(), Limits{}).value() == bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_reader_in_another_language_agrees) {
  const auto reader = repository() / "tests/contract/read_golden.py";
  for (const auto* file : {golden_file, golden_loss_file}) {
    BOOST_TEST(run({"/usr/bin/python3", reader.string(), (repository() / file).string()}) == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_later_format_is_told_apart_from_damage) {
  auto bytes = encode_leaf(leaves()[0], Limits{}).value();
  BOOST_REQUIRE(bytes.substr(0, 3) == (std::string{'\x88', '\x00', '\x01'}));
  bytes[2] = '\x02';
  BOOST_TEST(decode_leaf(bytes).error().code == "newer_format");
  BOOST_TEST((decode_leaf(bytes).error().kind == ErrorKind::damaged));
  bytes[2] = '\x00';
  BOOST_TEST((decode_leaf(bytes).error().kind == ErrorKind::damaged));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
