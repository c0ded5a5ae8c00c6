// A client for any number of threads: one call at a time.
#pragma once

#include <memory>
#include <mutex>

#include "adapters/holder/client.hpp"

namespace azwf::holder {

// What it is asked for may be asked twice: it connects again when the holder was lost meanwhile, or
// has forgotten a client that was silent for long.
class SharedClient {
 public:
  // Without a client, connected when it is first asked something.
  explicit SharedClient(Connect connect, std::unique_ptr<Client> client = nullptr)
      : connect_(std::move(connect)), client_(std::move(client)) {}

  // Error{unavailable} when the holder is lost and no other one is found at once.
  template <class T> Result<T> call_for(const Request& request) {
    const std::lock_guard lock(mutex_);
    if (client_ == nullptr) client_ = TRY(connect_or_gone(connect_));
    auto reply = client_->call_for<T>(request);
    if (reply || !is_lost(reply.error())) return reply;
    client_.reset();
    if (reply.error().code != holder_gone) return reply;
    auto again = connect_(patience_max);
    if (!again) return reply;
    client_ = *std::move(again);
    return client_->call_for<T>(request);
  }

 private:
  std::mutex mutex_;
  const Connect connect_;
  std::unique_ptr<Client> client_;
};

}  // namespace azwf::holder
