// Answers to queries are true at the position they bear, whatever is recorded meanwhile; and what
// lies beside the log comes in pieces.
#include <boost/test/unit_test.hpp>

#include "adapters/cli/documents.hpp"
#include "adapters/cli/printed_pieces.hpp"
#include "adapters/cli/show_run.hpp"
#include "adapters/holder/held_blobs.hpp"
#include "engine/base/digest.hpp"
#include "engine/base/record.hpp"
#include "engine/event/append.hpp"
#include "engine/view/projector.hpp"
#include "storage/memory/memory_views.hpp"
#include "storage/open.hpp"
#include "tests/bus/bus_world.hpp"
#include "tests/support/forwarding_log.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;
using holder::Answer;
using holder::Piece;
using holder::Query;

constexpr auto returns_one =
    "return wf.workflow { name = \"test\", run = function() return 1 end }";

// A log as it was when it ended there.
class LogUntil : public ForwardingLog {
 public:
  LogUntil(EventLog& log, Position last) : ForwardingLog(log), last_(last) {}

  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override {
    return std::make_unique<Until>(TRY(ForwardingLog::read(query)), last_, query.direction);
  }

 private:
  struct Until : Cursor {
    Until(std::unique_ptr<Cursor> cursor, Position until, Direction direction)
        : inner(std::move(cursor)), last(until), is_forwards(direction == Direction::forwards) {}
    Result<bool> next(Commit& commit) override {
      while (TRY(inner->next(commit))) {
        if (commit.frame.position <= last) return true;
        if (is_forwards) return false;
      }
      return false;
    }
    std::unique_ptr<Cursor> inner;
    Position last;
    bool is_forwards;
  };

  Position last_;
};

Result<Answer> ask(holder::Client& client, const std::string& name,
                   const Packed& arguments = Record().pack()) {
  return client.call_for<Answer>(Query{name, arguments});
}

Packed one_text(const std::string& name, const std::string& text) {
  return Record().text(name, text).pack();
}

// The list of runs, made of nothing but the log up to there.
Packed runs_at(EventLog& log, Position last) {
  LogUntil until(log, last);
  MemoryViewStore views;
  BOOST_REQUIRE(catch_up(views, until));
  return cli::runs_document(list_runs(views, {}).value());
}

std::string code_of(const Result<Answer>& answer) { return answer ? "" : answer.error().code; }

}  // namespace

BOOST_AUTO_TEST_SUITE(queries)

BOOST_AUTO_TEST_CASE(an_answer_knows_all_that_was_acknowledged_before) {
  BusWorld world;
  const auto client = world.connect();
  for (const auto* id : {"one", "two"}) {
    const auto asked = world.store.ask();
    BOOST_REQUIRE(start(*asked, world.store.program(returns_one), id));
    const auto emitted = world.emit("a.b");
    const auto answer = ask(*client, "runs");
    BOOST_REQUIRE_MESSAGE(answer, message_of(answer));
    BOOST_TEST(answer->position.value >= emitted.value);
    BOOST_TEST((answer->value == runs_at(world.store.place().log(), answer->position)));
    state_at_rest(*asked, {id});
  }
  const auto run = ask(*client, "run", one_text("run", "two"));
  BOOST_REQUIRE_MESSAGE(run, message_of(run));
  const auto story = cli::read_story(world.store.place().log(), {"two"}).value();
  BOOST_TEST((run->value == cli::story_document({"two"}, story)));
  BOOST_TEST(text_of(field_of(ask(*client, "run", one_text("run", "@last"))->value, "run")) ==
             "two");
  const auto workflows = ask(*client, "workflows");
  BOOST_REQUIRE_MESSAGE(workflows, message_of(workflows));
  BOOST_TEST((workflows->value == cli::workflows_document({})));
}

BOOST_AUTO_TEST_CASE(an_answer_is_true_at_its_position_while_the_log_grows) {
  BusWorld world;
  const auto program = std::make_shared<const Program>(world.store.program(returns_one));
  const auto client = world.connect();
  int started = 0;
  int open = 0;
  const auto start_one = [&] {
    ++open;
    client->ask(StartRun{.run = {"r" + std::to_string(started++)},
                         .program = program,
                         .workflow = "test",
                         .params = Packed{"\x80"},
                         .reply = {}},
                [&open](const Result<holder::Reply>& reply) {
                  --open;
                  BOOST_TEST(reply.has_value());
                });
  };
  std::vector<Answer> answers;
  while (answers.size() < 50) {
    while (open > 32) BOOST_REQUIRE(client->turn(std::chrono::milliseconds(100)));
    for (int i = 0; i < 4; ++i) start_one();
    const auto answer = ask(*client, "runs");
    BOOST_REQUIRE_MESSAGE(answer, message_of(answer));
    answers.push_back(*answer);
  }
  for (std::size_t i = 0; i < answers.size(); i += 7) {
    BOOST_TEST((answers[i].value == runs_at(world.store.place().log(), answers[i].position)));
  }
}

BOOST_AUTO_TEST_CASE(what_is_asked_wrongly_is_refused_by_name) {
  BusWorld world;
  const auto client = world.connect();
  BOOST_TEST(code_of(ask(*client, "everything")) == "unknown_query");
  BOOST_TEST(code_of(ask(*client, "run")) == "bad_argument");
  BOOST_TEST(code_of(ask(*client, "run", one_text("run", "none"))) == "run_not_found");
  BOOST_TEST(code_of(ask(*client, "runs", one_text("color", "red"))) == "bad_argument");
  BOOST_TEST(code_of(ask(*client, "runs", one_text("status", "red"))) == "bad_argument");
  const auto limited = [&](std::int64_t limit) {
    return code_of(ask(*client, "runs", Record().integer("limit", limit).pack()));
  };
  BOOST_TEST(limited(0) == "bad_argument");
  BOOST_TEST(limited(1'001) == "bad_argument");
  BOOST_TEST(limited(1'000) == "");
  BOOST_TEST(code_of(ask(*client, "runs", packed_string("all"))) == "bad_message");
}

BOOST_AUTO_TEST_CASE(blobs_are_read_whole_and_in_pieces) {
  BusWorld world;
  const auto blobs_here = open_blobs(world.store.home());
  const auto asked = world.store.ask();
  const auto program = world.store.program(returns_one + std::string(900 << 10, ' '));
  BOOST_REQUIRE(start(*asked, program, "one"));
  const auto digest = sha256(pack_program(program));
  holder::HeldBlobs blobs(world.store.limits,
                          std::make_shared<holder::SharedClient>(zeromq::connect_to(
                              world.address().requests, {}, world.store.limits)));
  BOOST_TEST(
      (get_blob(blobs, digest, 4 << 20).value() == get_blob(*blobs_here, digest, 4 << 20).value()));
  const auto blob = blobs.stat(digest).value();
  BOOST_REQUIRE(blob);
  BOOST_TEST((*blob == blobs_here->stat(digest).value()));
  BOOST_TEST((blobs.piece(digest, 100, 7).value() == blobs_here->piece(digest, 100, 7).value()));
  BOOST_TEST(blobs.piece(digest, blob->size, 7).value() == "");
  BOOST_TEST(!blobs.stat(sha256("none")).value());
  BOOST_TEST((blobs.get(sha256("none")).error().kind == ErrorKind::not_found));
  BOOST_TEST((blobs.put().error().kind == ErrorKind::refused));
}

BOOST_AUTO_TEST_CASE(a_blob_that_is_damaged_there_is_noticed_here) {
  BusWorld world;
  const auto asked = world.store.ask();
  const auto program = world.store.program(returns_one);
  BOOST_REQUIRE(start(*asked, program, "one"));
  const auto digest = sha256(pack_program(program));
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(world.store.home().blobs())) {
    if (!entry.is_regular_file()) continue;
    std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
    write_whole(entry.path(), std::string(entry.file_size(), 'x'));
  }
  holder::HeldBlobs blobs(world.store.limits,
                          std::make_shared<holder::SharedClient>(zeromq::connect_to(
                              world.address().requests, {}, world.store.limits)));
  const auto read = get_blob(blobs, digest, 1 << 20);
  BOOST_REQUIRE(!read);
  BOOST_TEST((read.error().kind == ErrorKind::damaged));
}

BOOST_AUTO_TEST_CASE(what_is_being_printed_is_read_to_its_end_though_its_file_is_gone) {
  const TemporaryFolder folder;
  const Home home{folder.path()};
  cli::PrintedPieces pieces(home);
  holder::ReadOutput read{.run = {"r"}, .step = {"1"}, .attempt = 2, .from = 0, .bytes_max = 3};
  BOOST_TEST((pieces.read(read).error().kind == ErrorKind::not_found));
  const auto file = home.work() / "r" / "1.2.out";
  std::filesystem::create_directories(file.parent_path());
  write_whole(file, "printed");
  BOOST_TEST(pieces.read(read)->bytes == "pri");
  BOOST_TEST(pieces.read(read)->size == 7U);
  std::filesystem::remove(file);
  read.from = 3;
  read.bytes_max = 100;
  BOOST_TEST(pieces.read(read)->bytes == "nted");
  read.from = 7;
  BOOST_TEST(pieces.read(read)->bytes == "");
  BOOST_TEST((pieces.read(read).error().kind == ErrorKind::not_found));
  read.run = {"../r"};
  BOOST_TEST((pieces.read(read).error().kind == ErrorKind::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
