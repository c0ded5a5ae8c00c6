// A terminal of a given size with a program in it: a tmux of the test's own, on its own socket,
// that ends with the test.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace azwf::tests {

class Terminal {
 public:
  // Runs `line` by sh in the folder; its exit status is printed after it: "=> 0".
  Terminal(const Folder& folder, int columns, int rows, const std::string& line);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // What is on the screen and what has scrolled off above it, without empty lines at the end.
  std::string text();
  // What is on the screen alone.
  std::string screen();
  // Returns what `text` gives once that holds; fails the test after a while.
  std::string await(const std::string& what, const std::function<bool(const std::string&)>& holds);
  std::string await(const std::string& part);
  void resize(int columns, int rows);
  void press(const std::string& key);  // as tmux names them: C-c
  // "1" while the cursor is visible.
  std::string cursor_flag();

 private:
  std::string tmux(std::vector<std::string> words);

  const Folder& folder_;
  std::filesystem::path socket_;
};

}  // namespace azwf::tests
