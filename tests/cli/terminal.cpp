// Nothing of the machine's configuration is read: the server has its socket in the test's folder.
#include "tests/cli/terminal.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>

namespace azwf::tests {
namespace {

constexpr auto patience = std::chrono::seconds(60);

}  // namespace

Terminal::Terminal(const Folder& folder, int columns, int rows, const std::string& line)
    : folder_(folder), socket_(folder.temporary() / "terminal-XXXXXX") {
  // One that ends still has its socket for a while.
  auto place = socket_.string();
  BOOST_REQUIRE(mkdtemp(place.data()) != nullptr);
  socket_ = std::filesystem::path(place) / "tmux";
  folder.write(".terminal.sh", "trap : INT\n" + line + "\necho \"=> $?\"\nexec cat >/dev/null\n");
  folder.write(".tmux.conf",
               "set -g status off\nset -g default-terminal screen-256color\n"
               "set -g history-limit 5000\n");
  tmux({"new-session", "-d", "-x", std::to_string(columns), "-y", std::to_string(rows),
        "/bin/sh .terminal.sh"});
}

Terminal::~Terminal() { tmux({"kill-server"}); }

std::string Terminal::tmux(std::vector<std::string> words) {
  words.insert(words.begin(), {"/usr/bin/tmux", "-u", "-f",
                               (folder_.path() / ".tmux.conf").string(), "-S", socket_.string()});
  return run(folder_, std::move(words)).out;
}

std::string Terminal::text() {
  auto text = tmux({"capture-pane", "-p", "-S", "-", "-E", "-"});
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

std::string Terminal::screen() { return tmux({"capture-pane", "-p"}); }

std::string Terminal::await(const std::string& what,
                            const std::function<bool(const std::string&)>& holds) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::string seen;
  while (std::chrono::steady_clock::now() < until) {
    seen = text();
    if (holds(seen)) return seen;
  }
  BOOST_FAIL("this was awaited: " << what << "\non a screen with:\n" << seen);
  return seen;
}

std::string Terminal::await(const std::string& part) {
  return await(part, [&](const std::string& seen) { return seen.find(part) != std::string::npos; });
}

void Terminal::resize(int columns, int rows) {
  tmux({"resize-window", "-x", std::to_string(columns), "-y", std::to_string(rows)});
}

void Terminal::press(const std::string& key) { tmux({"send-keys", key}); }

std::string Terminal::cursor_flag() { return tmux({"display-message", "-p", "#{cursor_flag}"}); }

}  // namespace azwf::tests
