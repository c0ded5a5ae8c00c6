// What a holder costs: itself while nothing happens, the commands beside it, and those that follow
// its log. The holder is the program itself, started as users start it.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>
#include <iostream>

#include "adapters/holder/client.hpp"
#include "adapters/system/clock.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/workloads.hpp"
#include "tests/support/paths.hpp"

extern char** environ;

namespace azwf::bench {
namespace {

constexpr int sequential_count = 4'000;
constexpr std::size_t followers_count = 50;

// The program at work in a folder; what it prints is dropped.
class Command {
 public:
  Command(const std::filesystem::path& folder, std::vector<std::string> words) {
    words.insert(words.begin(), tests::azwf_program().string());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const int failed = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) pid_ = -1;
  }
  ~Command() {
    if (pid_ > 0) signal(SIGKILL), wait();
  }
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  void signal(int number) const { kill(pid_, number); }
  bool has_ended() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
    return pid_ < 0;
  }
  void wait() {
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  [[nodiscard]] pid_t pid() const { return pid_; }
  // Resident, without what other processes share: kilobytes, as the kernel says.
  [[nodiscard]] double resident_kb(const std::string& field) const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/smaps_rollup");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with(field)) return std::stod(line.substr(field.size()));
    }
    return 0;
  }

 private:
  pid_t pid_ = -1;
};

void write_scripts(const std::filesystem::path& folder) {
  const auto write = [&](const char* name, const std::string& body) {
    std::ofstream(folder / name) << "return wf.workflow { name = \"bench\", run = function()\n"
                                 << body << "\nend }\n";
  };
  write("trivial.lua", "return 1");
  write("waits.lua", "wf.sleep \"10m\"");
  write("sequential.lua",
        "for i = 1, " + std::to_string(sequential_count) + " do wf.debug.echo { value = i } end");
  write("wide.lua",
        "local all = {}\n"
        "for b = 1, 32 do all[b] = function()\n"
        "  for i = 1, 100000 do wf.debug.echo { value = i } end end end\n"
        "wf.all(all)");
}

std::filesystem::path home_in(const Scratch& scratch) { return scratch.path / ".azwf"; }

std::unique_ptr<holder::Client> reach(const Scratch& scratch) {
  static const Limits limits;
  for (int i = 0; i < 5'000; ++i) {
    if (auto client = holder::Client::connect(home_in(scratch), limits)) return *std::move(client);
    poll(nullptr, 0, 1);
  }
  std::cerr << "azwf_bench: no holder answers\n";
  exit(1);
}

std::uint64_t head_of(holder::Client& client) {
  const auto part = client.call_for<holder::LogPart>(
      holder::ReadLog{{.direction = Direction::backwards}, 1, false});
  return part ? part->head.value : 0;
}

double timed_us(const std::filesystem::path& folder, const std::vector<std::string>& words) {
  const Stopwatch watch;
  Command(folder, words).wait();
  return watch.seconds() * 1e6;
}

// Reads the whole log as it grows, as `azwf events --follow` does it, and counts.
class LogFollower {
 public:
  explicit LogFollower(std::unique_ptr<holder::Client> client) : client_(std::move(client)) {
    ask();
  }
  bool turn() { return client_->turn(std::chrono::microseconds(0)).has_value(); }
  [[nodiscard]] std::size_t seen() const { return seen_; }

 private:
  void ask() {
    client_->ask(holder::ReadLog{{.past = Position{past_}}, 1 << 20, true},
                 [this](Result<holder::Reply> reply) {
                   const auto* part = reply ? std::get_if<holder::LogPart>(&*reply) : nullptr;
                   if (part == nullptr) return;
                   seen_ += part->commits.size();
                   past_ += part->commits.size();
                   ask();
                 });
  }

  std::unique_ptr<holder::Client> client_;
  std::uint64_t past_ = 0;
  std::size_t seen_ = 0;
};

// Seconds that the sequential run takes while so many follow the log.
double sequential_s(std::size_t followers, std::size_t& seen) {
  const Scratch scratch;
  write_scripts(scratch.path);
  const Stopwatch watch;
  Command load(scratch.path, {"run", "sequential.lua"});
  std::vector<std::unique_ptr<LogFollower>> all;
  for (std::size_t i = 0; i < followers; ++i) {
    all.push_back(std::make_unique<LogFollower>(reach(scratch)));
  }
  while (!load.has_ended()) {
    poll(nullptr, 0, 2);
    for (const auto& follower : all) follower->turn();
  }
  for (const auto& follower : all) seen += follower->seen();
  return watch.seconds();
}

// What one costs that has nothing to do.
void idle_holder(const Scratch& scratch, const std::vector<std::string>& words,
                 const std::string& name) {
  const Command idle(scratch.path, words);
  const auto client = reach(scratch);
  poll(nullptr, 0, 500);
  print({.workload = name + ", resident",
         .value = idle.resident_kb("Rss:") / 1024,
         .unit = "MB",
         .bound_by = "",
         .note = std::to_string(static_cast<int>(idle.resident_kb("Pss_Anon:") / 1024)) +
                 " MB of them its own"});
  const auto before = processor_time_of(idle.pid());
  const Stopwatch watch;
  poll(nullptr, 0, 2'000);
  const auto used = processor_time_of(idle.pid()) - before;
  print({.workload = name + ", processor",
         .value = static_cast<double>(used.count()) / (watch.seconds() * 1e4),
         .unit = "% of one",
         .bound_by = ""});
}

}  // namespace

void holder_idle(Hosts) {
  const Scratch scratch;
  write_scripts(scratch.path);
  std::vector<double> fresh_us;
  for (int i = 0; i < 20; ++i) {
    const Scratch each;
    write_scripts(each.path);
    fresh_us.push_back(timed_us(each.path, {"run", "trivial.lua"}));
  }
  print({.workload = "j: azwf run of a trivial workflow, fresh store",
         .value = median(fresh_us) / 1000,
         .unit = "ms",
         .p50_us = median(fresh_us),
         .p99_us = percentile(fresh_us, 0.99),
         .bound_by = "opening RocksDB twice (log, views), one script host, syncs"});
  idle_holder(scratch, {"run", "waits.lua"}, "j: idle holder");
  idle_holder(scratch, {"serve"}, "j: idle azwf serve, with the run that waits");
  const auto bus = "ipc://" + (scratch.path / "bus").string();
  idle_holder(scratch, {"serve", "--listen", bus}, "j: idle azwf serve, with a bus");
}

void beside_a_busy_holder(Hosts) {
  const Scratch scratch;
  write_scripts(scratch.path);
  timed_us(scratch.path, {"run", "trivial.lua", "--id", "shown"});
  Command load(scratch.path, {"run", "wide.lua"});
  const auto client = reach(scratch);
  poll(nullptr, 0, 1'000);
  const auto before = head_of(*client);
  const Stopwatch watch;
  std::vector<double> show_us;
  for (int i = 0; i < 200; ++i) show_us.push_back(timed_us(scratch.path, {"show", "shown"}));
  const auto seconds = watch.seconds();
  const auto commits = static_cast<double>(head_of(*client) - before);
  print({.workload = "k: azwf show of a run beside a busy holder",
         .value = median(show_us) / 1000,
         .unit = "ms",
         .p50_us = median(show_us),
         .p99_us = percentile(show_us, 0.99),
         .bound_by = "starting a process; two processors, which the holder uses whole",
         .note = std::to_string(static_cast<int>(commits / seconds)) +
                 " commits/s of the holder meanwhile, of up to 64 steps each"});
}

void followers(Hosts) {
  std::size_t seen = 0;
  const double alone = sequential_s(0, seen);
  const double followed = sequential_s(followers_count, seen);
  print({.workload = "l: 4,000 steps of one run, 50 following the log",
         .value = sequential_count / followed,
         .unit = "steps/s",
         .limit = sequential_count / alone,
         .bound_by = "two processors for the holder, its host and all followers",
         .note = std::to_string(seen) + " commits read by the followers"});
}

}  // namespace azwf::bench
