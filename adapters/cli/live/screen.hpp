// The lower part of a terminal, redrawn in place; what is said meanwhile scrolls off above it.
//
// Invariant: between two calls the cursor is visible and stands at the beginning of the line below
// the last one drawn, and nothing of the terminal is set. Whenever the process ends, even by
// SIGKILL, the terminal is as a program that prints lines would leave it.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace azwf::cli {

struct ScreenSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

// Threads: any.
class Screen {
 public:
  explicit Screen(int descriptor) : descriptor_(descriptor) {}

  // As it is now: asked of the terminal each time, so that a change needs no signal.
  [[nodiscard]] ScreenSize size() const;
  // Shows these lines in place of those before, after printing `above`, which is whole lines and
  // stays. At most a row less than there are: the cursor has one. Writes only what has changed,
  // unless `all`.
  void draw(std::vector<std::string> lines, std::string_view above = {}, bool all = false);
  // Prints whole lines above what is shown.
  void print(std::string_view lines);
  // What is shown stays, and is not drawn over any more.
  void close();

 private:
  void write(std::string_view bytes);
  [[nodiscard]] bool is_ours() const;
  [[nodiscard]] std::size_t rows_shown(ScreenSize size) const;
  [[nodiscard]] std::string frame(const std::vector<std::string>& lines, std::string_view above,
                                  ScreenSize size, bool all) const;
  void show(std::vector<std::string> lines, std::string_view above, bool all);

  const int descriptor_;
  std::mutex mutex_;
  bool is_closed_ = false;
  bool is_lost_ = false;  // the terminal went away
  ScreenSize drawn_size_;
  std::vector<std::string> shown_;
};

}  // namespace azwf::cli
