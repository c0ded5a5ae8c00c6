// The program under test as a process: started in a folder, read, ended.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace azwf::tests {

// A folder of its own for each test, removed at its end; beside it the one for temporary files of
// the programs started here.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  void write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string read(const std::string& name) const;
  void make_fifo(const std::string& name) const;
  // Returns once somebody has written to the fifo.
  void read_byte(const std::string& fifo) const;
  // Returns once somebody reads the fifo, and lets the reader see its end.
  void open_and_close(const std::string& fifo) const;

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
};

struct Ended {
  int status = -1;  // exit status; 128 + the signal's number when killed by one
  std::string out;
  std::string err;
};

// A process that goes on beside the test. Its stdout is read line by line.
class Started {
 public:
  // `words`: the command and its arguments; "azwf" is this build's.
  Started(const Folder& folder, std::vector<std::string> words);
  ~Started();
  Started(const Started&) = delete;
  Started& operator=(const Started&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  // The next line without its end; empty at the end of stdout.
  std::string read_line();
  void signal(int number) const;
  // Waits for its end; `out` is what was not read line by line.
  Ended wait();

 private:
  std::filesystem::path err_;
  pid_t pid_ = -1;
  int out_ = -1;
  std::string read_;  // beyond the last line handed out
};

// What the programs started here find in their environment, and nothing else.
std::vector<std::string> environment_of(const Folder& folder);
// As the system takes them: ended by a null pointer.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

Ended run(const Folder& folder, std::vector<std::string> words);
// What `sh` makes of a line.
Ended run_line(const Folder& folder, const std::string& line);

}  // namespace azwf::tests
