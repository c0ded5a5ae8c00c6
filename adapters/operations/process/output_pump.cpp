// One read per call, so that no stream keeps the others waiting.
#include "adapters/operations/process/output_pump.hpp"

#include <sys/statvfs.h>

namespace azwf::process {
namespace {

constexpr std::uint64_t looked_every_bytes = 64 << 10;

}  // namespace

OutputPump::OutputPump(FileDescriptor spool, SpoolLimits limits, std::size_t tail_bytes_max)
    : spool_(std::move(spool)),
      limits_(limits),
      out_{Tail(tail_bytes_max), {}},
      err_{Tail(tail_bytes_max), {}} {}

void OutputPump::attach(FileDescriptor out, FileDescriptor err) {
  out_.pipe = std::move(out);
  err_.pipe = std::move(err);
}

bool OutputPump::pump(Stream& stream) {
  if (!stream.pipe.is_open()) return false;
  char buffer[64 << 10];
  const auto size = read(stream.pipe.get(), buffer, sizeof buffer);
  if (size < 0) return errno == EINTR;
  if (size == 0) {
    stream.pipe.close();
    return false;
  }
  const std::string_view bytes(buffer, static_cast<std::size_t>(size));
  stream.tail.append(bytes);
  keep(bytes);
  return true;
}

void OutputPump::keep(std::string_view bytes) {
  if (!code_.empty()) return;
  if (bytes.size() > limits_.bytes_max - bytes_) {
    return give_up("output_too_large",
                   "the program printed more than " + std::to_string(limits_.bytes_max) + " bytes");
  }
  bytes_ += bytes.size();
  if (disk_is_full()) {
    return give_up("output_lost", "cannot keep the output: the disk has less than " +
                                      std::to_string(limits_.free_bytes_min) + " bytes left");
  }
  while (!bytes.empty()) {
    const auto size = write(spool_.get(), bytes.data(), bytes.size());
    if (size < 0 && errno != EINTR) {
      return give_up("output_lost", system_failure({}, "cannot keep the output").error().message);
    }
    if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

// What the log needs to go on is not for output.
bool OutputPump::disk_is_full() {
  if (bytes_ - looked_at_ < looked_every_bytes) return false;
  looked_at_ = bytes_;
  struct statvfs disk {};
  if (fstatvfs(spool_.get(), &disk) != 0) return false;  // then a write says what is wrong
  return std::uint64_t{disk.f_bavail} * disk.f_frsize < limits_.free_bytes_min;
}

void OutputPump::give_up(std::string code, std::string message) {
  code_ = std::move(code);
  message_ = std::move(message);
}

void OutputPump::drain() {
  while (pump(out_)) {
  }
  while (pump(err_)) {
  }
  out_.pipe.close();
  err_.pipe.close();
}

void OutputPump::report(Report& report) {
  report.out = out_.tail.take();
  report.err = err_.tail.take();
  if (!report.code.empty()) return;
  report.code = code_;
  report.message = message_;
}

}  // namespace azwf::process
