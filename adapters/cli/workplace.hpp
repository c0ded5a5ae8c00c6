// Where the runs of a command are worked on: in this process, which then holds the store, or in the
// process that does. Whoever uses it need not know which.
#pragma once

#include <chrono>
#include <memory>

#include "adapters/holder/client.hpp"
#include "adapters/script_host/host_at_hand.hpp"
#include "adapters/zeromq/bus_options.hpp"
#include "engine/base/limits.hpp"
#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"
#include "engine/holder/holder.hpp"
#include "engine/runtime/engine.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

// How a store is held.
struct Holding {
  bool stays = false;       // all its runs are worked on, until the holder is told to end
  bool makes_store = true;  // where there is none; else that is an error
  Limits limits = {};
  // With the same limits; the engine takes it over. It may be null.
  std::shared_ptr<script_host::HostAtHand> host = {};
};

// Threads: one, except `wake`.
class Workplace {
 public:
  virtual ~Workplace() = default;

  virtual EventLog& log() = 0;
  virtual ViewStore& views() = 0;  // hold all that was acknowledged when they are asked
  virtual Holder& holder() = 0;
  // Whether this process holds the store; else who does: "host:pid".
  [[nodiscard]] virtual bool holds() const = 0;
  [[nodiscard]] virtual std::string held_by() const = 0;
  // Whether that process works on whatever it is given, also when nobody waits for it.
  [[nodiscard]] virtual bool stays() const = 0;

  // Called for the commits of runs that are watched, and in this process for those of all others.
  virtual void observe(Observer observer) = 0;
  // From its first commit on, or, where that is not known here, from the next one.
  virtual void watch(const RunId& run) = 0;
  // Until what was acknowledged to this command has been observed.
  virtual Result<void> catch_up() = 0;
  // Handles what has arrived, waiting up to `patience` for something. Error{unavailable,
  // holder_gone}: another process may hold the store now. Other errors are final.
  virtual Result<void> turn(std::chrono::microseconds patience) = 0;
  virtual void wake() = 0;
  virtual std::vector<Trouble> take_troubles() = 0;
  // How many other commands wait for what becomes of runs here.
  [[nodiscard]] virtual std::size_t guests() const = 0;
  // Takes over what may change while runs are worked on: how many steps are performed at a time.
  virtual void heed(const Limits& limits) = 0;
  // Serves the store on a bus, too. Error{refused} where another process holds it.
  virtual Result<std::vector<zeromq::BusAddress>> open_bus(zeromq::BusOptions options) = 0;
  // Stops what this process is doing; the next holder takes it up.
  virtual Result<void> shut_down() = 0;
};

// The store is held from now on. Error{unavailable, "held"} when another process holds it.
Result<std::unique_ptr<Workplace>> hold_store(const Home& home, const Holding& holding = {});

// Error{not_found, "no_holder"} when no process serves the store in a folder.
Result<std::unique_ptr<Workplace>> ask_holder(const holder::Connect& connect, const Limits& limits);

}  // namespace azwf::cli
