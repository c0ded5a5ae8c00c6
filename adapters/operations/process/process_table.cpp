// Reads /proc as it is at the moment: callers look again until nothing is left.
#include "adapters/operations/process/process_table.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>

#include <charconv>
#include <filesystem>
#include <sstream>

namespace azwf::process {
namespace {

// Files of /proc have no size: read to the end.
std::string read_file(const std::string& path) {
  std::string text;
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[4096];
  for (ssize_t size = 1; file.is_open() && size > 0;) {
    size = read(file.get(), buffer, sizeof buffer);
    if (size > 0) text.append(buffer, static_cast<std::size_t>(size));
  }
  return text;
}

std::vector<pid_t> numbered_entries(const std::string& folder) {
  std::vector<pid_t> numbers;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const auto name = entries->path().filename().string();
    pid_t number = 0;
    const auto end = name.data() + name.size();
    if (std::from_chars(name.data(), end, number).ptr == end) numbers.push_back(number);
  }
  return numbers;
}

std::vector<pid_t> children_of(pid_t pid) {
  const auto tasks = "/proc/" + std::to_string(pid) + "/task";
  std::vector<pid_t> children;
  for (const pid_t task : numbered_entries(tasks)) {
    std::istringstream numbers(read_file(tasks + "/" + std::to_string(task) + "/children"));
    for (pid_t child = 0; numbers >> child;) children.push_back(child);
  }
  return children;
}

// pidfd_open and pidfd_send_signal: glibc 2.36 declares them, but not for C++.
FileDescriptor open_process(pid_t pid) {
  return FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

}  // namespace

std::optional<ProcessStat> stat_of(pid_t pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat");
  const auto name_end = text.rfind(')');  // the name may hold anything, parentheses too
  if (name_end == text.npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  ProcessStat stat{{pid, 0}};
  fields >> stat.state >> stat.parent >> stat.group >> stat.session;
  std::string skipped;
  for (int field = 7; field < 22; ++field) fields >> skipped;
  fields >> stat.mark.start;
  return stat;
}

bool is_alive(const ProcessMark& mark) {
  const auto stat = stat_of(mark.pid);
  return stat && stat->mark == mark && !stat->is_dead();
}

std::vector<pid_t> all_processes() { return numbered_entries("/proc"); }

std::vector<ProcessMark> descendants_of(pid_t pid) {
  std::vector<ProcessMark> descendants;
  std::vector<pid_t> parents{pid};
  while (!parents.empty()) {
    const pid_t parent = parents.back();
    parents.pop_back();
    for (const pid_t child : children_of(parent)) {
      const auto stat = stat_of(child);
      if (!stat || stat->parent != parent) continue;  // gone, or another by that number
      parents.push_back(child);
      if (!stat->is_dead()) descendants.push_back(stat->mark);
    }
  }
  return descendants;
}

bool has_variable(pid_t pid, const std::string& assignment) {
  const auto environment = '\0' + read_file("/proc/" + std::to_string(pid) + "/environ");
  return environment.contains('\0' + assignment + '\0');
}

void signal_process(const ProcessMark& mark, int signal) {
  const auto process = open_process(mark.pid);
  if (!process.is_open() || !is_alive(mark)) return;
  syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0);
}

std::string machine_identity() {
  std::error_code error;
  const auto names = std::filesystem::read_symlink("/proc/self/ns/pid", error);
  return read_file("/proc/sys/kernel/random/boot_id") + names.string();
}

}  // namespace azwf::process
