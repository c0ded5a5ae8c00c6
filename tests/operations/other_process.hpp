// A process of the test's own: another engine that can be killed, or a bystander that must not be.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace azwf::tests {

class OtherProcess {
 public:
  // Leads a session of its own.
  OtherProcess(const std::vector<std::string>& argv, const std::vector<std::string>& environment);
  ~OtherProcess() { kill(); }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) const;
  void kill();  // SIGKILL, and reaps

 private:
  pid_t pid_ = 0;
};

// This test program as an engine that performs one `process.shell` step, "0/1", and waits.
class OtherEngine : public OtherProcess {
 public:
  OtherEngine(const std::filesystem::path& home, const std::string& script);
};

}  // namespace azwf::tests
