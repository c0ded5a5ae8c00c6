// What every command that works on runs stands on: the store's home, who acts, Ctrl-C, and the
// place where the work is done, which changes when the process that held the store is gone.
#pragma once

#include <memory>
#include <mutex>

#include "adapters/cli/command.hpp"
#include "adapters/cli/console.hpp"
#include "adapters/cli/interrupts.hpp"
#include "adapters/cli/store_files.hpp"
#include "adapters/cli/workplace.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/id_source.hpp"

namespace azwf::cli {

class WorkSession {
 public:
  // Holds the store, or finds who does. Error{unavailable} when a process has it and serves nobody.
  static Result<std::unique_ptr<WorkSession>> open(const Invocation& invocation, Console& console,
                                                   const Holding& holding = {});

  const StoreAddress address;
  const std::string actor;  // the account that acts

  EventLog& log() { return place_->log(); }
  BlobStore& blobs() { return *files_.blobs; }  // to read, wherever the work is done
  Spools& spools() { return *files_.spools; }   // the same
  ViewStore& views() { return place_->views(); }
  SystemClock& clock() { return clock_; }
  SystemIdSource& ids() { return ids_; }
  const Limits& limits() { return holding_.limits; }
  Interrupts& interrupts() { return interrupts_; }
  Workplace& place() { return *place_; }
  // False when `move` has failed.
  [[nodiscard]] bool has_place() const { return place_ != nullptr; }
  // Whoever held the store is gone: holds it, or finds who does now. Error{unavailable} when that
  // is a server, and it does not come back soon.
  Result<void> move();
  // Makes the place return from its turn. Threads: any.
  void wake();

 private:
  WorkSession(StoreAddress address, Console& console, const Holding& holding);
  Result<void> hold_or_ask();
  Result<void> ask_server();

  Interrupts interrupts_;  // first: before any other thread
  Console& console_;
  SystemClock clock_;
  SystemIdSource ids_{clock_};
  Holding holding_;
  StoreFiles files_;
  std::mutex mutex_;
  std::unique_ptr<Workplace> place_;  // changed under it
  bool has_moved_ = false;

  void set(std::unique_ptr<Workplace> place);
  void work_at(std::unique_ptr<Workplace> another);
};

}  // namespace azwf::cli
