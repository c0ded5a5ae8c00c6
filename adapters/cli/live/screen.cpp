// A frame is written at once, as far as the terminal takes it: terminals that know synchronized
// output show it at once, others hardly later. While it is written the cursor is hidden, and no
// line wraps: a character that is wider than we know then spoils its own line only.
#include "adapters/cli/live/screen.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "adapters/cli/columns.hpp"

namespace azwf::cli {
namespace {

constexpr std::string_view begin_frame = "\x1b[?2026h\x1b[?25l\x1b[?7l";
constexpr std::string_view end_frame = "\x1b[?7h\x1b[?25h\x1b[?2026l";
constexpr std::string_view erase_below = "\r\x1b[J";
constexpr std::string_view erase_line = "\r\x1b[2K";
constexpr std::size_t said_bytes_max = 256 << 10;  // for a terminal that takes no more
constexpr std::string_view left_out = "  … the terminal took no more; what was said is left out\n";
constexpr std::chrono::milliseconds at_once{0};
constexpr std::chrono::milliseconds leaving_max{100};

std::string up(std::size_t rows) { return rows == 0 ? "\r" : fmt::format("\r\x1b[{}A", rows); }

// Opened anew, so that not to wait is nothing that other processes at this terminal notice.
FileDescriptor opened_anew(int descriptor) {
  if (isatty(descriptor) != 1) return {};
  const auto path = fmt::format("/proc/self/fd/{}", descriptor);
  return FileDescriptor(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

}  // namespace

Screen::Screen(int descriptor) : descriptor_(descriptor), own_(opened_anew(descriptor)) {}

ScreenSize Screen::size() const {
  winsize window{};
  if (ioctl(descriptor_, TIOCGWINSZ, &window) != 0) return {};
  ScreenSize size;
  if (window.ws_col > 0) size.columns = window.ws_col;
  if (window.ws_row > 0) size.rows = window.ws_row;
  return size;
}

void Screen::draw(std::vector<std::string> lines, std::string_view above, bool all) {
  const std::lock_guard lock(mutex_);
  if (is_closed_) return say(above);
  show(std::move(lines), above, all);
}

void Screen::print(std::string_view lines) {
  const std::lock_guard lock(mutex_);
  if (is_closed_ || shown_.empty()) return say(lines);
  show(shown_, lines, true);
}

void Screen::close(std::string_view last) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(is_closed_, true)) return say(last);
  if (is_let_go_ || !is_ours()) return say(last);
  begun_ += frame({}, std::exchange(said_, {}) + std::string(last), size(), true);
  shown_.clear();
  flush();
}

bool Screen::drain(std::chrono::milliseconds patience) {
  for (std::size_t left_before = 0;;) {
    const auto left = left_to_write();
    if (left == 0) return true;
    if (left == left_before || !takes_more(patience)) return false;
    left_before = left;
  }
}

std::size_t Screen::left_to_write() {
  const std::lock_guard lock(mutex_);
  flush();
  if (begun_.empty() && !said_.empty()) is_closed_ ? say({}) : show(shown_, {}, true);
  return begun_.size() + said_.size();
}

void Screen::leave(std::string_view lines) {
  const std::unique_lock lock(mutex_, leaving_max);  // a frame may be on its way
  if (!lock) return;
  flush();
  if (!begun_.empty()) return;
  begun_ = std::string(shown_.empty() ? "" : erase_below) + std::string(lines);  // an echoed ^C
  flush();
  is_closed_ = true;
}

// What is said while a frame is on its way goes above the next one.
void Screen::keep(std::string_view text) {
  flush();
  said_ += text;
  if (!begun_.empty() && said_.size() > said_bytes_max) said_ = left_out;
}

void Screen::say(std::string_view text) {
  keep(text);
  if (!begun_.empty()) return;
  begun_ = std::exchange(said_, {});
  flush();
}

void Screen::show(std::vector<std::string> lines, std::string_view above, bool all) {
  const bool is_ours_now = is_ours();
  const bool is_anew = is_let_go_.exchange(false) || !is_ours_now;
  if (is_anew) shown_.clear();
  if (!is_ours_now) return say(above);
  const auto now = size();
  const bool is_resized = now.columns != drawn_size_.columns || now.rows != drawn_size_.rows;
  if (lines.size() >= now.rows) lines.resize(now.rows - 1);
  keep(above);
  if (!begun_.empty()) return;
  const bool is_whole = all || is_anew || is_resized || !said_.empty();
  if (!is_whole && lines == shown_) return;
  begun_ = frame(lines, std::exchange(said_, {}), now, is_whole);
  shown_ = std::move(lines);
  drawn_size_ = now;
  flush();
}

// In the background, a terminal belongs to somebody else. Without job control it has no owner.
bool Screen::is_ours() const {
  const auto owner = tcgetpgrp(descriptor_);
  return owner < 0 || owner == getpgrp();
}

// Rows that the lines drawn take now. A window that became narrower has wrapped them.
std::size_t Screen::rows_shown(ScreenSize size) const {
  std::size_t rows = 0;
  for (const auto& line : shown_) {
    rows += std::max<std::size_t>(1, (width_of(line) + size.columns - 1) / size.columns);
  }
  return std::min(rows, size.rows - 1);
}

// Lines are erased one by one: some terminals keep what is erased from the first row on at once in
// their scrollback.
std::string Screen::frame(const std::vector<std::string>& lines, std::string_view above,
                          ScreenSize size, bool all) const {
  std::string bytes(begin_frame);
  const auto rows = rows_shown(size);
  bytes += up(rows);
  if (all) {
    for (std::size_t i = 0; i < rows; ++i) bytes += fmt::format("{}\x1b[B", erase_line);
    bytes += up(rows);
  }
  if (!above.empty()) {  // ordinary lines, which may wrap
    bytes += fmt::format("\x1b[?7h{}\x1b[?7l", above);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool is_same = !all && i < shown_.size() && shown_[i] == lines[i];
    if (!is_same) bytes += std::string(all ? "" : erase_line) + lines[i];
    bytes += "\r\n";
  }
  if (!lines.empty() || !shown_.empty()) bytes += erase_below;
  return bytes += end_frame;
}

bool Screen::takes_more(std::chrono::milliseconds patience) const {
  pollfd ready{own_.is_open() ? own_.get() : descriptor_, POLLOUT, 0};
  return poll(&ready, 1, static_cast<int>(patience.count())) > 0;
}

void Screen::flush() {
  while (!begun_.empty() && !is_lost_ && takes_more(at_once)) {
    const auto size =
        ::write(own_.is_open() ? own_.get() : descriptor_, begun_.data(), begun_.size());
    if (size >= 0) {
      begun_.erase(0, static_cast<std::size_t>(size));
    } else if (errno == EAGAIN) {
      return;
    } else {
      is_lost_ = errno != EINTR;
    }
  }
  if (is_lost_) begun_.clear();
}

}  // namespace azwf::cli
