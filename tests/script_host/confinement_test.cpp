// What a confined process may not do, tried one by one in a process that confines itself as hosts
// do.
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "adapters/script_host/confinement.hpp"

namespace azwf::tests {
namespace {

using Deed = long();

long refused_as(long outcome) { return outcome >= 0 ? 0 : errno; }

// The deed's errno in a confined process, 0 when it succeeded; 255 when it cannot be confined.
int in_confinement(Deed* deed) {
  const pid_t child = fork();
  if (child == 0) {
    if (!script_host::confine({})) _exit(255);
    errno = 0;
    _exit(static_cast<int>(refused_as(deed())));
  }
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_REQUIRE_MESSAGE(WIFEXITED(status), "the process was killed");
  return WEXITSTATUS(status);
}

BOOST_AUTO_TEST_SUITE(confinement)

// Asked of the system itself: what sanitizers put around these calls is not confined.
BOOST_AUTO_TEST_CASE(files_cannot_be_opened) {
  BOOST_TEST(in_confinement([] { return syscall(SYS_open, "/dev/null", O_RDONLY); }) == EPERM);
  BOOST_TEST(in_confinement([] { return syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY); }) == EPERM);
  BOOST_TEST(in_confinement([] { return syscall(SYS_unlink, "/nothing"); }) == EPERM);
  BOOST_TEST(in_confinement([] { return syscall(SYS_access, "/", R_OK); }) == EPERM);
}

BOOST_AUTO_TEST_CASE(there_are_no_sockets) {
  BOOST_TEST(in_confinement([]() -> long { return socket(AF_INET, SOCK_STREAM, 0); }) == EPERM);
  BOOST_TEST(in_confinement([]() -> long { return socket(AF_UNIX, SOCK_STREAM, 0); }) == EPERM);
}

BOOST_AUTO_TEST_CASE(there_are_no_children) {
  BOOST_TEST(in_confinement([]() -> long { return fork(); }) == EPERM);
  BOOST_TEST(in_confinement([]() -> long {
               const std::array<char*, 1> none{nullptr};
               return execve("/bin/true", none.data(), none.data());
             }) == EPERM);
}

BOOST_AUTO_TEST_CASE(others_cannot_be_signalled_and_limits_not_raised) {
  BOOST_TEST(in_confinement([]() -> long { return kill(getppid(), 0); }) == EPERM);
  BOOST_TEST(in_confinement([]() -> long {
               const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
               return setrlimit(RLIMIT_CPU, &limit);
             }) == EPERM);
}

BOOST_AUTO_TEST_CASE(memory_is_not_executable) {
  const auto map = [](int protection) {
    void* const memory = mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : memory;
  };
  static auto* const mapper = +map;
  BOOST_TEST(in_confinement([]() -> long {
               return mapper(PROT_READ | PROT_EXEC) == nullptr ? -1 : 0;
             }) == EPERM);
  BOOST_TEST(in_confinement([]() -> long {
               return mprotect(mapper(PROT_READ | PROT_WRITE), 4096, PROT_READ | PROT_EXEC);
             }) == EPERM);
}

BOOST_AUTO_TEST_CASE(memory_and_clocks_are_there) {
  BOOST_TEST(in_confinement([]() -> long {
               void* const memory = std::malloc(64 << 20);
               std::free(memory);
               return memory == nullptr ? -1 : 0;
             }) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
