// A whole engine on RocksDB, with scripts in a thread or a process and `debug.echo`, ready to be
// measured.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/system/clock.hpp"
#include "adapters/system/id_source.hpp"
#include "engine/runtime/engine.hpp"
#include "storage/open.hpp"

namespace azwf::bench {

// A folder of its own, removed in the end.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::filesystem::path path;
};

// Where scripts run.
enum class Hosts { threads, processes };

class BenchEngine {
 public:
  explicit BenchEngine(Hosts hosts = Hosts::threads, const Limits& limits = {});
  ~BenchEngine();
  BenchEngine(const BenchEngine&) = delete;
  BenchEngine& operator=(const BenchEngine&) = delete;

  // Runs `runs` runs of `steps` echo steps each, `in_flight` at a time; gives the seconds it took.
  double live(std::size_t runs, std::size_t steps, std::size_t in_flight);
  // Starts runs of the script, `in_flight` at a time, and waits until each waits for a time; gives
  // the seconds it took.
  double put_to_sleep(std::string_view script, std::size_t runs, std::size_t in_flight = 256);
  // One run of the script to its end, as long as it takes.
  double live_one(std::string_view script, std::size_t steps);
  // Closes engine and store, opens both again, and recovers: the seconds of the latter.
  double reopen();
  // Closes engine and store for good; where the store is.
  Home close();
  // From now on there is always one more run, whose script hangs until it is stopped.
  void hang() { hangs_ = true; }

  // Between one commit of a run and its next, in the last `live`.
  const std::vector<double>& step_us() const { return step_us_; }
  // How many commits each append of the last `live` took.
  const std::vector<std::size_t>& groups() const { return groups_; }
  // The commits of the last `live`, as they stand in the store.
  std::vector<Commit> commits();
  std::vector<RunId> runs() const { return runs_; }
  Store& store() { return store_; }
  Result<std::shared_ptr<const Program>> program(const Digest& digest) {
    return engine_->programs().get(digest);
  }

 private:
  class GroupLog;
  void open();
  std::shared_ptr<const Program> load(std::string_view script);
  void start_one(const std::shared_ptr<const Program>& program, std::size_t steps);
  void start_hanging();
  void start(const RunId& run, const std::shared_ptr<const Program>& program, Packed params);

  Hosts hosts_;
  Scratch scratch_;
  SystemClock clock_;
  SystemIdSource ids_{clock_};
  Limits limits_;
  Store store_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<OperationCatalog> catalog_;
  std::unique_ptr<Engine> engine_;
  std::vector<std::size_t> groups_;
  std::vector<double> step_us_;
  std::unordered_map<std::string, double> last_commit_us_;
  std::vector<RunId> runs_;
  bool hangs_ = false;
  RunId hanging_;
  Observer on_commit_;
  Position before_;
};

}  // namespace azwf::bench
