// What a supervisor is told and what it answers: both are small packed values. Order and report are
// only ever exchanged between processes of the same binary, so they carry no version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace azwf::process {

struct Order {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // NAME=value, all there is
  std::string cwd;                       // absolute
  std::optional<std::string> input;      // standard input; /dev/null without
  std::string lock_path;
  std::uint64_t output_bytes_max = 0;
  std::uint64_t free_bytes_min = 0;  // what output leaves free on the disk, for the log
  std::size_t tail_bytes_max = 0;
  std::int64_t linger_ms = 0;  // what is left when the program has ended may end by itself
  std::int64_t grace_ms = 0;   // between SIGTERM and SIGKILL
};

// The end of what a stream has carried.
struct StreamTail {
  std::string text;
  std::uint64_t total = 0;
};

// Sent when nothing of the tree is left.
struct Report {
  enum class End { never_started, exited, signalled };
  End end = End::never_started;
  int number = 0;        // exit status or signal
  bool stopped = false;  // it was told to stop before the program had ended by itself
  std::string code;      // not empty: what went wrong, whatever the end
  std::string message;
  StreamTail out;
  StreamTail err;
};

std::string pack_order(const Order& order);
Result<Order> unpack_order(std::string_view bytes);
std::string pack_report(const Report& report);
Result<Report> unpack_report(std::string_view bytes);

constexpr std::size_t order_bytes_max = 8 << 20;
constexpr std::size_t report_bytes_max = 128 << 10;      // fits a datagram, with these:
constexpr std::size_t report_tail_bytes_max = 32 << 10;  // each of the two
constexpr std::size_t report_message_bytes_max = 4 << 10;

}  // namespace azwf::process
