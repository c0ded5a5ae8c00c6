// Another implementation of the protocol, in another language, reads the same log.
#include <boost/test/unit_test.hpp>

#include "tests/bus/bus_world.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(python)

BOOST_AUTO_TEST_CASE(a_subscriber_in_python_proves_what_it_prints) {
  BusWorld world;
  for (int i = 0; i < 3; ++i) world.emit("git.push", "main");
  world.emit("git.tag");
  const auto last = world.emit("git.push", "next");
  const Folder folder;
  const auto script = repository() / "examples/subscribe/follow.py";
  Started python(folder, {"/usr/bin/python3", script.string(), world.address().requests.url,
                          "--type", "git.push", "--from", "beginning", "--until",
                          std::to_string(last.value), "--state", "state"});
  const auto ended = python.wait();
  BOOST_TEST(ended.status == 0, ended.err);
  BOOST_TEST(count(ended.out, "\n") == 4U);
  BOOST_TEST(count(ended.out, R"("subject": "main")") == 3U);
  BOOST_TEST(folder.read("state") == std::to_string(last.value));
}

BOOST_AUTO_TEST_SUITE_END()
