// The last part of a program's output, as scripts get to see it: whole lines where possible, valid
// UTF-8 always, and a bound on memory while a program prints without end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/operations/process/supervision.hpp"

namespace azwf::process {

// Keeps the last `bytes_max` bytes of a stream.
class Tail {
 public:
  explicit Tail(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  void append(std::string_view bytes);
  [[nodiscard]] StreamTail take();

 private:
  std::size_t bytes_max_;
  std::string text_;
  std::uint64_t total_ = 0;
};

// What is put into a step's result. `exact`: these are all bytes, as they were printed.
struct Excerpt {
  std::string out;
  std::string err;
  bool truncated = false;
  bool exact = false;
};

// Together at most `bytes_max`: each stream is sure of a half and takes what the other leaves.
Excerpt excerpt_of(const StreamTail& out, const StreamTail& err, std::size_t bytes_max);

// Every byte that is no part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view bytes);

// The last line that is not blank, for an error's message; empty when there is none.
std::string_view last_line(std::string_view text, std::size_t bytes_max);

}  // namespace azwf::process
