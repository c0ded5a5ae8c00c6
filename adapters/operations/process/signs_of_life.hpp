// What a running program shows of itself: what it prints, and what it writes into its progress
// file. For steps whose policy asks for a heartbeat.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/packed.hpp"

namespace azwf::process {

// Threads: one.
class SignsOfLife {
 public:
  // An empty path: nothing is looked for.
  SignsOfLife() = default;
  SignsOfLife(std::filesystem::path spool, std::filesystem::path progress)
      : spool_(std::move(spool)), progress_(std::move(progress)) {}

  // Writes what an earlier attempt reached, as text, to where the program finds and changes it.
  void begin(const Packed& reached);

  [[nodiscard]] bool is_wanted() const { return !spool_.empty(); }
  // Whether there was one since the last look.
  bool look();
  // What the progress file says since the last look, if it has changed.
  [[nodiscard]] const std::optional<std::string>& progress() const { return changed_; }

 private:
  std::filesystem::path spool_;
  std::filesystem::path progress_;
  std::uintmax_t printed_ = 0;
  std::string reached_;
  std::optional<std::string> changed_;
};

}  // namespace azwf::process
