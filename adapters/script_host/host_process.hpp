// One process that runs scripts: its birth, its socket and page, its end. Whoever owns this object
// is the process's parent; the process never outlives it, nor the thread that started it.
#pragma once

#include <chrono>
#include <string>

#include "adapters/script_host/page.hpp"
#include "adapters/system/frames.hpp"
#include "engine/base/limits.hpp"

namespace azwf::script_host {

class HostProcess {
 public:
  // Runs `program` with the hidden command; what it is to know comes over the socket.
  static Result<HostProcess> start(const std::string& program);
  ~HostProcess();
  HostProcess(HostProcess&& other) noexcept;
  HostProcess& operator=(HostProcess&&) = delete;

  [[nodiscard]] int socket() const { return socket_.get(); }
  [[nodiscard]] const Page& page() const { return *page_.get(); }
  [[nodiscard]] pid_t pid() const { return pid_; }

  // Ends it, and awaits its end. It may say where it is first, if it is quick.
  void end();
  // It may use the processor this much longer than it has lived: should nobody watch it any more.
  void allow_processor_time();

 private:
  HostProcess() = default;

  FileDescriptor socket_;
  PageMapping page_;
  pid_t pid_ = 0;
  std::chrono::steady_clock::time_point born_;
};

}  // namespace azwf::script_host
