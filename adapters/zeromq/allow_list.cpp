// A key that is added takes the place of another with its name: that one may do less, too.
#include "adapters/zeromq/allow_list.hpp"

#include <algorithm>
#include <ranges>

namespace azwf::zeromq {

Result<std::unique_ptr<AllowList>> AllowList::open(EventLog& log) {
  auto list = std::make_unique<AllowList>();
  TRY_VOID(list->keys_.catch_up(log));
  return list;
}

bool AllowList::take(const Commit& commit) {
  if (commit.leaf.stream != keys_stream()) return false;
  const std::lock_guard lock(mutex_);
  if (commit.frame.position <= keys_.revision()) return false;
  is_broken_ |= !keys_.take(commit).has_value();
  return true;
}

std::optional<Guest> AllowList::find(std::string_view public_key) const {
  const std::lock_guard lock(mutex_);
  const auto* key = is_broken_ ? nullptr : keys_.by_public_key(public_key);
  if (key == nullptr) return std::nullopt;
  return Guest{key->name, key->role};
}

std::string AllowList::name_of(std::string_view public_key) const {
  const std::lock_guard lock(mutex_);
  const auto latest_first = std::views::reverse(keys_.all());
  const auto found = std::ranges::find(latest_first, public_key, &AccessKey::public_key);
  return found == latest_first.end() ? "" : found->name;
}

std::unexpected<Error> revoked() {
  return failure(ErrorKind::refused, "revoked", "this key is not let in any more",
                 "have an admin make another: azwf keys new NAME");
}

}  // namespace azwf::zeromq
