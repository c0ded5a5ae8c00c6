// Clients that are bad, silent or greedy hinder nobody else; and the name in the folder.
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "adapters/holder/client.hpp"
#include "adapters/holder/socket.hpp"
#include "adapters/system/frames.hpp"
#include "tests/support/held_store.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

void check_serves(const HeldStore& store) {
  const auto asked = store.ask();
  BOOST_TEST(emit(*asked, Event{.type = "a.b"}).has_value());
}

void send_bytes(const FileDescriptor& socket, const std::string& bytes) {
  BOOST_REQUIRE(::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(bytes.size()));
}

std::string framed(const std::string& message) {
  std::string out;
  const auto frame = open_frame(out);
  out += message;
  close_frame(out, frame);
  return out;
}

// What comes until the other side has nothing more to say for a while, or is gone.
bool is_closed(const FileDescriptor& socket) {
  const timeval patience{.tv_sec = 5, .tv_usec = 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char byte = 0;
  return recv(socket.get(), &byte, 1, 0) == 0;
}

FileDescriptor connect_to(const HeldStore& store) {
  auto socket = holder::connect_in(store.home().path);
  BOOST_REQUIRE(socket);
  const int flags = 0;
  (void)fcntl(socket->get(), F_SETFL, flags);  // blocking, for what the tests await
  return std::move(*socket);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clients)

BOOST_AUTO_TEST_CASE(a_message_larger_than_allowed_ends_the_connection) {
  HeldStore store;
  const auto bad = connect_to(store);
  send_bytes(bad, "\xff\xff\xff\xff");
  BOOST_TEST(is_closed(bad));
  check_serves(store);
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_answered_and_hinders_nobody) {
  HeldStore store;
  const auto bad = connect_to(store);
  send_bytes(bad, framed("\xc1 nonsense"));
  FrameReader reader(1 << 20);
  BOOST_TEST(reader.receive(bad.get(), 0) > 0);
  const auto message = reader.next();
  BOOST_REQUIRE(message);
  BOOST_REQUIRE(message->has_value());
  const auto reply = holder::read_reply(**message);
  BOOST_REQUIRE(reply);
  BOOST_TEST(!reply->reply);
  check_serves(store);
}

BOOST_AUTO_TEST_CASE(another_protocol_is_told_which_this_is) {
  HeldStore store;
  const auto other = connect_to(store);
  std::string hello;
  holder::write_request(hello, 1, holder::Hello{99});
  send_bytes(other, framed(hello));
  FrameReader reader(1 << 20);
  BOOST_TEST(reader.receive(other.get(), 0) > 0);
  const auto reply = holder::read_reply(**reader.next());
  BOOST_REQUIRE(reply);
  BOOST_REQUIRE(!reply->reply);
  BOOST_TEST(reply->reply.error().code == "other_protocol");
}

// It asks for the log again and again, and takes no answer: it is not heard any more, and what
// waits for it stays bounded.
BOOST_AUTO_TEST_CASE(a_client_that_takes_no_answers_is_not_heard_for_ever) {
  HeldStore store;
  {
    const auto asked = store.ask();
    Event large{.type = "a.b", .data = packed_string(std::string(500'000, 'x'))};
    for (int i = 0; i < 4; ++i) BOOST_REQUIRE(emit(*asked, large));
  }
  const auto greedy = connect_to(store);
  std::string asks;
  for (std::uint64_t i = 1; i <= 5'000; ++i) {
    std::string message;
    holder::write_request(message, i, holder::ReadLog{{}, 1 << 20, false});
    asks += framed(message);
  }
  std::size_t sent = 0;
  const timeval patience{.tv_sec = 0, .tv_usec = 300'000};
  setsockopt(greedy.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  while (sent < asks.size()) {
    const auto count = ::send(greedy.get(), asks.data() + sent, asks.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  check_serves(store);
}

BOOST_AUTO_TEST_CASE(silent_clients_hinder_nobody) {
  HeldStore store;
  std::vector<FileDescriptor> silent;
  for (std::size_t i = 0; i < 50; ++i) silent.push_back(connect_to(store));
  check_serves(store);
}

BOOST_AUTO_TEST_CASE(the_length_of_the_path_does_not_matter) {
  HeldStore store(std::string(120, 'a') + "/" + std::string(120, 'b'));
  check_serves(store);
}

BOOST_AUTO_TEST_CASE(the_socket_is_for_its_owner_only) {
  HeldStore store;
  struct stat status {};
  BOOST_REQUIRE(stat((store.home().path / "socket").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_CASE(what_an_earlier_holder_left_is_replaced) {
  HeldStore store;
  store.give_up();
  const auto again = cli::hold_store(store.home());
  BOOST_REQUIRE(again);
  BOOST_TEST(holder::connect_in(store.home().path).has_value());
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_serves_is_nobody) {
  HeldStore store;
  store.give_up();
  const auto connected = holder::connect_in(store.home().path);
  BOOST_REQUIRE(!connected);
  BOOST_TEST(connected.error().code == "no_holder");
}

BOOST_AUTO_TEST_SUITE_END()
