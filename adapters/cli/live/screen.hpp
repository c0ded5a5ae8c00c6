// The lower part of a terminal, redrawn in place; what is said meanwhile scrolls off above it.
//
// Invariants: between two frames the cursor is visible and stands at the beginning of the line
// below the last one drawn, and nothing of the terminal is set; a process that ends there leaves
// the terminal as a program that prints lines would. Nobody waits for a terminal that takes no more
// (Ctrl-S): no frame is drawn until it has taken the last one, and what is said is kept, up to a
// bound. Where no descriptor of our own can be had (a terminal of another user), a frame that does
// not fit may still have to be waited for.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/system/file_descriptor.hpp"

namespace azwf::cli {

struct ScreenSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

// Threads: any.
class Screen {
 public:
  explicit Screen(int descriptor);

  // As it is now: asked of the terminal each time, so that a change needs no signal.
  [[nodiscard]] ScreenSize size() const;
  // Shows these lines in place of those before, after printing `above`, which is whole lines and
  // stays. At most a row less than there are: the cursor has one. Writes only what has changed,
  // unless `all`.
  void draw(std::vector<std::string> lines, std::string_view above = {}, bool all = false);
  // Prints whole lines above what is shown.
  void print(std::string_view lines);
  // These whole lines take the place of what is shown; nothing is drawn any more.
  void close(std::string_view last = {});
  // Hands on what the terminal has not taken yet, waiting so long for it to take some. Whether it
  // has taken everything.
  bool drain(std::chrono::milliseconds patience);
  // Somebody else writes from here on (Ctrl-Z): what is shown stays, the next frame begins below.
  // Waits for nothing.
  void let_go() { is_let_go_ = true; }
  // The process ends at once: what is shown stays, and these lines follow if that can be done
  // without waiting.
  void leave(std::string_view lines);

 private:
  std::size_t left_to_write();
  void keep(std::string_view text);
  void say(std::string_view text);
  void flush();
  [[nodiscard]] bool takes_more(std::chrono::milliseconds patience) const;
  [[nodiscard]] bool is_ours() const;
  [[nodiscard]] std::size_t rows_shown(ScreenSize size) const;
  [[nodiscard]] std::string frame(const std::vector<std::string>& lines, std::string_view above,
                                  ScreenSize size, bool all) const;
  void show(std::vector<std::string> lines, std::string_view above, bool all);

  const int descriptor_;
  FileDescriptor own_;  // of the same terminal; its writes never wait
  std::timed_mutex mutex_;
  std::atomic<bool> is_let_go_{false};
  bool is_closed_ = false;
  bool is_lost_ = false;  // the terminal went away
  ScreenSize drawn_size_;
  std::vector<std::string> shown_;
  std::string begun_;  // the rest of what is being written
  std::string said_;   // what comes after it, above the next frame
};

}  // namespace azwf::cli
