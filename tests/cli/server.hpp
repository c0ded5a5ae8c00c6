// An azwf serve beside the test.
#pragma once

#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/cli/gated.hpp"

namespace azwf::tests {

// A server of that folder; what it says on stdout and stderr is read line by line.
class Server {
 public:
  explicit Server(const Gated& served, const std::string& arguments = "")
      : process_(served.folder, {"/bin/sh", "-c", "exec azwf serve " + arguments + " 2>&1"}) {}

  // Reads on to the line with that text.
  std::string await(const std::string& text) {
    for (;;) {
      auto line = process_.read_line();
      if (contains(line, text)) return line;
      BOOST_REQUIRE_MESSAGE(!line.empty(), "the server ended without saying: " + text);
      said_ += line + "\n";
    }
  }
  std::string await_ready() { return await("serving "); }
  [[nodiscard]] const std::string& said() const { return said_; }
  void signal(int number) const { process_.signal(number); }
  Ended wait() { return process_.wait(); }
  Ended end() { return signal(SIGTERM), wait(); }
  [[nodiscard]] pid_t pid() const { return process_.pid(); }

 private:
  Started process_;
  std::string said_;
};

}  // namespace azwf::tests
