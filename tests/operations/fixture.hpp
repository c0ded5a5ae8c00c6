// Performs single steps in a folder of its own and waits for their outcomes. No test here sleeps:
// it polls what it waits for, and fails when that has not come by a deadline.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/catalog.hpp"
#include "adapters/operations/process/process_runner.hpp"
#include "storage/memory/memory_blobs.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {

// Waits until `condition` holds: whether it did within twenty seconds.
bool eventually(const std::function<bool()>& condition);

// The performer's part of one attempt.
class Witness : public AttemptControl {
 public:
  void finish(Outcome outcome) override;
  void on_stop(std::function<void(StopReason)> stop) override;
  void progress(Packed value, std::function<void(bool)> then) override {
    progressed.push_back(std::move(value));
    if (then) then(true);
  }
  void alive() override { ++signs; }

  void ask_to_stop(StopReason reason);
  [[nodiscard]] int finishes();
  const Outcome& await();  // a test failure after twenty seconds
  // Called first thing when the attempt is finished, on whatever thread does it.
  std::function<void(const Outcome&)> when_finished;
  std::vector<Packed> progressed;  // what the attempt recorded
  std::atomic<int> signs = 0;      // of life

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Outcome> outcome_;
  int finishes_ = 0;
  std::function<void(StopReason)> stop_;
  std::optional<StopReason> asked_;
};

// Builds packed arguments; keys in any order.
class Arguments {
 public:
  Arguments& text(const std::string& name, std::string_view value);
  Arguments& texts(const std::string& name, const std::vector<std::string>& values);
  Arguments& integers(const std::string& name, const std::vector<std::int64_t>& values);
  Arguments& table(const std::string& name, const std::map<std::string, std::string>& values);
  Arguments& flag(const std::string& name, bool value = true);
  Arguments& value(const std::string& name, const Packed& value);
  [[nodiscard]] Arguments without(const std::string& name) const;
  [[nodiscard]] Packed packed() const;

 private:
  std::map<std::string, std::string> fields_;  // packed values
};
inline Arguments argv(const std::vector<std::string>& values) {
  return Arguments().texts("argv", values);
}
inline Arguments path(std::string_view name) { return Arguments().text("path", name); }
inline Arguments from(std::string_view name) { return Arguments().text("from", name); }
inline Arguments script(std::string_view text) { return Arguments().text("script", text); }

// The operations as the program has them, with a short grace and blobs in memory.
struct Workshop {
  Workshop() : Workshop(Limits{}) {}
  explicit Workshop(const Limits& limits);
  // Works in a folder that outlives it.
  explicit Workshop(const std::filesystem::path& home, const Limits& limits = {});

  using StepPtr = std::shared_ptr<Witness>;
  // Begins a step with a name of its own: "0/1", "0/2", ….
  StepPtr begin(const std::string& operation, const Arguments& arguments);
  void begin(const StepPtr& witness, const std::string& operation, const Arguments& arguments);
  // The next attempt of the step begun last, which finds this progress.
  Outcome again(const std::string& operation, const Arguments& arguments, const Packed& progress);
  Outcome perform(const std::string& operation, const Arguments& arguments);
  // The same for outcomes that must be of one kind.
  Succeeded succeed(const std::string& operation, const Arguments& arguments);
  Failed fail(const std::string& operation, const Arguments& arguments);
  Stopped stop(const StepPtr& step, StopReason reason);

  // What the step begun last has printed so far.
  [[nodiscard]] std::string printed() const;
  [[nodiscard]] std::filesystem::path store() const { return home / ".azwf"; }
  [[nodiscard]] std::filesystem::path work() const { return store() / "work"; }
  std::string blob(const std::optional<OutputRef>& output);  // a test failure without

  std::optional<TemporaryFolder> folder;
  std::filesystem::path home;
  MemoryBlobStore blobs;
  OperationCatalog catalog;
  RunId run{"r1"};
  std::vector<std::string> roots;  // of the run; none: `home` alone
  StepPolicy policy;               // of the steps begun from now on
  int steps = 0;

 private:
  void open(const Limits& limits);
};

std::vector<int> numbers_in(const std::filesystem::path& path);
int number_in(const std::filesystem::path& path);  // the first; a test failure without
bool is_gone(int pid);                             // or dead and only not reaped
std::string text_in(const Packed& map, const std::string& field);
std::int64_t integer_in(const Packed& map, const std::string& field);
bool boolean_in(const Packed& map, const std::string& field);

}  // namespace azwf::tests
