// Whatever comes is bytes from outside: types and bounds are checked, fields that a later version
// added behind the known ones are passed over.
#include <array>
#include <cstring>

#include "adapters/holder/message.hpp"
#include "engine/base/text.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::holder {
namespace {

std::unexpected<Error> bad_message(const std::string& what) {
  return failure(ErrorKind::invalid, "bad_message", "not a message of this protocol: " + what);
}

Result<std::uint64_t> unsigned_of(Unpacker& unpacker) {
  const auto value = TRY(unpacker.integer());
  if (value < 0) return bad_message("a number below 0");
  return static_cast<std::uint64_t>(value);
}

Result<std::optional<Position>> position_of(Unpacker& unpacker) {
  if (TRY(unpacker.peek()) != PackedType::nil) return Position{TRY(unsigned_of(unpacker))};
  TRY_VOID(unpacker.nil());
  return std::nullopt;
}

Result<std::string> text_of(Unpacker& unpacker) {
  std::string text(TRY(unpacker.string()));
  if (!is_utf8(text)) return bad_message("a text that is not UTF-8");
  return text;
}

// A text of no bytes is a byte in a message, and many times that here.
constexpr std::size_t texts_max = 100'000;

// What an array announces is believed only as far as its bytes may hold it.
Result<std::vector<std::string>> texts_of(Unpacker& unpacker) {
  std::vector<std::string> texts;
  auto left = TRY(unpacker.array());
  if (left > texts_max) return bad_message("a list that is too long");
  for (; left > 0; --left) {
    texts.push_back(TRY(text_of(unpacker)));
  }
  return texts;
}

Result<Digest> digest_of(Unpacker& unpacker) {
  Digest digest;
  const auto bytes = TRY(unpacker.binary());
  if (bytes.size() != digest.bytes.size()) return bad_message("a digest of another size");
  std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
  return digest;
}

Result<Error> error_of(Unpacker& unpacker) {
  const auto kind = TRY(unpacker.integer());
  if (kind < 0 || kind > static_cast<std::int64_t>(ErrorKind::unavailable)) {
    return bad_message("an unknown kind of error");
  }
  Error error{.kind = static_cast<ErrorKind>(kind)};
  error.code = TRY(text_of(unpacker));
  error.message = TRY(text_of(unpacker));
  error.hint = TRY(text_of(unpacker));
  return error;
}

Result<Request> read_hello(Unpacker& unpacker) { return Hello{TRY(unpacker.integer())}; }

Result<Request> read_log(Unpacker& unpacker) {
  ReadLog read;
  const auto stream = TRY(text_of(unpacker));
  if (!stream.empty()) read.query.stream = StreamName{stream};
  read.query.direction = TRY(unpacker.boolean()) ? Direction::backwards : Direction::forwards;
  read.query.past = TRY(position_of(unpacker));
  read.bytes_max = TRY(unsigned_of(unpacker));
  read.waits = TRY(unpacker.boolean());
  return read;
}

Result<Request> read_views(Unpacker& unpacker) {
  ReadViews read;
  read.prefix = TRY(unpacker.string());
  read.from = TRY(unpacker.string());
  read.keys_max = TRY(unsigned_of(unpacker));
  return read;
}

Result<Request> read_start(Unpacker& unpacker) {
  StartRun start;
  start.run.text = TRY(text_of(unpacker));
  const auto bundle = TRY(unpacker.binary());
  if (!bundle.empty()) start.program = std::make_shared<const Program>(TRY(unpack_program(bundle)));
  start.workflow = TRY(text_of(unpacker));
  start.params.bytes = TRY(unpacker.value());
  start.cwd = TRY(text_of(unpacker));
  start.roots = TRY(texts_of(unpacker));
  start.begin = TRY(unpacker.boolean()) ? Begin::when_resumed : Begin::at_once;
  return start;
}

Result<Request> read_tell(Unpacker& unpacker) {
  TellRun tell;
  tell.run.text = TRY(text_of(unpacker));
  Event event{.type = TRY(text_of(unpacker))};
  event.data = Packed{std::string(TRY(unpacker.value()))};
  auto fact = decode_run_event(event, 0);
  if (!fact) return bad_message(event.type + ": " + fact.error().message);
  tell.fact = std::move(fact->event);
  return tell;
}

Result<Request> read_take_up(Unpacker& unpacker) {
  TakeUpRuns take_up;
  for (auto& run : TRY(texts_of(unpacker))) take_up.runs.push_back({std::move(run)});
  return take_up;
}

Result<Request> read_emit(Unpacker& unpacker) {
  EmitEvent emit;
  emit.event.id = TRY(text_of(unpacker));
  emit.event.type = TRY(text_of(unpacker));
  emit.event.subject = TRY(text_of(unpacker));
  emit.event.data = Packed{std::string(TRY(unpacker.value()))};
  emit.may_exist = TRY(unpacker.boolean());
  emit.stream.text = TRY(text_of(unpacker));
  emit.expected = TRY(position_of(unpacker));
  return emit;
}

Result<Request> read_change(Unpacker& unpacker) {
  ChangeWorkflow change;
  const auto what = workflow_change_from_text(TRY(text_of(unpacker)));
  if (!what) return bad_message("an unknown change of a workflow");
  change.change = *what;
  change.workflow = TRY(text_of(unpacker));
  const auto bundle = TRY(unpacker.binary());
  if (change.change == WorkflowChange::install) {
    change.program = std::make_shared<const Program>(TRY(unpack_program(bundle)));
  }
  change.folder = TRY(text_of(unpacker));
  change.roots = TRY(texts_of(unpacker));
  change.from = TRY(unsigned_of(unpacker));
  return change;
}

Result<Request> read_triggers(Unpacker&) { return TakeUpTriggers{}; }

// Those behind the known ones, which a later version added.
Result<void> skip(Unpacker& unpacker, std::size_t count) {
  for (; count > 0; --count) TRY(unpacker.value());
  return {};
}

Result<From> read_from(Unpacker& unpacker) {
  const bool has_value = TRY(unpacker.peek()) == PackedType::array;
  if (has_value && TRY(unpacker.array()) != 2) return bad_message("a beginning of another shape");
  const auto kind = TRY(unpacker.string());
  if (!has_value && kind == "beginning") return FromBeginning{};
  if (!has_value && kind == "now") return FromNow{};
  if (has_value && kind == "position") return FromPosition{{TRY(unsigned_of(unpacker))}};
  if (has_value && kind == "time") return FromTime{{TRY(unpacker.integer())}};
  return bad_message("a subscription begins with beginning, now, [position, P] or [time, T]");
}

Result<EventFilter> read_filter(Unpacker& unpacker) {
  const auto fields = TRY(unpacker.array());
  if (fields < 4) return bad_message("a filter of another shape");
  EventFilter filter;
  filter.types = TRY(texts_of(unpacker));
  filter.streams = TRY(texts_of(unpacker));
  filter.subjects = TRY(texts_of(unpacker));
  auto left = TRY(unpacker.map());
  if (left > texts_max) return bad_message("a list that is too long");
  for (; left > 0; --left) {
    auto name = TRY(text_of(unpacker));
    filter.attributes.insert_or_assign(std::move(name), TRY(text_of(unpacker)));
  }
  TRY_VOID(skip(unpacker, fields - 4));
  return filter;
}

Result<Request> read_subscribe(Unpacker& unpacker) {
  Subscribe subscribe{.from = TRY(read_from(unpacker))};
  subscribe.filter = TRY(read_filter(unpacker));
  subscribe.credit = TRY(unsigned_of(unpacker));
  subscribe.proves = TRY(unpacker.boolean());
  return subscribe;
}

Result<Request> read_credit(Unpacker& unpacker) {
  Credit credit{.subscription = TRY(unsigned_of(unpacker))};
  credit.more = TRY(unsigned_of(unpacker));
  return credit;
}

Result<Request> read_unsubscribe(Unpacker& unpacker) {
  return Unsubscribe{TRY(unsigned_of(unpacker))};
}

Result<Reply> read_done(Unpacker&) { return Done{}; }

Result<Reply> read_welcome(Unpacker& unpacker) {
  Welcome welcome{.protocol = TRY(unpacker.integer())};
  welcome.engine = TRY(text_of(unpacker));
  welcome.epoch = TRY(unsigned_of(unpacker));
  welcome.stays = TRY(unpacker.boolean());
  return welcome;
}

Result<Reply> read_commits(Unpacker& unpacker) {
  LogPart part{.at_end = TRY(unpacker.boolean())};
  part.head.value = TRY(unsigned_of(unpacker));
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    part.commits.emplace_back(TRY(unpacker.binary()));
  }
  return part;
}

Result<Reply> read_keys(Unpacker& unpacker) {
  ViewPart part;
  part.checkpoint.position.value = TRY(unsigned_of(unpacker));
  part.checkpoint.chain = TRY(digest_of(unpacker));
  part.checkpoint.format = static_cast<std::uint32_t>(TRY(unsigned_of(unpacker)));
  part.at_end = TRY(unpacker.boolean());
  const auto count = TRY(unpacker.array());
  if (count % 2 != 0) return bad_message("a key without a value");
  for (auto left = count / 2; left > 0; --left) {
    std::string key(TRY(unpacker.binary()));
    part.entries.emplace_back(std::move(key), TRY(unpacker.binary()));
  }
  return part;
}

Result<Reply> read_started(Unpacker& unpacker) {
  StartedRun started;
  started.run.text = TRY(text_of(unpacker));
  started.existed = TRY(unpacker.boolean());
  return started;
}

Result<Reply> read_taken_up(Unpacker& unpacker) {
  std::vector<Trouble> troubles;
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    if (TRY(unpacker.array()) != 5) return bad_message("a trouble of another shape");
    RunId run{TRY(text_of(unpacker))};
    troubles.push_back({std::move(run), TRY(error_of(unpacker))});
  }
  return troubles;
}

Result<Reply> read_emitted(Unpacker& unpacker) {
  Emitted emitted{.position = {TRY(unsigned_of(unpacker))}};
  emitted.existed = TRY(unpacker.boolean());
  return emitted;
}

Result<Reply> read_changed(Unpacker& unpacker) {
  ChangedWorkflow changed{.workflow = TRY(text_of(unpacker))};
  changed.position.value = TRY(unsigned_of(unpacker));
  changed.existed = TRY(unpacker.boolean());
  return changed;
}

Result<Reply> read_subscribed(Unpacker& unpacker) {
  Subscribed subscribed{.past = {TRY(unsigned_of(unpacker))}};
  subscribed.chain = TRY(digest_of(unpacker));
  subscribed.head.value = TRY(unsigned_of(unpacker));
  return subscribed;
}

Result<Delivered> read_delivered(Unpacker& unpacker) {
  if (TRY(unpacker.peek()) == PackedType::binary) return std::string(TRY(unpacker.binary()));
  if (TRY(unpacker.array()) != 2) return bad_message("an entry of another shape");
  LeftOut left_out{.last = {TRY(unsigned_of(unpacker))}};
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    left_out.leaf_hashes.push_back(TRY(digest_of(unpacker)));
  }
  return left_out;
}

Result<Reply> read_delivery(Unpacker& unpacker) {
  Delivery delivery{.sequence = TRY(unsigned_of(unpacker))};
  delivery.past.value = TRY(unsigned_of(unpacker));
  delivery.head.value = TRY(unsigned_of(unpacker));
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    delivery.entries.push_back(TRY(read_delivered(unpacker)));
  }
  return delivery;
}

template <class Message> struct Reader {
  std::string_view kind;
  Result<Message> (*read)(Unpacker&);
};

constexpr std::array request_readers{
    Reader<Request>{"hello", read_hello},       Reader<Request>{"read", read_log},
    Reader<Request>{"views", read_views},       Reader<Request>{"start", read_start},
    Reader<Request>{"tell", read_tell},         Reader<Request>{"take_up", read_take_up},
    Reader<Request>{"emit", read_emit},         Reader<Request>{"change", read_change},
    Reader<Request>{"triggers", read_triggers}, Reader<Request>{"subscribe", read_subscribe},
    Reader<Request>{"credit", read_credit},     Reader<Request>{"unsubscribe", read_unsubscribe},
};
constexpr std::array reply_readers{
    Reader<Reply>{"done", read_done},
    Reader<Reply>{"welcome", read_welcome},
    Reader<Reply>{"commits", read_commits},
    Reader<Reply>{"keys", read_keys},
    Reader<Reply>{"started", read_started},
    Reader<Reply>{"taken_up", read_taken_up},
    Reader<Reply>{"emitted", read_emitted},
    Reader<Reply>{"changed", read_changed},
    Reader<Reply>{"subscribed", read_subscribed},
    Reader<Reply>{"delivery", read_delivery},
};

template <class Message>
Result<Message> read_as(const auto& readers, std::string_view kind, Unpacker& unpacker) {
  for (const auto& reader : readers) {
    if (reader.kind == kind) return reader.read(unpacker);
  }
  return failure(ErrorKind::invalid, "unknown_message",
                 "there is no message \"" + std::string(is_utf8(kind) ? kind : "") + "\"",
                 "the other side may be a newer azwf: use the same version on both");
}

struct Front {
  std::uint64_t number = 0;
  std::string_view kind;
};

Result<Front> read_front(Unpacker& unpacker) {
  if (TRY(unpacker.array()) < 2) return bad_message("too few fields");
  Front front{.number = TRY(unsigned_of(unpacker))};
  front.kind = TRY(unpacker.string());
  return front;
}

}  // namespace

Result<Numbered> read_request(std::string_view message) {
  Unpacker unpacker(message);
  const auto front = read_front(unpacker);
  if (!front) return bad_message(front.error().message);
  auto request = read_as<Request>(request_readers, front->kind, unpacker);
  if (request) return Numbered{front->number, *std::move(request)};
  if (request.error().code == "bad_value") return bad_message(request.error().message);
  return std::unexpected(std::move(request).error());
}

std::uint64_t number_of(std::string_view message) {
  Unpacker unpacker(message);
  const auto front = read_front(unpacker);
  return front ? front->number : 0;
}

Result<NumberedReply> read_reply(std::string_view message) {
  Unpacker unpacker(message);
  const auto front = TRY(read_front(unpacker));
  if (front.kind == "error") {
    return NumberedReply{front.number, std::unexpected(TRY(error_of(unpacker)))};
  }
  return NumberedReply{front.number, TRY(read_as<Reply>(reply_readers, front.kind, unpacker))};
}

}  // namespace azwf::holder
