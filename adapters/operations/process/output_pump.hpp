// Moves what a program prints into the spool file, in the order of arrival, and keeps both tails.
// Goes on reading, and drops, when the output may not or cannot be kept: the program must be able
// to end.
#pragma once

#include <string>

#include "adapters/operations/process/file_descriptor.hpp"
#include "adapters/operations/process/supervision.hpp"
#include "adapters/operations/process/tail.hpp"

namespace azwf::process {

struct SpoolLimits {
  std::uint64_t bytes_max = 0;
  std::uint64_t free_bytes_min = 0;  // of the spool's disk; looked at after every so many bytes
};

class OutputPump {
 public:
  OutputPump(FileDescriptor spool, SpoolLimits limits, std::size_t tail_bytes_max);

  void attach(FileDescriptor out, FileDescriptor err);
  // For poll; -1 once a stream has ended.
  [[nodiscard]] int out() const { return out_.pipe.get(); }
  [[nodiscard]] int err() const { return err_.pipe.get(); }
  void pump_out() { pump(out_); }
  void pump_err() { pump(err_); }
  void drain();  // whatever can be read without waiting, then closes

  [[nodiscard]] const std::string& trouble_code() const { return code_; }  // empty: none
  void report(Report& report);

 private:
  struct Stream {
    Tail tail;
    FileDescriptor pipe;
  };

  bool pump(Stream& stream);  // whether there may be more
  void keep(std::string_view bytes);
  [[nodiscard]] bool disk_is_full();
  void give_up(std::string code, std::string message);

  FileDescriptor spool_;
  SpoolLimits limits_;
  std::uint64_t bytes_ = 0;
  std::uint64_t looked_at_ = 0;  // how many bytes there were when the disk was last looked at
  Stream out_;
  Stream err_;
  std::string code_;
  std::string message_;
};

}  // namespace azwf::process
