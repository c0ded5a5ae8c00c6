// Keys of those who may use a store from other machines: public halves with a name and a role, as
// the stream "keys" has them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/access/role.hpp"
#include "engine/base/result.hpp"
#include "engine/event/event_log.hpp"

namespace azwf {

StreamName keys_stream();

struct AccessKey {
  std::string name;        // the actor of whatever is done with it
  std::string public_key;  // 40 characters of Z85
  Role role = Role::read;
  Timestamp added_at;
  std::string added_by;
  std::optional<Timestamp> revoked_at;
  std::string revoked_by;

  [[nodiscard]] bool is_valid() const { return !revoked_at; }
};

Event key_added(std::string_view name, std::string_view public_key, Role role);
Event key_revoked(std::string_view name);

// Error{invalid} when the event is neither of those two, or not as they are.
Result<void> check_key_event(const Event& event);

// All keys that ever were, as of a revision of their stream. A name has one valid key at most, and
// a key one name: what is added takes the place of either.
class AccessKeys {
 public:
  // Folds what the stream has got since.
  Result<void> catch_up(EventLog& log);
  // The next commit of the stream. Error{damaged}.
  Result<void> take(const Commit& commit);

  [[nodiscard]] Position revision() const { return revision_; }
  [[nodiscard]] const std::vector<AccessKey>& all() const { return keys_; }  // as they were added
  // Valid ones only.
  [[nodiscard]] const AccessKey* by_name(std::string_view name) const;
  [[nodiscard]] const AccessKey* by_public_key(std::string_view key) const;

 private:
  Result<void> take(const Event& event);

  std::vector<AccessKey> keys_;
  Position revision_;
};

}  // namespace azwf
