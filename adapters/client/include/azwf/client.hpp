// The client library of azwf: subscribe to a server's log, emit events into it, and start, signal,
// cancel and roll back runs. C++20 and the standard library are all that this header needs.
//
//     azwf::client::Client client({.url = "ipc:///run/azwf/bus"});
//     client.emit({.type = "git.push", .data = {{"branch", "main"}}});
//     auto subscription = client.subscribe({.filter = {.types = {"git.*"}}});
//     while (auto commit = subscription.next()) { for (auto& event : commit->events) … }
//
// Link with `azwf::client` (CMake: find_package(azwf)) or `pkg-config --libs azwf`.
//
// Failures are thrown as `Error`; beside it only what the standard library throws when memory or
// threads run out. A server that goes away and comes back is connected to again: what may be asked
// twice without harm is, subscriptions go on without a gap. Not for use in a child after fork().
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <future>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#define AZWF_CLIENT_API __attribute__((visibility("default")))

namespace azwf::client {

// Where a commit stands in the log, from 1; to be compared, not computed. 0: before all.
using Position = std::uint64_t;

enum class ErrorKind {
  failed,       // it was done, and failed
  invalid,      // wrong use: a bad address, name, value
  refused,      // not permitted, or in conflict with what is there
  not_found,    // no such run, workflow, file
  damaged,      // the log does not hold what was recorded
  unavailable,  // not now: no answer, too much at once
};

// `what()` says what failed and where, `hint()` what to do next; `code()` is for programs:
// "not_permitted", "conflict", "no_answer" … (PROTOCOL.md has a list).
class AZWF_CLIENT_API Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string code, const std::string& message, std::string hint);
  ~Error() override;

  [[nodiscard]] ErrorKind kind() const { return kind_; }
  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] const std::string& hint() const { return hint_; }

 private:
  ErrorKind kind_;
  std::string code_;
  std::string hint_;
};

// A value: of an event's data, of parameters. Nothing, a boolean, an integer of 64 bits, a number,
// a text (UTF-8), bytes, a list, or a map with texts as keys. Kept as MessagePack; at most 1 MiB.
// Threads: as a std::string.
class AZWF_CLIENT_API Data {
 public:
  Data();  // nothing
  template <std::same_as<bool> T> Data(T value) : Data(of_boolean(value)) {}
  // Error{invalid} for one that does not fit 64 bits with a sign.
  template <std::integral T>
  requires(!std::same_as<T, bool>) Data(T value)
      : Data(of_integer(std::is_signed_v<T>, static_cast<std::uint64_t>(value))) {}
  Data(double value);
  Data(const char* text) : Data(std::string_view(text)) {}
  Data(const std::string& text) : Data(std::string_view(text)) {}
  Data(std::string_view text);
  // A map: {{"branch", "main"}, {"files", 3}}. Of a key that is given twice, the last one counts.
  Data(std::initializer_list<std::pair<const char*, Data>> fields);
  static Data map(const std::map<std::string, Data>& fields);
  static Data list(const std::vector<Data>& items);
  static Data bytes(std::string_view bytes);
  // Error{invalid} when the text is no JSON, or the bytes are not one MessagePack value.
  static Data from_json(std::string_view text);
  static Data from_msgpack(std::string bytes);

  // On one line; bytes as a data URL.
  [[nodiscard]] std::string json() const;
  [[nodiscard]] const std::string& msgpack() const { return packed_; }

  // What stands behind the key of a map; nothing when it is no map, or has no such key.
  Data operator[](std::string_view key) const;
  [[nodiscard]] bool is_nothing() const;
  // Each gives nothing when the value is of another type; a number is also had of an integer.
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<std::string> text() const;
  [[nodiscard]] std::vector<Data> items() const;  // of a list; else none

  // Equal values written in the same way; maps made here have their keys in order.
  bool operator==(const Data&) const = default;

 private:
  friend struct DataAccess;
  static Data of_boolean(bool value);
  static Data of_integer(bool is_signed, std::uint64_t bits);

  std::string packed_;
};

// An event of the log. Texts are empty where there is none.
struct Event {
  std::string id;
  std::string type;     // "git.push"
  std::string subject;  // "main"
  std::string actor;    // who did it, as the server knows it; empty: the engine itself
  std::string origin;   // where a script made it, "ci.lua:12"
  std::string correlation;
  std::string causation;
  std::chrono::system_clock::time_point time;  // to the microsecond
  Data data;
  bool is_sealed = false;  // its data cannot be read here
};

// What was recorded as a whole: the events of one stream that a subscription lets through.
struct Commit {
  Position position = 0;
  std::string stream;  // "inbox/ann", "run/7"
  std::chrono::system_clock::time_point recorded;
  std::vector<Event> events;  // at least one
};

// Where a subscription begins.
struct Beginning {};
struct Now {};  // with what comes after the log's last commit
using From = std::variant<Now, Beginning, Position, std::chrono::system_clock::time_point>;

// `*` stands for any characters, `?` for one. Of each kind one pattern has to match; a kind without
// patterns lets all through. At most 64 patterns.
struct Filter {
  std::vector<std::string> types = {};
  std::vector<std::string> streams = {};
  std::vector<std::string> subjects = {};
  std::map<std::string, std::string> attributes = {};  // "id", "actor", "origin": a pattern each
};

struct SubscribeOptions {
  From from = Now{};  // a position is included; a time: the first commit recorded then or later,
                      // or when there is none yet, the next one
  Filter filter = {};
  // The log's chain is computed again, also of what the filter leaves out: that nothing was
  // changed, left out or put in, and that it is the same log after a server came back.
  bool verifies = false;
  // Commits that may wait here to be read; one has at most 8 MiB, most have less than 1 KiB.
  std::uint32_t window = 1'000;
};

// Threads: one at a time, another one than its client's if need be. Ends with its client.
class AZWF_CLIENT_API Subscription {
 public:
  Subscription(Subscription&&) noexcept;
  Subscription& operator=(Subscription&&) noexcept;
  ~Subscription();

  // The next commit, in the log's order, each exactly once. Waits for it as long as it takes, also
  // for a server that is away; with a time, nothing when none came within it. Error: the
  // subscription has ended and all of it was read ("revoked", "chain_broken", "closed" …).
  std::optional<Commit> next();
  std::optional<Commit> next(std::chrono::milliseconds patience);
  // All up to here was read, or is left out by the filter: to go on from another time, subscribe
  // from behind it. Do so after the commit's events were dealt with.
  [[nodiscard]] Position past() const;

 private:
  friend class Client;
  struct Parts;
  explicit Subscription(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

struct NewEvent {
  std::string type;  // letters, digits and . _ -; those that the engine records are refused
  std::string subject = {};
  Data data = {};
  // The same id once more is the same event: it is found, not recorded again. Error{refused} when
  // the contents differ. Without one it gets one.
  std::string id = {};
  // Where the last event emitted under this name is thought to stand, 0 when there is none; if it
  // stands elsewhere, Error{refused, "conflict"} and nothing is recorded.
  std::optional<Position> expected = {};
};

struct Emitted {
  Position position = 0;  // of its commit, which others may share
  bool existed = false;   // it was there already, by its id
};

struct Started {
  std::string run;
  bool existed = false;  // the id names this run already
};

struct Options {
  std::string url;            // "ipc:///run/azwf/bus", "tcp://azwf.example:7440"
  std::string key_file = {};  // as `azwf keys new` writes it; none: in clear
  // How long one answer may take, connecting again included; then Error{unavailable, "no_answer"}.
  std::chrono::milliseconds patience = std::chrono::seconds(10);
};

// Threads: any; one thread of its own keeps the connection.
class AZWF_CLIENT_API Client {
 public:
  // Connects. Error{unavailable, "no_answer"} also when the key is not let in: a server does not
  // answer those. Error{invalid}, {not_found}: the address or the key file is none.
  explicit Client(const Options& options);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();  // what is not answered ends with Error{unavailable, "closed"}

  // Error{invalid} when the filter is none; Error{refused} when the key may not read.
  Subscription subscribe(const SubscribeOptions& options = {});

  // Returns once the event is durable. Asked again by itself when a server went away meanwhile.
  Emitted emit(NewEvent event);
  // The same without waiting: many may be on their way, in their order. Waits while 1,000 are not
  // answered, and slows down to what the server hears of one peer, 20,000 a second. An event that
  // is refused does not keep those behind it.
  std::future<Emitted> emit_async(NewEvent event);

  // Starts the installed workflow of this name (`azwf install`). The same id with the same
  // parameters is the same run; without one it gets one. Returns once the start is durable.
  // Error{not_found}: no such workflow; Error{invalid}: parameters that it does not take.
  Started start(const std::string& workflow, const Data& parameters = {}, std::string run = {});
  void signal(const std::string& run, const std::string& name, const Data& data = {});
  // Return once it is recorded that it was asked for. Error{refused}: the run is in no state for
  // it. Error{unavailable, "holder_gone"}: the server went away; nobody knows whether it was.
  void cancel(const std::string& run, const std::string& reason = {});
  void kill(const std::string& run, const std::string& reason = {});
  void rollback(const std::string& run, const std::string& reason = {});

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace azwf::client
