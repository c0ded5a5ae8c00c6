// The spool file of an attempt: what it has printed so far. Once open it can be read to its end,
// also when the attempt has ended and the file was removed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/operations/process/file_descriptor.hpp"
#include "engine/base/strong.hpp"
#include "storage/files/home.hpp"

namespace azwf::cli {

class Spool {
 public:
  // Nothing when there is no such file: the attempt has not begun, or has ended.
  static std::optional<Spool> open(const Home& home, const RunId& run, const StepId& step,
                                   std::uint32_t attempt);
  // Hands out what was added since the last call.
  void read(const std::function<void(std::string_view)>& sink);
  // The last bytes, at most `bytes`; what `read` hands out stays as it was.
  [[nodiscard]] std::string tail(std::size_t bytes) const;

 private:
  explicit Spool(process::FileDescriptor file) : file_(std::move(file)) {}

  process::FileDescriptor file_;
};

}  // namespace azwf::cli
