// The seam to the world: an operation is what a step calls; an adapter offers it. Its descriptor is
// the single source of its Lua function, argument checks, error texts, annotations and reference.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/packed.hpp"
#include "engine/base/result.hpp"
#include "engine/base/strong.hpp"

namespace azwf {

// What to do about a step of which nobody knows whether it happened. `check`: the script looks.
enum class OnInterrupt { retry, fail, ask, check };

struct RetryPolicy {
  std::uint32_t attempts = 1;  // the first included
  std::int64_t first_ms = 1'000;
  double factor = 2.0;
  std::int64_t max_ms = 300'000;

  bool operator==(const RetryPolicy&) const = default;
};

struct StepPolicy {
  std::int64_t timeout_ms = 0;  // start to close, each attempt; 0: none
  RetryPolicy retry;
  OnInterrupt on_interrupt = OnInterrupt::retry;
  bool repeatable = true;                 // attempting it again after an interruption does no harm
  std::int64_t schedule_to_start_ms = 0;  // until an attempt gets its slot; 0: no limit
  std::int64_t schedule_to_close_ms = 0;  // all attempts and the delays between; 0: no limit
  std::int64_t heartbeat_ms = 0;          // between two signs of life of an attempt; 0: none asked

  bool operator==(const StepPolicy&) const = default;
};

// What a call may name beside the operation's own fields.
inline constexpr std::array<std::string_view, 8> policy_fields{"name",
                                                               "timeout",
                                                               "retry",
                                                               "on_interrupt",
                                                               "check",
                                                               "heartbeat",
                                                               "schedule_to_start",
                                                               "schedule_to_close"};

// The types an argument or result field can have. `list` and `table` hold `element`s.
// `bytes` may be text or binary; `duration` is "10m" or a number of seconds.
enum class FieldType { any, boolean, integer, number, string, bytes, duration, list, table };

std::string_view name_of(FieldType type);

struct Field {
  std::string name;  // "argv" of a positional list: see OperationDescriptor::positional
  FieldType type = FieldType::any;
  FieldType element = FieldType::any;
  bool required = false;
  std::string summary;  // one line, for the reference page

  bool operator==(const Field&) const = default;
};

struct OperationDescriptor {
  std::string name;      // "process.run"
  std::string lua_name;  // "exec": offered as wf.exec; "fs.read" as wf.fs.read; empty: not offered
  std::string summary;
  // The field that takes the call's positional values: wf.exec{"make", "dist"} fills `argv`.
  std::string positional;
  std::vector<Field> parameters;
  std::vector<Field> result;
  StepPolicy policy;  // defaults; a call may name others

  bool operator==(const OperationDescriptor&) const = default;
};

// Canonical bytes of a descriptor, as they stand in a program's bundle; and back.
Packed pack_descriptor(const OperationDescriptor& descriptor);
Result<OperationDescriptor> unpack_descriptor(const Packed& packed);

// Arguments against the descriptor: unknown, missing or wrongly typed fields give Error{invalid}
// that names operation, field, what is there and what belongs there.
Result<void> check_arguments(const OperationDescriptor& descriptor, const Packed& arguments);

// What a `duration` field says: "10m" or a number of seconds. Error{invalid} says what belongs
// there.
Result<std::int64_t> duration_ms_of(std::string_view packed_value);

constexpr std::string_view timeout_code = "timeout";

// A structured error, as scripts see it.
struct StepError {
  std::string code;  // "exit_1", "timeout", "not_found": for programs
  std::string message;
  Packed details;  // a map, or nil

  bool operator==(const StepError&) const = default;
};

// Whole output of a step kept as a blob.
struct OutputRef {
  Digest digest;
  std::uint64_t size = 0;

  bool operator==(const OutputRef&) const = default;
};

struct Succeeded {
  Packed result;
  std::optional<OutputRef> output;
};
struct Failed {
  StepError error;
  bool retryable = true;
  std::optional<OutputRef> output;
};
// The last four are limits of the step's policy that were reached.
enum class StopReason {
  cancel,
  shutdown,
  timeout,
  heartbeat,
  schedule_to_start,
  schedule_to_close
};
// The attempt was told to stop, and everything it began is known to be gone.
struct Stopped {
  StopReason why = StopReason::cancel;
  std::optional<OutputRef> output;
  bool begun = true;  // it may have done some of its work
};
// Everything the attempt began is known to be gone, but not whether it did its work: the step is
// interrupted, and its policy's `on_interrupt` says what follows.
struct Lost {
  std::string why;  // one line, for people
  std::optional<OutputRef> output;
};
using Outcome = std::variant<Succeeded, Failed, Stopped, Lost>;

struct StepRequest {
  RunId run;
  StepId step;
  std::uint32_t attempt = 1;
  std::string operation;
  Packed arguments;  // a map, checked against the descriptor
  std::string key;   // the same for every attempt of this step: an idempotency key
  std::string cwd;   // absolute: where relative paths begin; empty: in the engine's working folder
  std::vector<std::string> roots;  // absolute: where files may be touched; none: in `cwd` alone
  Packed progress;  // what an earlier attempt of the step recorded last; nil: nothing
  StepPolicy policy;
};

// What an attempt's performer offers to its operation. Threads: any, for every method.
class AttemptControl {
 public:
  virtual ~AttemptControl() = default;
  virtual void finish(Outcome outcome) = 0;
  // Calls `stop` once, when the attempt is to end early; at once if that was asked already.
  virtual void on_stop(std::function<void(StopReason)> stop) = 0;
  virtual void progress(Packed value, std::function<void(bool)> then) = 0;
  virtual void alive() = 0;
};

// One attempt in progress: move-only, finished exactly once, from any thread. Dropped unfinished,
// it finishes as failed with code "abandoned".
class Attempt {
 public:
  explicit Attempt(std::shared_ptr<AttemptControl> control) : control_(std::move(control)) {}
  ~Attempt();
  Attempt(Attempt&&) = default;
  Attempt& operator=(Attempt&& other) noexcept;
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  void on_stop(std::function<void(StopReason)> stop) { control_->on_stop(std::move(stop)); }
  // Records how far this attempt is: the step's next attempt, if there is one, finds the last value
  // as StepRequest::progress. A sign of life. `then` is called once, on the engine's thread: with
  // true when the value is durable, with false when it will not be.
  void progress(Packed value, std::function<void(bool)> then = {}) {
    control_->progress(std::move(value), std::move(then));
  }
  // A sign of life, for the policy's heartbeat; records nothing.
  void alive() { control_->alive(); }
  void finish(Outcome outcome) &&;

 private:
  std::shared_ptr<AttemptControl> control_;
};

class Operation {
 public:
  virtual ~Operation() = default;
  virtual const OperationDescriptor& descriptor() const = 0;
  // Begins the attempt and returns at once; a waiting attempt occupies no thread. The arguments
  // have been checked against the descriptor. Threads: one at a time.
  virtual void perform(StepRequest request, Attempt attempt) = 0;
  // Makes sure that nothing of an earlier, interrupted attempt of this step is still at work,
  // ending it if need be. Called before the step is tried again. Threads: one at a time.
  virtual Result<void> make_sure_gone(const RunId& run, const StepId& step) {
    (void)run, (void)step;
    return {};
  }
};

// The operations there are, by name; the list itself is adapters/catalog.cpp.
class OperationCatalog {
 public:
  void add(std::unique_ptr<Operation> operation);
  [[nodiscard]] Operation* find(std::string_view name) const;
  [[nodiscard]] std::vector<OperationDescriptor> descriptors() const;  // sorted by name

 private:
  std::vector<std::unique_ptr<Operation>> operations_;
};

}  // namespace azwf
