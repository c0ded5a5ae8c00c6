// Messages between a holder and who asks it: there and back, and what is no message.
#include <boost/test/unit_test.hpp>

#include <random>

#include "adapters/holder/message.hpp"
#include "engine/base/digest.hpp"
#include "engine/run/run_codec.hpp"

namespace {

using namespace azwf;
using namespace azwf::holder;

std::string written(const Request& request) {
  std::string out;
  write_request(out, 7, request);
  return out;
}

std::string written(const Result<Reply>& reply) {
  std::string out;
  write_reply(out, 7, reply);
  return out;
}

// What is read is what was written: written again, it is the same bytes.
void check_request(const Request& request) {
  const auto bytes = written(request);
  auto read = read_request(bytes);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->number == 7U);
  BOOST_TEST(read->request.index() == request.index());
  BOOST_TEST((written(read->request) == bytes));
}

void check_reply(const Result<Reply>& reply) {
  const auto bytes = written(reply);
  auto read = read_reply(bytes);
  BOOST_REQUIRE(read);
  BOOST_TEST(read->number == 7U);
  BOOST_TEST((written(read->reply) == bytes));
}

StartRun some_start() {
  Program program{.main = {"main", "a.lua", "return 1"}, .operations = {}};
  return {.run = {"r1"},
          .program = std::make_shared<const Program>(program),
          .workflow = "a",
          .params = packed_string("p"),
          .cwd = "/somewhere",
          .roots = {"/a", "/b"},
          .begin = Begin::when_resumed,
          .reply = {}};
}

std::vector<Request> some_requests() {
  return {
      Hello{},
      ReadLog{
          {.stream = StreamName{"run/x"}, .direction = Direction::backwards, .past = Position{9}},
          100,
          true},
      ReadLog{},
      ReadViews{"run/", "run/7", 5},
      ReadBlob{sha256("x"), 5, 100},
      ReadOutput{{"r1"}, {"2.1/4"}, 3, 70, 100},
      Query{"runs", Packed{std::string("\x80")}},
      some_start(),
      TellRun{{"r1"}, SignalReceived{packed_integer(3), "i", "go"}, {}, {}},
      TellRun{{"r1"}, RunResumed{}, {}, {}},
      TakeUpRuns{{{"a"}, {"b"}}, {}},
      EmitEvent{.event = {.id = "e", .type = "a.b", .subject = "s", .data = packed_integer(1)},
                .stream = {"keys"},
                .expected = Position{7},
                .cause = {"r1"},
                .reply = {}},
      ChangeWorkflow{.program = some_start().program, .folder = "/f", .roots = {"/r"}, .from = 7},
      ChangeWorkflow{.change = WorkflowChange::disable, .workflow = "w"},
      TakeUpTriggers{}};
}

std::vector<Result<Reply>> some_replies() {
  const Error error{ErrorKind::refused, "code", "what", "hint"};
  ViewPart keys{.checkpoint = {Position{3}, sha256("x")},
                .entries = {{"k", std::string("\0v", 2)}}};
  return {Reply{Done{}},
          Reply{Welcome{1, "host:1", 4, true}},
          Reply{LogPart{{"one", std::string("\xff\x00", 2)}, true, Position{12}}},
          Reply{keys},
          Reply{Piece{70, std::string("\0v", 2)}},
          Reply{Answer{Position{4}, packed_string("what")}},
          Reply{StartedRun{{"r"}, true}},
          Reply{std::vector<Trouble>{{{"r"}, error}}},
          Reply{Emitted{Position{5}, true}},
          Reply{ChangedWorkflow{"w", Position{6}, true}},
          std::unexpected(error)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(requests_arrive_as_they_were_sent) {
  for (const auto& request : some_requests()) check_request(request);
}

BOOST_AUTO_TEST_CASE(replies_arrive_as_they_were_sent) {
  for (const auto& reply : some_replies()) check_reply(reply);
}

BOOST_AUTO_TEST_CASE(fields_of_a_later_version_are_passed_over) {
  std::string bytes;
  Packer(bytes).array(4).integer(1).string("hello").integer(protocol_version).string("more");
  BOOST_TEST(read_request(bytes).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_cut_short_is_no_message) {
  for (const auto& request : some_requests()) {
    const auto bytes = written(request);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      BOOST_TEST(!read_request(bytes.substr(0, size)));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_message_is_named_and_its_number_known) {
  std::string bytes;
  Packer(bytes).array(2).integer(41).string("dance");
  const auto read = read_request(bytes);
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == "unknown_message");
  BOOST_TEST(read.error().message == "there is no message \"dance\"");
  BOOST_TEST(number_of(bytes) == 41U);
}

// Flipped bytes give an error or another message, and nothing worse.
BOOST_AUTO_TEST_CASE(damaged_messages_do_no_harm) {
  const unsigned seed = 20;
  std::mt19937 random(seed);
  std::size_t refused = 0;
  for (int round = 0; round < 2'000; ++round) {
    for (const auto& request : some_requests()) {
      auto bytes = written(request);
      bytes[random() % bytes.size()] = static_cast<char>(random());
      refused += read_request(bytes) ? 0 : 1;
    }
    for (const auto& reply : some_replies()) {
      auto bytes = written(reply);
      bytes[random() % bytes.size()] = static_cast<char>(random());
      refused += read_reply(bytes) ? 0 : 1;
    }
  }
  BOOST_TEST(refused > 1'000U);
}

BOOST_AUTO_TEST_SUITE_END()
