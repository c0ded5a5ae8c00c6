// What is said between the holder of a store and everyone else, whatever carries it: requests with
// a number, and one answer to each. README.md has the messages field by field.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/holder/subscription_messages.hpp"
#include "engine/event/view_store.hpp"
#include "engine/holder/holder.hpp"

namespace azwf::holder {

inline constexpr std::int64_t protocol_version = 1;
// Whoever says too much in a second is not heard for so long, and says it again after a while that
// is longer.
inline constexpr std::chrono::milliseconds unheard_for(100);
inline constexpr std::chrono::milliseconds said_again_after(150);

// Whether both sides speak the same protocol.
struct Hello {
  std::int64_t protocol = protocol_version;
};

// The commits past a position, of all streams or of one, as many as fit. When there are none, the
// answer may be held back until there are.
struct ReadLog {
  ReadQuery query;
  std::uint64_t bytes_max = 0;
  bool waits = false;

  bool operator==(const ReadLog&) const = default;
};

// The keys of the views with this prefix, from one on.
struct ReadViews {
  std::string prefix;
  std::string from;
  std::uint64_t keys_max = 0;
};

// Bytes of a blob, from there on; none tell its size.
struct ReadBlob {
  Digest digest;
  std::uint64_t from = 0;
  std::uint64_t bytes_max = 0;
};

// What an attempt in progress has printed, from there on; no bytes tell how much it is.
struct ReadOutput {
  RunId run;
  StepId step;
  std::uint32_t attempt = 1;
  std::uint64_t from = 0;
  std::uint64_t bytes_max = 0;
};

// A document made of what is in the store.
struct Query {
  std::string name;
  Packed arguments;  // a map
};

// What triggers ask for is started from now on.
struct TakeUpTriggers {};

using Request = std::variant<Hello, ReadLog, ReadViews, ReadBlob, ReadOutput, Query, StartRun,
                             TellRun, TakeUpRuns, EmitEvent, ChangeWorkflow, TakeUpTriggers,
                             Subscribe, Credit, Unsubscribe>;

struct Numbered {
  std::uint64_t number = 0;
  Request request;
};

struct Welcome {
  std::int64_t protocol = 0;
  std::string engine;  // "host:pid"
  std::uint64_t epoch = 0;
  bool stays = false;  // it works on runs until it is told to end, whoever waits for them
};

struct LogPart {
  std::vector<std::string> commits;  // frame and leaf of each, as they are stored
  bool at_end = false;               // of what was durable when this was asked for
  Position head;                     // the log's last commit, then
};

struct ViewPart {
  ViewCheckpoint checkpoint;
  std::vector<std::pair<std::string, std::string>> entries;
  bool at_end = false;
};

// Bytes of a blob, or of what an attempt has printed.
struct Piece {
  std::uint64_t size = 0;  // of all there is at the moment
  std::string bytes;
};

// The answer to a query: what is true when all up to this position has happened, and nothing more.
struct Answer {
  Position position;
  Packed value;  // a map
};

struct Done {};

using Reply = std::variant<Done, Welcome, LogPart, ViewPart, Piece, Answer, StartedRun,
                           std::vector<Trouble>, Emitted, ChangedWorkflow, Subscribed, Delivery>;

// One message, without the carrier's frame. The functions that answer are not sent.
void write_request(std::string& out, std::uint64_t number, const Request& request);
void write_reply(std::string& out, std::uint64_t number, const Result<Reply>& reply);

// Error{invalid} when the bytes are no such message, or one of a later protocol.
Result<Numbered> read_request(std::string_view message);
// The number of a message, however bad the rest is; 0 when it has none.
std::uint64_t number_of(std::string_view message);
struct NumberedReply {
  std::uint64_t number = 0;
  Result<Reply> reply;
};
Result<NumberedReply> read_reply(std::string_view message);

}  // namespace azwf::holder
