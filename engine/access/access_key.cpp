// "key.added" {key, role} and "key.revoked" {}: the name is the event's subject.
#include "engine/access/access_key.hpp"

#include <algorithm>

#include "engine/base/record.hpp"

namespace azwf {
namespace {

constexpr std::string_view added = "key.added";
constexpr std::string_view revoked = "key.revoked";
constexpr std::size_t key_characters = 40;
constexpr std::size_t name_bytes_max = 128;
constexpr std::size_t data_bytes_max = 4'096;

std::unexpected<Error> bad(const std::string& what) {
  return failure(ErrorKind::invalid, "bad_key_event", "not what happens to a key: " + what);
}

// Names stand in streams' names.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= name_bytes_max && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '@';
  });
}

struct Given {
  std::string key;
  std::optional<Role> role;
};

Result<Given> read_given(const Event& event) {
  Given given;
  const auto* data = std::get_if<Packed>(&event.data);
  if (data == nullptr) return bad("its data are sealed");
  Unpacker unpacker(data->bytes);
  for (auto left = TRY(unpacker.map()); left > 0; --left) {
    const auto field = TRY(unpacker.string());
    if (field == "key") {
      given.key = TRY(unpacker.string());
    } else if (field == "role") {
      given.role = role_from_text(TRY(unpacker.string()));
    } else {
      TRY_VOID(unpacker.value());
    }
  }
  return given;
}

}  // namespace

StreamName keys_stream() { return {"keys"}; }

Event key_added(std::string_view name, std::string_view public_key, Role role) {
  Event event{.type = std::string(added), .subject = std::string(name)};
  event.data = Record().text("key", public_key).text("role", to_text(role)).pack();
  return event;
}

Event key_revoked(std::string_view name) {
  Event event{.type = std::string(revoked), .subject = std::string(name)};
  event.data = Record().pack();
  return event;
}

Result<void> check_key_event(const Event& event) {
  if (!is_name(event.subject)) {
    return failure(ErrorKind::invalid, "bad_name",
                   "the name of a key is 1 to 128 of A-Z a-z 0-9 . _ - @");
  }
  if (event.type != added && event.type != revoked) return bad("the type " + event.type);
  if (const auto* data = std::get_if<Packed>(&event.data);
      data == nullptr || data->bytes.size() > data_bytes_max) {
    return bad("more is said of it than fits");
  }
  if (event.type == revoked) return {};
  const auto given = TRY(read_given(event));
  if (!given.role) return bad("it has no role");
  if (given.key.size() != key_characters) return bad("it has no public key of 40 characters");
  return {};
}

Result<void> AccessKeys::catch_up(EventLog& log) {
  const auto cursor = TRY(log.read({.stream = keys_stream(), .past = revision_}));
  for (Commit commit; TRY(cursor->next(commit));) TRY_VOID(take(commit));
  return {};
}

Result<void> AccessKeys::take(const Commit& commit) {
  for (const auto& event : commit.leaf.events) TRY_VOID(take(event));
  revision_ = commit.frame.position;
  return {};
}

// Types that a later version adds say nothing here.
Result<void> AccessKeys::take(const Event& event) {
  if (event.type != added && event.type != revoked) return {};
  auto given = event.type == added ? TRY(read_given(event)) : Given{};
  for (auto& key : keys_) {
    const bool is_meant = key.name == event.subject || key.public_key == given.key;
    if (!is_meant || !key.is_valid()) continue;
    key.revoked_at = event.time;
    key.revoked_by = event.actor;
  }
  if (event.type == revoked) return {};
  // A role of a later version may do the least.
  keys_.push_back({.name = event.subject,
                   .public_key = std::move(given.key),
                   .role = given.role.value_or(Role::read),
                   .added_at = event.time,
                   .added_by = event.actor});
  return {};
}

const AccessKey* AccessKeys::by_name(std::string_view name) const {
  const auto found = std::ranges::find_if(
      keys_, [&](const AccessKey& key) { return key.is_valid() && key.name == name; });
  return found == keys_.end() ? nullptr : &*found;
}

const AccessKey* AccessKeys::by_public_key(std::string_view public_key) const {
  const auto found = std::ranges::find_if(
      keys_, [&](const AccessKey& key) { return key.is_valid() && key.public_key == public_key; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace azwf
