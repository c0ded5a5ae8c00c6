// Asks the account database and the kernel.
#include "adapters/system/identity.hpp"

#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <vector>

namespace azwf {

std::string account_name() {
  const auto user = geteuid();
  std::vector<char> buffer(16 << 10);
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
  return found != nullptr ? std::string(found->pw_name) : "uid:" + std::to_string(user);
}

std::string engine_name() {
  utsname machine{};
  uname(&machine);
  return std::string(machine.nodename) + ":" + std::to_string(getpid());
}

}  // namespace azwf
