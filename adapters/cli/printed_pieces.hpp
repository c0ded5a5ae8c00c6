// Spools as others ask for them, piece by piece: one that was asked for stays open for a while, so
// that whoever follows it reads to its end, also when the attempt has ended meanwhile.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <tuple>

#include "adapters/holder/message.hpp"
#include "adapters/operations/process/file_descriptor.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

// Threads: any.
class PrintedPieces {
 public:
  explicit PrintedPieces(Home home) : home_(std::move(home)) {}

  // Error{not_found} when the attempt has no spool: it has not begun, or has ended.
  Result<holder::Piece> read(const holder::ReadOutput& read);

 private:
  using Clock = std::chrono::steady_clock;
  using Name = std::tuple<RunId, StepId, std::uint32_t>;
  struct Open {
    process::FileDescriptor file;
    Clock::time_point read_at;
  };
  using Files = std::map<Name, Open>;

  Result<Files::iterator> find(const Name& name);
  void close_some(Clock::time_point now);

  const Home home_;
  std::mutex mutex_;
  Files files_;
};

}  // namespace azwf::cli
