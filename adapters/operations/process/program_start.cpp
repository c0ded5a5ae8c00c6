// posix_spawn with everything reset: signals, mask, descriptors. The search for the program is
// ours, so that it follows the PATH the program gets and a failure can say where was looked.
#include "adapters/operations/process/program_start.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace azwf::process {
namespace {

std::string variable(const Order& order, const std::string& name) {
  for (const auto& each : order.environment) {
    if (each.starts_with(name + "=")) return each.substr(name.size() + 1);
  }
  return {};
}

bool is_file(const std::string& path) {
  struct stat file {};
  return stat(path.c_str(), &file) == 0 && !S_ISDIR(file.st_mode);
}

Result<std::string> find_program(const Order& order) {
  const auto& name = order.argv[0];
  const bool is_path = name.contains('/');
  auto folders = is_path ? std::string() : variable(order, "PATH");
  std::string seen;
  for (std::size_t begin = 0, end = 0; end != folders.npos; begin = end + 1) {
    end = folders.find(':', begin);
    const auto folder = folders.substr(begin, end == folders.npos ? end : end - begin);
    const auto path = folder.empty() ? name : folder + "/" + name;
    if (!is_file(path)) continue;
    if (access(path.c_str(), X_OK) == 0) return path;
    seen = path;
  }
  if (!seen.empty()) {
    return failure(ErrorKind::failed, "not_executable", "not executable: " + seen);
  }
  const auto where = is_path ? " (seen from " + order.cwd + ")" : " (PATH=" + folders + ")";
  return failure(ErrorKind::failed, "not_found", "program not found: " + name + where);
}

Result<FileDescriptor> open_input(const std::optional<std::string>& input) {
  FileDescriptor file(input ? memfd_create("stdin", MFD_CLOEXEC)
                            : open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return system_failure("start_failed", "cannot open standard input");
  for (std::size_t done = 0; input && done < input->size();) {
    const auto size = write(file.get(), input->data() + done, input->size() - done);
    if (size < 0) return system_failure("start_failed", "cannot keep standard input");
    done += static_cast<std::size_t>(size);
  }
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

struct Pipe {
  FileDescriptor reading;
  FileDescriptor writing;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return system_failure("start_failed", "cannot make a pipe");
  fcntl(ends[0], F_SETFL, O_NONBLOCK);  // the writing end stays as programs expect it
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// What the new process is given, as posix_spawn takes it.
class SpawnPlan {
 public:
  SpawnPlan(int input, int out, int err) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input, 0);
    posix_spawn_file_actions_adddup2(&actions_, out, 1);
    posix_spawn_file_actions_adddup2(&actions_, err, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  Result<pid_t> spawn(const std::string& path, const Order& order) {
    const auto argv = pointers(order.argv);
    const auto environment = pointers(order.environment);
    pid_t pid = 0;
    const int error =
        posix_spawn(&pid, path.c_str(), &actions_, &attributes_, argv.data(), environment.data());
    if (error == 0) return pid;
    if (error == ENOENT) {  // the file is there: what it names in its first line is not
      return failure(ErrorKind::failed, "not_found", "the interpreter of " + path + " is missing");
    }
    const bool is_hopeless = error == ENOEXEC || error == EACCES;
    return system_failure(is_hopeless ? "not_executable" : "start_failed", "cannot start " + path,
                          error);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<Started> start_program(const Order& order) {
  if (chdir(order.cwd.c_str()) != 0) {
    return system_failure("cwd_not_found", "cannot enter the folder " + order.cwd);
  }
  const auto path = TRY(find_program(order));
  const auto input = TRY(open_input(order.input));
  auto out = TRY(make_pipe());
  auto err = TRY(make_pipe());
  SpawnPlan plan(input.get(), out.writing.get(), err.writing.get());
  const pid_t pid = TRY(plan.spawn(path, order));
  return Started{pid, std::move(out.reading), std::move(err.reading)};
}

}  // namespace azwf::process
