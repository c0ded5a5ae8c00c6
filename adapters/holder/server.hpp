// Serves a store to other processes on the socket in its folder, in a thread of its own.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "adapters/holder/client_link.hpp"
#include "adapters/holder/service.hpp"
#include "adapters/holder/task_queue.hpp"

namespace azwf::holder {

class Server {
 public:
  struct Options {
    std::filesystem::path home;
    std::string actor;              // the account of this user, the only one that is let in
    std::function<void()> changed;  // called in the server's thread when `attached` has changed
  };
  // By whoever holds the store's lock. `parts` outlive this.
  static Result<std::unique_ptr<Server>> open(Options options, const ServiceParts& parts);
  // Ends every connection; what was asked and not answered is left to the next holder.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // How many clients wait for what becomes of a run. Threads: any.
  [[nodiscard]] std::size_t attached() const { return attached_; }

 private:
  using Clients = std::map<std::uint64_t, ClientLink>;

  Server(FileDescriptor listening, std::shared_ptr<TaskQueue> tasks, const ServiceParts& parts,
         Options options);

  void serve(const std::stop_token& stop);
  std::vector<std::uint64_t> wait();
  void greet();
  bool handle_heard(std::uint64_t name, ClientLink& client);
  Service::ReplyTo reply_to(std::uint64_t name, std::uint64_t number);
  void count_attached();

  const Limits& limits_;
  const Options options_;
  FileDescriptor listening_;
  std::shared_ptr<TaskQueue> tasks_;  // replies may come after this has ended
  Clients clients_;
  std::uint64_t named_ = 0;  // clients so far
  bool is_full_ = false;     // of open files: nobody is let in for a moment
  std::atomic<std::size_t> attached_ = 0;
  Service service_;
  std::jthread thread_;  // last: it uses all above
};

}  // namespace azwf::holder
