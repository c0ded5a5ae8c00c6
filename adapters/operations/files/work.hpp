// One attempt at work on files: what it was asked, what it works with, and whether it is still
// wanted.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "adapters/operations/blocking_pool.hpp"
#include "adapters/operations/files/content.hpp"
#include "engine/operation/operation.hpp"

namespace azwf::files {

struct FileOptions {
  std::string cwd;   // absolute and real, for runs that have none
  std::string home;  // of the store, which no step touches; empty: there is none
};

// What all file operations share. Destroyed, it first does what is left to do. Threads: any.
struct Shop {
  Shop(FileOptions options, BlobStore& blobs, const Limits& all_limits)
      : cwd(std::move(options.cwd)),
        store(std::move(options.home)),
        keep(blobs),
        limits(all_limits),
        pool(all_limits.blocking_workers_max) {}

  std::string cwd;  // for runs that have none
  StoreFolder store;
  Keep keep;
  Limits limits;
  BlockingPool pool;  // last: its threads use all above
};

class Work {
 public:
  Work(Shop& shop, StepRequest step_request, Attempt step_attempt);

  [[nodiscard]] const StepRequest& request() const { return request_; }
  [[nodiscard]] const Limits& limits() const { return shop_->limits; }
  [[nodiscard]] const Keep& keep() const { return shop_->keep; }
  [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }
  // From now on: something was changed, and a stop does not leave it half done.
  void go_on_to_the_end();
  // What is made beside a path and becomes it; the same for every attempt of this step.
  [[nodiscard]] std::string temporary() const;

  [[nodiscard]] Packed argument(std::string_view name) const;
  [[nodiscard]] Result<std::string> text(std::string_view name) const;
  [[nodiscard]] bool is_set(std::string_view name, bool without = false) const;
  [[nodiscard]] Result<Place> place(const std::string& path) const;
  [[nodiscard]] Result<Place> place_in(std::string_view field) const;
  [[nodiscard]] Result<FileState> look(const Place& place) const;       // hashes a file
  [[nodiscard]] Result<FileState> look_keep(const Place& place) const;  // and keeps its content

  // Makes a note for the step's next attempt; `then` is called once, from any thread: with true
  // when it is durable, with false when it will not be.
  void note(Packed value, std::function<void(bool)> then);
  void finish(Result<Packed> outcome) &&;
  void give_up() &&;  // nothing was changed

 private:
  Shop* shop_;  // whose pool this is done on
  StepRequest request_;
  Attempt attempt_;
  std::shared_ptr<std::atomic<int>> asked_;  // a StopReason, or -1
  Checkpoint checkpoint_;
};

using WorkPtr = std::shared_ptr<Work>;
using Task = std::function<Result<Packed>(Work& work)>;

// An operation whose `task` is done on the shop's pool.
std::unique_ptr<Operation> make_file_operation(OperationDescriptor descriptor,
                                               std::shared_ptr<Shop> shop, Task task);

}  // namespace azwf::files
