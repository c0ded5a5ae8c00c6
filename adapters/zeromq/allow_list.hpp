// Who is let in at the bus: the valid keys of the log's stream of keys.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "adapters/zeromq/guest.hpp"
#include "engine/access/access_key.hpp"

namespace azwf::zeromq {

// Threads: any.
class AllowList {
 public:
  static Result<std::unique_ptr<AllowList>> open(EventLog& log);

  // A commit of any stream, in order. True when somebody may do less from now on. One of keys that
  // cannot be read locks everybody out.
  bool take(const Commit& commit);
  // Whose public key it is, as text; nobody's: nothing.
  [[nodiscard]] std::optional<Guest> find(std::string_view public_key) const;
  // Who has it, or had it last; empty: nobody.
  [[nodiscard]] std::string name_of(std::string_view public_key) const;

 private:
  mutable std::mutex mutex_;
  AccessKeys keys_;
  bool is_broken_ = false;
};

// What whoever is on it no more is told.
std::unexpected<Error> revoked();

}  // namespace azwf::zeromq
