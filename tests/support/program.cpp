// The environment is the test's own: nothing of the machine's shows.
#include "tests/support/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/paths.hpp"

namespace azwf::tests {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_of(const Folder& folder) {
  const char* const thread_sanitizer = std::getenv("TSAN_OPTIONS");  // what it is to pass over
  return {"PATH=" + azwf_program().parent_path().string() + ":/usr/local/bin:/usr/bin:/bin",
          "WORKFLOWS=" + (repository() / "workflows").string(),
          "TMPDIR=" + folder.temporary().string(),
          "TERM=dumb",
          "LC_ALL=C.UTF-8",
          std::string("TSAN_OPTIONS=") + (thread_sanitizer == nullptr ? "" : thread_sanitizer)};
}

Folder::Folder() {
  auto name = (std::filesystem::temp_directory_path() / "azwf-cli-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
  path_ = std::filesystem::canonical(name);
  temporary_ = path_.string() + ".tmp";
  BOOST_REQUIRE(std::filesystem::create_directory(temporary_));
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  std::filesystem::remove_all(temporary_, ignored);
}

void Folder::write(const std::string& name, const std::string& text) const {
  std::filesystem::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string Folder::read(const std::string& name) const { return text_of(path_ / name); }

void Folder::make_fifo(const std::string& name) const {
  BOOST_REQUIRE_EQUAL(mkfifo((path_ / name).c_str(), 0600), 0);
}

void Folder::read_byte(const std::string& fifo) const {
  const int file = open((path_ / fifo).c_str(), O_RDONLY | O_CLOEXEC);
  BOOST_REQUIRE_GE(file, 0);
  char byte = 0;
  BOOST_REQUIRE_EQUAL(::read(file, &byte, 1), 1);
  close(file);
}

void Folder::open_and_close(const std::string& fifo) const {
  const int file = open((path_ / fifo).c_str(), O_WRONLY | O_CLOEXEC);
  BOOST_REQUIRE_GE(file, 0);
  close(file);
}

Started::Started(const Folder& folder, std::vector<std::string> words)
    : err_(folder.path().string() + ".err-" +
           std::to_string(reinterpret_cast<std::uintptr_t>(this))) {
  std::array<int, 2> pipe{};
  BOOST_REQUIRE_EQUAL(pipe2(pipe.data(), O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addchdir_np(&actions, folder.path().c_str());
  if (words.front() == "azwf") words.front() = azwf_program().string();
  auto variables = environment_of(folder);
  const int error = posix_spawn(&pid_, words.front().c_str(), &actions, nullptr,
                                pointers_to(words).data(), pointers_to(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(pipe[1]);
  out_ = pipe[0];
  BOOST_REQUIRE_EQUAL(error, 0);
}

Started::~Started() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(out_);
  std::error_code ignored;
  std::filesystem::remove(err_, ignored);
}

std::string Started::read_line() {
  for (;;) {
    const auto end = read_.find('\n');
    if (end != std::string::npos) {
      auto line = read_.substr(0, end);
      read_.erase(0, end + 1);
      return line;
    }
    std::array<char, 4096> piece{};
    const auto size = ::read(out_, piece.data(), piece.size());
    if (size <= 0) return std::exchange(read_, {});
    read_.append(piece.data(), static_cast<std::size_t>(size));
  }
}

void Started::signal(int number) const { kill(pid_, number); }

Ended Started::wait() {
  Ended ended;
  std::array<char, 4096> piece{};
  for (ssize_t size = 1; size > 0;) {
    size = ::read(out_, piece.data(), piece.size());
    if (size > 0) read_.append(piece.data(), static_cast<std::size_t>(size));
  }
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ended.out = std::exchange(read_, {});
  ended.err = text_of(err_);
  return ended;
}

Ended run(const Folder& folder, std::vector<std::string> words) {
  return Started(folder, std::move(words)).wait();
}

Ended run_line(const Folder& folder, const std::string& line) {
  return run(folder, {"/bin/sh", "-c", line});
}

}  // namespace azwf::tests
