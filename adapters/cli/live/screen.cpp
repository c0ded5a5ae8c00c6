// A frame is one write: terminals that know synchronized output show it at once, others hardly
// later. While it is written the cursor is hidden, and no line wraps: a character that is wider
// than we know then spoils its own line only.
#include "adapters/cli/live/screen.hpp"

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
constexpr int patience_ms = 1'000;  // for a terminal that takes no more

std::string up(std::size_t rows) { return rows == 0 ? "\r" : fmt::format("\r\x1b[{}A", rows); }

}  // namespace

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
  if (is_closed_) return write(above);
  show(std::move(lines), above, all);
}

void Screen::print(std::string_view lines) {
  const std::lock_guard lock(mutex_);
  if (is_closed_ || shown_.empty()) return write(lines);
  show(shown_, lines, true);
}

void Screen::close() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(is_closed_, true) && !shown_.empty()) write(erase_below);  // an echoed ^C
}

void Screen::show(std::vector<std::string> lines, std::string_view above, bool all) {
  if (!is_ours()) return write(above);
  const auto now = size();
  const bool is_resized = now.columns != drawn_size_.columns || now.rows != drawn_size_.rows;
  if (lines.size() >= now.rows) lines.resize(now.rows - 1);
  if (!all && !is_resized && above.empty() && lines == shown_) return;
  write(frame(lines, above, now, all || is_resized || !above.empty()));
  shown_ = std::move(lines);
  drawn_size_ = now;
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

void Screen::write(std::string_view bytes) {
  while (!bytes.empty() && !is_lost_) {
    const auto size = ::write(descriptor_, bytes.data(), bytes.size());
    if (size >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno == EAGAIN) {
      pollfd ready{descriptor_, POLLOUT, 0};
      is_lost_ = poll(&ready, 1, patience_ms) <= 0;
    } else {
      is_lost_ = errno != EINTR;
    }
  }
}

}  // namespace azwf::cli
