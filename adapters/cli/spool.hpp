// What an attempt in progress has printed so far: its spool, a file of whoever performs it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/holder/shared_client.hpp"
#include "engine/base/limits.hpp"
#include "engine/base/strong.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

class Spool {
 public:
  virtual ~Spool() = default;
  // Hands out what was added since the last call. False when there is nothing to read any more, or
  // not yet: the attempt has ended, or has not begun.
  virtual Result<bool> read(const std::function<void(std::string_view)>& sink) = 0;
  // The last bytes, at most `bytes`; what `read` hands out stays as it was.
  virtual std::string tail(std::size_t bytes) = 0;
};

// Threads: one.
class Spools {
 public:
  virtual ~Spools() = default;
  // Nothing when it is known that there is none.
  virtual std::unique_ptr<Spool> open(const RunId& run, const StepId& step,
                                      std::uint32_t attempt) = 0;
};

// On this machine: once open, a spool is read to its end, also when its file was removed.
class FileSpools : public Spools {
 public:
  explicit FileSpools(Home home) : home_(std::move(home)) {}
  std::unique_ptr<Spool> open(const RunId& run, const StepId& step, std::uint32_t attempt) override;

 private:
  const Home home_;
};

// Of a holder that is asked for pieces.
class HeldSpools : public Spools {
 public:
  HeldSpools(const Limits& limits, std::shared_ptr<holder::SharedClient> client)
      : limits_(limits), client_(std::move(client)) {}
  std::unique_ptr<Spool> open(const RunId& run, const StepId& step, std::uint32_t attempt) override;

 private:
  const Limits& limits_;
  std::shared_ptr<holder::SharedClient> client_;
};

}  // namespace azwf::cli
