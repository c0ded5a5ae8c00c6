// azwf serve as a service: what the service manager hears of it, and the unit that comes with it.
#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>

#include "adapters/system/file_descriptor.hpp"
#include "tests/cli/gated.hpp"
#include "tests/support/paths.hpp"

namespace {

using azwf::tests::contains;
using azwf::tests::Gated;
using azwf::tests::Started;

// The manager's socket: datagrams, one state each.
class Manager {
 public:
  // `name` as NOTIFY_SOCKET has it.
  explicit Manager(const std::string& name)
      : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path - 1);
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    BOOST_REQUIRE_EQUAL(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  }

  std::string hear() const {
    std::array<char, 4096> datagram{};
    const auto size = recv(socket_.get(), datagram.data(), datagram.size(), 0);
    BOOST_REQUIRE_GT(size, 0);
    return {datagram.data(), static_cast<std::size_t>(size)};
  }
  // The next state that is no sign of life.
  std::string hear_state() const {
    for (;;) {
      auto state = hear();
      if (state != "WATCHDOG=1") return state;
    }
  }

 private:
  azwf::FileDescriptor socket_;
};

Started serve(const Gated& gated, const std::string& environment) {
  return Started(gated.folder,
                 {"/bin/sh", "-c", environment + " exec azwf serve --config c.yaml 2>&1"});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_service)

BOOST_AUTO_TEST_CASE(the_manager_hears_of_every_change) {
  const Gated gated;
  gated.folder.write("c.yaml", "");
  const auto name = (gated.folder.path() / "notify").string();
  const Manager manager(name);
  auto server = serve(gated, "NOTIFY_SOCKET=" + name);
  const auto ready = manager.hear();
  BOOST_TEST(ready.starts_with("READY=1\nSTATUS=serving "), ready);
  server.signal(SIGHUP);
  const auto reloading = manager.hear();
  BOOST_TEST(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="), reloading);
  BOOST_TEST(std::stoll(reloading.substr(27)) > 0);
  BOOST_TEST(manager.hear() == "READY=1");
  server.signal(SIGTERM);
  BOOST_TEST(manager.hear().starts_with("STOPPING=1\n"));
  BOOST_TEST(server.wait().status == 0);
}

// At an abstract socket, too.
BOOST_AUTO_TEST_CASE(the_manager_hears_signs_of_life) {
  const Gated gated;
  gated.folder.write("c.yaml", "");
  const auto name = "@" + (gated.folder.path() / "notify").string();
  const Manager manager(name);
  auto server = serve(gated, "NOTIFY_SOCKET=" + name + " WATCHDOG_USEC=200000");
  BOOST_TEST(manager.hear().starts_with("READY=1\n"));
  for (int i = 0; i < 4; ++i) BOOST_TEST(manager.hear() == "WATCHDOG=1");
  server.signal(SIGTERM);
  BOOST_TEST(manager.hear_state().starts_with("STOPPING=1\n"));
  BOOST_TEST(server.wait().status == 0);
}

BOOST_AUTO_TEST_CASE(signs_of_life_are_for_who_is_watched) {
  const Gated gated;
  gated.folder.write("c.yaml", "");
  const auto name = (gated.folder.path() / "notify").string();
  const Manager manager(name);
  auto server = serve(gated, "NOTIFY_SOCKET=" + name + " WATCHDOG_USEC=1000 WATCHDOG_PID=1");
  BOOST_TEST(manager.hear().starts_with("READY=1\n"));
  BOOST_TEST(gated.azwf({"run", "quick.lua"}).status == 0);
  server.signal(SIGTERM);
  BOOST_TEST(manager.hear().starts_with("STOPPING=1\n"));
  BOOST_TEST(server.wait().status == 0);
}

BOOST_AUTO_TEST_CASE(a_manager_that_is_gone_is_told_of_once) {
  const Gated gated;
  gated.folder.write("c.yaml", "");
  auto server = serve(gated, "NOTIFY_SOCKET=" + (gated.folder.path() / "none").string());
  std::string line;
  while (!contains(line, "cannot tell the service manager")) line = server.read_line();
  server.signal(SIGTERM);
  const auto ended = server.wait();
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(!contains(ended.out, "cannot tell"), ended.out);
}

BOOST_AUTO_TEST_CASE(its_unit_is_sound_and_hardened) {
  const azwf::tests::Folder folder;
  if (azwf::tests::run_line(folder, "command -v systemd-analyze").status != 0) {
    BOOST_TEST_MESSAGE("there is no systemd-analyze here: the unit is not looked at");
    return;
  }
  const auto unit = (azwf::tests::repository() / ".ci/debian/azwf.service").string();
  const auto verified = azwf::tests::run_line(
      folder, "sed \"s,/usr/bin/azwf,$(command -v azwf),\" " + unit +
                  " > azwf.service; systemd-analyze verify --man=no ./azwf.service");
  BOOST_TEST(verified.status == 0);
  BOOST_TEST(verified.err == "");
  // Tenths: more than this is exposed only if somebody takes a protection away.
  const auto judged = azwf::tests::run_line(
      folder, "systemd-analyze security --offline=true --threshold=20 --no-pager ./azwf.service");
  BOOST_TEST(judged.status == 0, judged.out);
}

BOOST_AUTO_TEST_SUITE_END()
