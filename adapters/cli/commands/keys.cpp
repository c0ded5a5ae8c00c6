// azwf keys: who may use this store over the network. A secret half is written into a file and
// nowhere else; the log has the public one.
#include <unistd.h>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/follow.hpp"
#include "adapters/cli/key_file.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/text.hpp"
#include "engine/access/access_key.hpp"

namespace azwf::cli {
namespace {

std::unexpected<Error> no_such_role(const std::string& text) {
  return failure(ErrorKind::invalid, "bad_role", "\"" + text + "\" is no role",
                 "read, emit, operate or admin: each may do what those before it may");
}

std::unexpected<Error> taken(const std::string& name) {
  return failure(ErrorKind::refused, "name_taken", "there is a key of that name: " + name,
                 "azwf keys revoke " + name + " ends it; or use another name");
}

std::unexpected<Error> unknown(const std::string& name) {
  return failure(ErrorKind::not_found, "no_such_key", "there is no valid key of the name " + name,
                 "azwf keys list names them");
}

std::unexpected<Error> no_name(const std::string& what) {
  return failure(ErrorKind::invalid, "no_name", "whose key is to be " + what + "?",
                 "azwf keys " + what + " NAME");
}

// What is decided on all keys there are; once more when somebody else was faster.
template <class Decide>
Result<Emitted> record(WorkSession& session, Follower& follower, Decide decide) {
  for (;;) {
    AccessKeys keys;
    TRY_VOID(follower.reading([&] { return keys.catch_up(session.log()); }));
    auto event = TRY(decide(keys));
    TRY_VOID(check_key_event(event));
    const auto emitted = follower.emit({.event = std::move(event),
                                        .stream = keys_stream(),
                                        .expected = keys.revision(),
                                        .reply = {}});
    if (emitted || emitted.error().code != "conflict") return emitted;
  }
}

// Of a server on the network, whoever asks has a file that says it.
Result<std::string> server_key_at(WorkSession& session, Console& console) {
  const auto& address = session.address;
  if (address.home) {
    return TRY(server_key_of(*address.home, session.log(), console)).public_key;
  }
  if (!address.server_key.empty()) return address.server_key;
  return failure(ErrorKind::refused, "no_server_key",
                 "whoever asks " + address.name +
                     " without a key does not know by which key it is "
                     "known on the network",
                 "--key FILE of an admin; or azwf keys new NAME --home DIR, on its machine");
}

Result<ExitStatus> make_key(const Invocation& invocation, Console& console,
                            const std::string& name) {
  const auto role_text = invocation.has("--role") ? invocation.text("--role") : "read";
  const auto role = role_from_text(role_text);
  if (!role) return no_such_role(role_text);
  KeyFile file{.name = name, .role = role_text, .keys = zeromq::make_key_pair()};
  const auto public_key = zeromq::key_text(file.keys.public_key);
  TRY_VOID(check_key_event(key_added(name, public_key, *role)));
  const auto session = TRY(WorkSession::open(invocation, console));
  file.server_key = TRY(server_key_at(*session, console));
  const auto path = invocation.has("--out") ? invocation.text("--out") : name + ".key";
  TRY_VOID(write_key_file(path, file));
  Follower follower(*session, console);
  const auto emitted = record(*session, follower, [&](const AccessKeys& keys) -> Result<Event> {
    if (keys.by_name(name) != nullptr) return taken(name);
    return key_added(name, public_key, *role);
  });
  // Where nobody knows whether it was recorded, the file is all there is of it.
  const bool may_be_valid = emitted || emitted.error().kind == ErrorKind::unavailable;
  if (!may_be_valid) (void)unlink(path.c_str());
  if (!emitted) return std::unexpected(emitted.error());
  TRY_VOID(follower.shut_down());
  if (console.json()) {
    console.print_json(Record()
                           .text("name", name)
                           .text("role", role_text)
                           .text("public", public_key)
                           .text("file", path)
                           .integer("position", emitted->position.value)
                           .pack());
  } else {
    console.print_line(path);
    console.note(name + " has the role " + role_text + " with this file, at this store's server");
  }
  return ExitStatus::done;
}

Result<ExitStatus> revoke_key(const Invocation& invocation, Console& console,
                              const std::string& name) {
  const auto session = TRY(WorkSession::open(invocation, console, {.makes_store = false}));
  Follower follower(*session, console);
  const auto emitted = TRY(record(*session, follower, [&](const AccessKeys& keys) -> Result<Event> {
    if (keys.by_name(name) == nullptr) return unknown(name);
    return key_revoked(name);
  }));
  TRY_VOID(follower.shut_down());
  if (console.json()) {
    console.print_json(
        Record().text("name", name).integer("position", emitted.position.value).pack());
  } else {
    console.print_line(name + " is not let in any more");
  }
  return ExitStatus::done;
}

Packed document(const std::vector<AccessKey>& keys) {
  List list;
  for (const auto& key : keys) {
    Record record;
    record.text("name", key.name)
        .text("role", to_text(key.role))
        .text("public", key.public_key)
        .timestamp("added_at", key.added_at)
        .text("added_by", key.added_by);
    if (key.revoked_at) record.timestamp("revoked_at", *key.revoked_at);
    list.add(record.optional_text("revoked_by", key.revoked_by));
  }
  return Record().value("keys", list.pack()).pack();
}

Result<ExitStatus> list_keys(const Invocation& invocation, Console& console) {
  const auto session = TRY(ReadingSession::open(invocation));
  AccessKeys keys;
  TRY_VOID(keys.catch_up(session->log()));
  if (console.json()) {
    console.print_json(document(keys.all()));
  } else if (keys.all().empty()) {
    console.note("there are no keys: azwf keys new NAME makes one");
  } else {
    Table table({"NAME", "ROLE", "PUBLIC KEY", "ADDED", "BY", "REVOKED", "BY"});
    for (const auto& key : keys.all()) {
      table.add({{key.name},
                 {std::string(to_text(key.role))},
                 {key.public_key},
                 {short_time(key.added_at)},
                 {key.added_by},
                 {key.revoked_at ? short_time(*key.revoked_at) : "", &Style::bad},
                 {key.revoked_by}});
    }
    console.print(table.text(console.out_style()));
  }
  return ExitStatus::done;
}

}  // namespace

Result<ExitStatus> keys_command(const Invocation& invocation, Console& console) {
  const auto what = invocation.text("WHAT");
  if (what == "list") return list_keys(invocation, console);
  const auto name = invocation.text("NAME");
  if (name.empty()) return no_name(what);
  return what == "new" ? make_key(invocation, console, name)
                       : revoke_key(invocation, console, name);
}

}  // namespace azwf::cli
