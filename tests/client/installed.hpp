// The client library in a folder of its own, the project outside built with it, and a server.
#pragma once

#include <string>

#include "tests/support/program.hpp"

namespace azwf::tests {

class Installed {
 public:
  Installed();

  // A project of the repository, by its folder.
  void build_with_cmake(const std::string& project) const;
  void build_with_pkg_config() const;
  [[nodiscard]] std::string built(const std::string& program) const;
  [[nodiscard]] std::string library() const;  // the file

  const Folder folder;

 private:
  [[nodiscard]] std::string prefix() const { return (folder.path() / "prefix").string(); }
};

// azwf serve in that folder.
class Server {
 public:
  Server(const Folder& folder, const std::string& listen);

  // Where it listens for programs.
  [[nodiscard]] const std::string& url() const { return url_; }
  void signal(int number) const { process_.signal(number); }
  Ended wait() { return process_.wait(); }

 private:
  Started process_;
  std::string url_;
};

}  // namespace azwf::tests
