// Plays a screen transcript line by line; what it records of the screen is left out and written
// anew.
#include "tests/cli/screens.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <regex>
#include <sstream>

#include "tests/cli/terminal.hpp"
#include "tests/cli/transcript.hpp"

namespace azwf::tests {
namespace {

// Blanks that align, spinners and the columns they stand in differ from one time to the next.
std::string without_chance(const std::string& line) {
  static const std::regex spinner("(⠋|⠙|⠹|⠸|⠼|⠴|⠦|⠧|⠇|⠏)");
  static const std::regex blanks(R"((\S)  +)");
  return std::regex_replace(std::regex_replace(line, spinner, "⠿"), blanks, "$1  ");
}

class Player {
 public:
  std::string play(const std::string& transcript) {
    std::istringstream lines(transcript);
    for (std::string line; std::getline(lines, line);) take(line);
    end_file();
    return text_;
  }

 private:
  void take(const std::string& line) {
    if (!file_.empty() && (line.starts_with("  ") || line.empty())) {
      file_text_ += line.empty() ? "\n" : line.substr(2) + "\n";
    } else {
      end_file();
    }
    if (line.starts_with("|")) return;
    text_ += line + "\n";
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    const auto rest = line.size() > verb.size() ? line.substr(verb.size() + 1) : "";
    if (verb == "file") file_ = rest;
    if (verb == "fifo") folder_.make_fifo(rest);
    if (verb == "terminal") begin(words);
    if (verb == "until") until(rest);
    if (verb == "await") terminal_->await(rest);
    if (verb == "gone") show_gone(rest);
    if (verb == "open") folder_.open_and_close(rest);
    if (verb == "press") terminal_->press(rest);
    if (verb == "resize") resize(words);
    if (verb == "$") run_line(folder_, rest);
  }

  void end_file() {
    if (!file_.empty()) folder_.write(file_, file_text_);
    file_.clear();
    file_text_.clear();
  }

  // terminal 80x24 azwf run ship.lua
  void begin(std::istream& words) {
    int columns = 0;
    int rows = 0;
    char by = 0;
    words >> columns >> by >> rows;
    std::string line;
    std::getline(words, line);
    terminal_.reset();
    terminal_ = std::make_unique<Terminal>(folder_, columns, rows, line);
  }

  void resize(std::istream& words) {
    int columns = 0;
    int rows = 0;
    char by = 0;
    words >> columns >> by >> rows;
    terminal_->resize(columns, rows);
  }

  // At the end of a command the terminal is as it was before.
  void until(const std::string& part) {
    show(terminal_->await(part));
    if (part.starts_with("=>")) BOOST_TEST(terminal_->cursor_flag() == "1\n");
  }

  void show_gone(const std::string& part) {
    show(terminal_->await("no more: " + part, [&](const std::string& seen) {
      return seen.find(part) == std::string::npos;
    }));
  }

  void show(const std::string& seen) {
    std::istringstream lines(seen);
    for (std::string line; std::getline(lines, line);) {
      auto shown = "| " + without_chance(normalise_(line));
      while (shown.ends_with(' ')) shown.pop_back();
      text_ += shown + "\n";
    }
  }

  Folder folder_;
  Normaliser normalise_{folder_.path().string()};
  std::unique_ptr<Terminal> terminal_;  // ends before the folder does
  std::string text_;
  std::string file_;
  std::string file_text_;
};

}  // namespace

std::string replay_screens(const std::string& transcript) { return Player().play(transcript); }

}  // namespace azwf::tests
