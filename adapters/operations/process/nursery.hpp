// The holder's side of the nursery: has a supervisor born for a step by sending it all it needs.
// The nursery is one process of the same binary, started at the first step and again if it is gone.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "adapters/operations/process/work_folder.hpp"

namespace azwf::process {

// What a supervisor is born with.
struct Birth {
  FileDescriptor holder;  // its end of the socket: stop comes in, the report goes out
  FileDescriptor order;   // a file holding the packed order
  StepFiles files;
};

// Threads: any.
class Nursery {
 public:
  explicit Nursery(std::string program) : program_(std::move(program)) {}
  ~Nursery();
  Nursery(const Nursery&) = delete;
  Nursery& operator=(const Nursery&) = delete;

  // On success the supervisor will come to be, or its end of the socket closes.
  Result<void> bear(const Birth& birth);

 private:
  Result<void> start();
  void let_go();

  std::string program_;
  std::mutex mutex_;
  pid_t pid_ = 0;
  FileDescriptor socket_;
};

// A socket of which both ends keep messages whole.
struct SocketPair {
  FileDescriptor ours;
  FileDescriptor theirs;
};
Result<SocketPair> make_socket_pair();

// Hands a birth to the nursery at the socket's other end. 0, or the system's error.
int send_birth(const FileDescriptor& nursery, const Birth& birth);

// In the nursery: waits for the next birth; nothing when the holder is gone.
inline constexpr int nursery_socket = 3;
std::optional<Birth> next_birth(const FileDescriptor& births);

}  // namespace azwf::process
