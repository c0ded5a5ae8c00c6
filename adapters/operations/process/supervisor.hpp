// A step's supervisor: runs one program and outlives all of its tree. It ends the tree when the
// program has ended, when it is told to, and when its holder goes away, and only then reports.
#pragma once

#include <chrono>

#include "adapters/operations/process/output_pump.hpp"
#include "adapters/operations/process/process_table.hpp"
#include "adapters/operations/process/work_folder.hpp"

namespace azwf::process {

// In a process of its own with a single thread, as leader of its session. Its life:
//
//   running ──program ended──► lingering ──linger_ms──► ending ──grace_ms──► killing ──► gone
//      └───stop, no holder, too much output, SIGTERM──────▲
//   and from every state: no child left ──► gone
class Supervisor {
 public:
  Supervisor(Order order, FileDescriptor holder, StepFiles files);
  // Returns when nothing of the tree is left.
  Report run();

 private:
  enum class Phase { running, lingering, ending, killing, gone };

  void start_or_say_why();
  Result<void> start();
  void wait_for_something();
  void reap();
  void heed_holder();
  void heed_signals();
  void stop();
  void end_tree();
  void go_on();  // to the next phase, when this one's time is over
  void enter(Phase phase, std::int64_t time_ms);
  [[nodiscard]] int time_left_ms() const;

  Order order_;
  FileDescriptor holder_;
  FileDescriptor lock_;
  FileDescriptor signals_;
  OutputPump pump_;
  Report report_;
  pid_t program_ = 0;
  Phase phase_ = Phase::running;
  std::chrono::steady_clock::time_point deadline_;
  std::int64_t kill_again_ms_ = 10;
};

}  // namespace azwf::process
