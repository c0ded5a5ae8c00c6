// The terminal is read all the while: a shell that cannot write does not go on.
#include "tests/cli/shell.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <array>

namespace azwf::tests {
namespace {

constexpr const char* fifo = "line";
constexpr const char* hand_over = "\x07";

// What was written there by now; false at the end.
bool read_some(int file, std::string& text) {
  std::array<char, 4096> piece{};
  const auto size = read(file, piece.data(), piece.size());
  if (size > 0) text.append(piece.data(), static_cast<std::size_t>(size));
  return size > 0;
}

}  // namespace

Shell::Shell(const Folder& folder, std::vector<std::string> words) : folder_(folder) {
  folder.make_fifo(fifo);
  auto variables = environment_of(folder);
  variables.push_back("TERM=xterm");
  variables.push_back("HOME=" + folder.path().string());
  variables.push_back("ZDOTDIR=" + folder.path().string());
  const auto arguments = pointers_to(words);
  const auto environment = pointers_to(variables);
  const auto place = folder.path().string();
  winsize size{.ws_row = 60, .ws_col = 200, .ws_xpixel = 0, .ws_ypixel = 0};
  pid_ = forkpty(&terminal_, nullptr, nullptr, &size);
  BOOST_REQUIRE_GE(pid_, 0);
  if (pid_ == 0) {
    if (chdir(place.c_str()) == 0) execve(arguments[0], arguments.data(), environment.data());
    _exit(127);
  }
}

Shell::~Shell() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  close(terminal_);
}

std::string Shell::type(const std::string& keys) {
  shown_.clear();
  const auto all = keys + hand_over;
  BOOST_REQUIRE_EQUAL(write(terminal_, all.data(), all.size()), std::ssize(all));
  return read_line();
}

std::string Shell::read_line() {
  const int file = open((folder_.path() / fifo).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  BOOST_REQUIRE_GE(file, 0);
  std::string line;
  for (bool has_ended = false; !has_ended;) {
    std::array<pollfd, 2> watched{{{file, POLLIN, 0}, {terminal_, POLLIN, 0}}};
    BOOST_REQUIRE_GT(poll(watched.data(), watched.size(), -1), 0);
    if (watched[1].revents != 0) BOOST_REQUIRE_MESSAGE(read_some(terminal_, shown_), shown_);
    const bool has_more = (watched[0].revents & POLLIN) != 0 && read_some(file, line);
    has_ended = !has_more && (watched[0].revents & POLLHUP) != 0;  // the writer has been there
  }
  close(file);
  return line;
}

}  // namespace azwf::tests
