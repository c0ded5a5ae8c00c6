// The inbox: everything that reaches the engine loop, from any thread, in order of arrival.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/operation/operation.hpp"
#include "engine/program/script_host.hpp"

namespace azwf {

// How a run begun or carried on is known to whoever asked.
struct StartedRun {
  RunId run;
  bool existed = false;  // the id named a run of the same program and parameters already
};
using StartReply = std::function<void(Result<StartedRun>)>;
using DoneReply = std::function<void(Result<void>)>;

struct StartRun {
  RunId run;
  bool fresh_id = false;  // the id was made for this run: nothing can stand under it
  std::shared_ptr<const Program> program;
  std::string workflow;
  Packed params;
  std::string cwd;                 // recorded; where steps that name no folder of their own work
  std::vector<std::string> roots;  // recorded, absolute; none: `cwd` alone
  std::string actor;
  Begin begin = Begin::at_once;
  StartReply reply;
};

// A person, or a recovering engine, has something to tell a run.
struct TellRun {
  RunId run;
  RunEvent fact;
  std::string actor;
  DoneReply reply;  // may be empty; an inadmissible fact gives Error{refused}
};

// Load a run that may need this engine: one left open by an earlier engine.
struct AdoptRun {
  RunId run;
};

struct AttemptEnded {
  RunId run;
  StepId step;
  std::uint32_t attempt = 0;
  Outcome outcome;
};

struct AttemptProgress {
  RunId run;
  StepId step;
  std::uint32_t attempt = 0;
  Packed value;
  std::function<void(bool)> then;  // may be empty
};

struct DescribeProgram {
  Describe request;
  std::function<void(Result<Description>)> reply;
};

using Message = std::variant<StartRun, TellRun, AdoptRun, AttemptEnded, AttemptProgress,
                             DescribeProgram, AdvanceAnswer, DescribeAnswer>;

class Inbox {
 public:
  // Threads: any.
  void post(Message message);
  // Makes a waiting `take` return, with nothing if there is nothing.
  void wake();
  // All that arrived, waiting up to `patience` for the first. Threads: the loop's.
  std::vector<Message> take(std::chrono::microseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Message> messages_;
  std::atomic<bool> has_arrived_ = false;  // a message or a waking; read without the mutex
  bool woken_ = false;
  bool waiting_ = false;
};

}  // namespace azwf
