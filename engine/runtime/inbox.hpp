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

#include "engine/holder/holder.hpp"
#include "engine/operation/operation.hpp"
#include "engine/program/script_host.hpp"

namespace azwf {

// Load a run that may need this engine: one left open by an earlier engine.
struct AdoptRun {
  RunId run;
};

// Answered at the end of a turn: the views then hold all that was acknowledged before.
struct AwaitViews {
  std::function<void()> reply;
};

// Start what triggers ask for, from now on.
struct StartTriggered {
  DoneReply reply;
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

using Message =
    std::variant<StartRun, TellRun, TakeUpRuns, AdoptRun, EmitEvent, AwaitViews, ChangeWorkflow,
                 StartTriggered, AttemptEnded, AttemptProgress, AdvanceAnswer, DescribeAnswer>;

class Inbox {
 public:
  // Threads: any.
  void post(Message message);
  // Makes a waiting `take` return, with nothing if there is nothing.
  void wake();
  // All that arrived, what `host` has answered too, waiting up to `patience` for the first.
  // Threads: the loop's.
  std::vector<Message> take(std::chrono::microseconds patience, ScriptHost& host);
  // The same where there is no host.
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
