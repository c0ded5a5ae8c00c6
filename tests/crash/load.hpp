// The load that gets killed: a holder process that carries runs on and tells, over a pipe, every
// commit once it is durable.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/event/leaf.hpp"

namespace azwf::tests {

// One acknowledged event, as the holder told it.
struct Acknowledged {
  std::uint64_t position = 0;
  std::string run;
  std::uint32_t ordinal = 0;
  std::string type;
};

// What a holder was doing when it was killed.
enum class Moment : char {
  starting = 's',
  opening = 'o',
  recovering = 'r',
  appending = 'a',
  telling = 't',
  turning = 'u',
};

struct LoadFiles {
  std::filesystem::path home;
  std::filesystem::path effects;  // one line for each time a step did its work
  std::filesystem::path moment;   // one byte: what the holder is doing
};

std::string run_name(std::uint64_t seed, std::size_t number);

// A holder in a process of its own, started by running this test executable again.
class Holder {
 public:
  // Carries on every run of the store, and starts those up to `runs` that are not there yet.
  Holder(const LoadFiles& files, std::uint64_t seed, std::size_t runs);
  ~Holder();
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  // Reads what the holder tells for up to `ms`, or until it ends. False once it has ended.
  bool listen(int ms);
  // Kills the holder and reads what it had told.
  void kill();
  // The same, but no supervisor outlives it: nobody is left to end the programs of its steps.
  void kill_with_supervisors();
  // Its exit status, once it has ended; -1 when it was killed.
  int wait();

  [[nodiscard]] const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }

 private:
  void take_lines();

  int pid_ = -1;
  int pipe_ = -1;
  std::string unread_;
  std::vector<Acknowledged> acknowledged_;
};

Moment moment_of(const LoadFiles& files);
// Whether a holder at this is past its recovery.
bool has_recovered(Moment moment);

}  // namespace azwf::tests
