// One client of the holder: the requests it has sent, and the answers it has not taken yet.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "adapters/holder/message.hpp"
#include "adapters/holder/service.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "adapters/system/frames.hpp"

namespace azwf::holder {

// Threads: the server's.
class ClientLink {
 public:
  ClientLink(FileDescriptor socket, std::string actor, const Limits& limits);

  // Receives what has come. False when the client is gone.
  bool hear();
  // Handles what was heard, as far as it may ask. False when it says what no client says.
  bool handle_heard(const std::function<void(Numbered)>& handle);
  void reply(std::uint64_t number, const Result<Reply>& reply);
  // Sends what the socket takes without waiting. False when the client is gone.
  bool send();

  [[nodiscard]] int socket() const { return socket_.get(); }
  [[nodiscard]] bool has_to_send() const { return sent_ < out_.size(); }
  // One that does not take its answers is not heard.
  [[nodiscard]] bool may_ask() const;
  // Something that was heard could be handled now.
  [[nodiscard]] bool is_behind() const { return is_behind_ && may_ask(); }
  [[nodiscard]] const std::shared_ptr<const Asker>& asker() const { return asker_; }
  // It waits for what becomes of a run.
  bool is_attached = false;

 private:
  const Limits* limits_;
  FileDescriptor socket_;
  std::shared_ptr<const Asker> asker_;
  FrameReader reader_;
  std::string out_;
  std::size_t sent_ = 0;  // of `out_`
  std::size_t open_ = 0;  // requests without an answer, but for those held back
  std::set<std::uint64_t> waiting_;
  bool is_behind_ = false;  // what was heard was more than it may ask
};

}  // namespace azwf::holder
