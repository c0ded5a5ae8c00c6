// An interactive shell at a terminal of its own, typed at by a test. Nothing waits for a time:
// after the keys comes Ctrl-G, which the shell's own set-up binds to handing its line over.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace azwf::tests {

class Shell {
 public:
  // `words`: the shell, started in the folder. Its set-up writes the line into the fifo `line` at
  // Ctrl-G, and empties it.
  Shell(const Folder& folder, std::vector<std::string> words);
  ~Shell();
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  // The line, once the keys were typed.
  std::string type(const std::string& keys);
  // What it showed meanwhile, as bytes.
  [[nodiscard]] const std::string& shown() const { return shown_; }
  // Waits until something is written into the fifo.
  std::string read_line();

 private:
  const Folder& folder_;
  pid_t pid_ = -1;
  int terminal_ = -1;
  std::string shown_;
};

}  // namespace azwf::tests
