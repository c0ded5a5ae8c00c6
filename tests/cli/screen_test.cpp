// Frames on a terminal of the test's own, byte by byte: only what changed is written, and between
// frames nothing is set.
#include "adapters/cli/live/screen.hpp"

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <boost/test/unit_test.hpp>

#include <array>

using azwf::cli::Screen;

namespace {

// The two ends of a terminal: what is written to one is read from the other.
class Pair {
 public:
  Pair(unsigned short columns, unsigned short rows) {
    winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    BOOST_REQUIRE_EQUAL(openpty(&outer_, &inner_, nullptr, nullptr, &size), 0);
    fcntl(outer_, F_SETFL, O_NONBLOCK);
  }
  ~Pair() {
    close(outer_);
    close(inner_);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  [[nodiscard]] int descriptor() const { return inner_; }
  void resize(unsigned short columns, unsigned short rows) const {
    winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    BOOST_REQUIRE_EQUAL(ioctl(inner_, TIOCSWINSZ, &size), 0);
  }
  // What was written since. \r is left out: the terminal adds some.
  [[nodiscard]] std::string all_written() const {
    std::string text;
    std::array<char, 4096> piece{};
    for (;;) {
      const auto size = ::read(outer_, piece.data(), piece.size());
      if (size <= 0) break;
      text.append(piece.data(), static_cast<std::size_t>(size));
    }
    std::erase(text, '\r');
    return text;
  }
  // The same, without what surrounds a frame.
  [[nodiscard]] std::string written() const {
    const auto text = all_written();
    if (text.find(begin) == std::string::npos) return text;
    BOOST_REQUIRE(text.starts_with(begin) && text.ends_with(end));
    return text.substr(begin.size(), text.size() - begin.size() - end.size());
  }

 private:
  const std::string begin = "\x1b[?2026h\x1b[?25l\x1b[?7l";
  const std::string end = "\x1b[?7h\x1b[?25h\x1b[?2026l";
  int outer_ = -1;
  int inner_ = -1;
};

constexpr std::chrono::milliseconds at_once{0};

// So many lines are erased, and the cursor is at the first of them again.
std::string erased(int rows) {
  std::string text;
  for (int i = 0; i < rows; ++i) text += "\x1b[2K\x1b[B";
  return text + "\x1b[" + std::to_string(rows) + "A";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_screen)

BOOST_AUTO_TEST_CASE(writes_what_has_changed) {
  const Pair terminal(40, 10);
  Screen screen(terminal.descriptor());
  screen.draw({"one", "two", "three"});
  BOOST_TEST(terminal.written() == "one\ntwo\nthree\n\x1b[J");
  screen.draw({"one", "2", "three"});
  BOOST_TEST(terminal.written() == "\x1b[3A\n\x1b[2K2\n\n\x1b[J");
  screen.draw({"one", "2", "three"});
  BOOST_TEST(terminal.written() == "");
  screen.draw({"one"});
  BOOST_TEST(terminal.written() == "\x1b[3A\n\x1b[J");
  screen.draw({"one", "four"}, {}, true);
  BOOST_TEST(terminal.written() == "\x1b[1A\x1b[2K\x1b[B\x1b[1Aone\nfour\n\x1b[J");
}

BOOST_AUTO_TEST_CASE(what_is_said_goes_above_and_stays) {
  const Pair terminal(40, 10);
  Screen screen(terminal.descriptor());
  screen.print("first\n");
  BOOST_TEST(terminal.written() == "first\n");
  screen.draw({"tree"}, "second\n");
  BOOST_TEST(terminal.written() == "\x1b[?7hsecond\n\x1b[?7ltree\n\x1b[J");
  screen.print("third\n");
  BOOST_TEST(terminal.written() ==
             "\x1b[1A\x1b[2K\x1b[B\x1b[1A\x1b[?7hthird\n\x1b[?7ltree\n\x1b[J");
  screen.close("whole\n");
  BOOST_TEST(terminal.written() == "\x1b[1A\x1b[2K\x1b[B\x1b[1A\x1b[?7hwhole\n\x1b[?7l\x1b[J");
  screen.draw({"other"});
  screen.print("last\n");
  BOOST_TEST(terminal.written() == "last\n");
}

BOOST_AUTO_TEST_CASE(what_somebody_else_wrote_meanwhile_is_not_drawn_over) {
  const Pair terminal(40, 10);
  Screen screen(terminal.descriptor());
  screen.draw({"one", "two"});
  BOOST_TEST(!terminal.written().empty());
  screen.let_go();
  screen.draw({"one", "2"});
  BOOST_TEST(terminal.written() == "one\n2\n\x1b[J");
  screen.draw({"one", "3"});
  BOOST_TEST(terminal.written() == "\x1b[2A\n\x1b[2K3\n\x1b[J");
}

BOOST_AUTO_TEST_CASE(a_terminal_that_takes_no_more_stops_nobody) {
  const Pair terminal(200, 50);
  Screen screen(terminal.descriptor());
  for (int i = 0; i < 3'000; ++i) {
    screen.draw({30, std::string(199, 'x')}, "line " + std::to_string(i) + "\n", true);
  }
  screen.print("said\n");
  BOOST_TEST(!screen.drain(at_once));
  screen.leave("never said: there is no room\n");

  std::string text;
  while (!screen.drain(at_once)) text += terminal.all_written();
  screen.close("whole\n");
  while (!screen.drain(at_once)) text += terminal.all_written();
  text += terminal.all_written();
  std::size_t at = 0;
  for (int i = 0; i < 3'000; ++i) {
    const auto found = text.find("line " + std::to_string(i) + "\n", at);
    BOOST_REQUIRE_MESSAGE(found != std::string::npos, i);
    at = found;
  }
  const auto said = text.find("said\n", at);
  BOOST_REQUIRE(said != std::string::npos);
  BOOST_TEST(text.find("whole\n", said) != std::string::npos);
  BOOST_TEST(text.find("never") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_kept_for_a_terminal_that_takes_no_more_is_bounded) {
  const Pair terminal(200, 50);
  Screen screen(terminal.descriptor());
  for (int i = 0; i < 2'000; ++i) screen.draw({"tree"}, std::string(1'000, 'x') + "\n", true);
  std::string text;
  while (!screen.drain(at_once)) text += terminal.all_written();
  screen.close("whole\n");
  while (!screen.drain(at_once)) text += terminal.all_written();
  text += terminal.all_written();
  BOOST_TEST(text.size() < 500'000);
  BOOST_TEST(text.find("what was said is left out\n") != std::string::npos);
  BOOST_TEST(text.find("whole\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_window_that_changes_is_drawn_anew) {
  const Pair terminal(40, 10);
  Screen screen(terminal.descriptor());
  screen.draw({std::string(30, 'x'), "two"});
  BOOST_TEST(!terminal.written().empty());
  terminal.resize(20, 10);  // the first line has wrapped into two
  screen.draw({std::string(20, 'x'), "two"});
  BOOST_TEST(terminal.written() == "\x1b[3A" + erased(3) + std::string(20, 'x') + "\ntwo\n\x1b[J");
  terminal.resize(20, 3);
  screen.draw({"1", "2", "3", "4", "5"});
  BOOST_TEST(terminal.written() == "\x1b[2A" + erased(2) + "1\n2\n\x1b[J");
}

BOOST_AUTO_TEST_SUITE_END()
