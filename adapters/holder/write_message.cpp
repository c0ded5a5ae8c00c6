// A message is one array: its number, its kind, and the fields of that kind in their order.
#include "adapters/holder/message.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::holder {
namespace {

std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Packer begin(std::string& out, std::uint64_t number, std::string_view kind, std::size_t fields) {
  Packer packer(out);
  packer.array(2 + fields).integer(as_signed(number)).string(kind);
  return packer;
}

void write_texts(Packer& packer, const auto& texts) {
  packer.array(texts.size());
  for (const auto& text : texts) packer.string(text);
}

void write_error(Packer& packer, const Error& error) {
  packer.integer(static_cast<std::int64_t>(error.kind));
  packer.string(error.code).string(error.message).string(error.hint);
}

void write_digest(Packer& packer, const Digest& digest) { packer.binary(digest.view()); }

void write_position(Packer& packer, const std::optional<Position>& position) {
  position ? packer.integer(as_signed(position->value)) : packer.nil();
}

struct FromWriter {
  Packer& packer;

  void operator()(const FromBeginning&) const { packer.string("beginning"); }
  void operator()(const FromPosition& from) const {
    packer.array(2).string("position").integer(as_signed(from.position.value));
  }
  void operator()(const FromTime& from) const {
    packer.array(2).string("time").integer(from.time.us);
  }
  void operator()(const FromNow&) const { packer.string("now"); }
};

void write_filter(Packer& packer, const EventFilter& filter) {
  packer.array(4);
  write_texts(packer, filter.types);
  write_texts(packer, filter.streams);
  write_texts(packer, filter.subjects);
  packer.map(filter.attributes.size());
  for (const auto& [name, pattern] : filter.attributes) packer.string(name).string(pattern);
}

std::string bytes_of(const std::shared_ptr<const Program>& program) {
  return program == nullptr ? "" : pack_program(*program);
}

struct RequestWriter {
  std::string& out;
  std::uint64_t number;

  void operator()(const Hello& hello) const {
    begin(out, number, "hello", 1).integer(hello.protocol);
  }
  void operator()(const ReadLog& read) const {
    auto packer = begin(out, number, "read", 5);
    packer.string(read.query.stream ? read.query.stream->text : "");
    packer.boolean(read.query.direction == Direction::backwards);
    write_position(packer, read.query.past);
    packer.integer(as_signed(read.bytes_max)).boolean(read.waits);
  }
  void operator()(const ReadViews& read) const {
    begin(out, number, "views", 3)
        .string(read.prefix)
        .string(read.from)
        .integer(as_signed(read.keys_max));
  }
  void operator()(const ReadBlob& read) const {
    auto packer = begin(out, number, "blob", 3);
    write_digest(packer, read.digest);
    packer.integer(as_signed(read.from)).integer(as_signed(read.bytes_max));
  }
  void operator()(const ReadOutput& read) const {
    begin(out, number, "output", 5)
        .string(read.run.text)
        .string(read.step.text)
        .integer(read.attempt)
        .integer(as_signed(read.from))
        .integer(as_signed(read.bytes_max));
  }
  void operator()(const Query& query) const {
    begin(out, number, "query", 2).string(query.name).packed(query.arguments);
  }
  void operator()(const StartRun& start) const {
    auto packer = begin(out, number, "start", 7);
    packer.string(start.run.text).binary(bytes_of(start.program)).string(start.workflow);
    packer.packed(start.params).string(start.cwd);
    write_texts(packer, start.roots);
    packer.boolean(start.begin == Begin::when_resumed);
  }
  void operator()(const TellRun& tell) const {
    auto packer = begin(out, number, "tell", 3);
    packer.string(tell.run.text).string(type_of(tell.fact)).packed(pack_payload(tell.fact));
  }
  void operator()(const TakeUpRuns& take_up) const {
    auto packer = begin(out, number, "take_up", 1);
    packer.array(take_up.runs.size());
    for (const auto& run : take_up.runs) packer.string(run.text);
  }
  void operator()(const EmitEvent& emit) const {
    auto packer = begin(out, number, "emit", 7);
    packer.string(emit.event.id).string(emit.event.type).string(emit.event.subject);
    packer.packed(std::get<Packed>(emit.event.data)).string(emit.stream.text);
    write_position(packer, emit.expected);
    packer.string(emit.cause.text);
  }
  void operator()(const ChangeWorkflow& change) const {
    auto packer = begin(out, number, "change", 6);
    packer.string(to_text(change.change)).string(change.workflow);
    packer.binary(bytes_of(change.program));
    packer.string(change.folder);
    write_texts(packer, change.roots);
    packer.integer(as_signed(change.from));
  }
  void operator()(const TakeUpTriggers&) const { begin(out, number, "triggers", 0); }
  void operator()(const Subscribe& subscribe) const {
    auto packer = begin(out, number, "subscribe", 4);
    std::visit(FromWriter{packer}, subscribe.from);
    write_filter(packer, subscribe.filter);
    packer.integer(as_signed(subscribe.credit)).boolean(subscribe.proves);
  }
  void operator()(const Credit& credit) const {
    begin(out, number, "credit", 2)
        .integer(as_signed(credit.subscription))
        .integer(as_signed(credit.more));
  }
  void operator()(const Unsubscribe& unsubscribe) const {
    begin(out, number, "unsubscribe", 1).integer(as_signed(unsubscribe.subscription));
  }
};

struct DeliveredWriter {
  Packer& packer;

  void operator()(const std::string& commit) const { packer.binary(commit); }
  void operator()(const LeftOut& left_out) const {
    packer.array(2).integer(as_signed(left_out.last.value)).array(left_out.leaf_hashes.size());
    for (const auto& hash : left_out.leaf_hashes) write_digest(packer, hash);
  }
};

struct ReplyWriter {
  std::string& out;
  std::uint64_t number;

  void operator()(const Done&) const { begin(out, number, "done", 0); }
  void operator()(const Welcome& welcome) const {
    begin(out, number, "welcome", 4)
        .integer(welcome.protocol)
        .string(welcome.engine)
        .integer(as_signed(welcome.epoch))
        .boolean(welcome.stays);
  }
  void operator()(const LogPart& part) const {
    auto packer = begin(out, number, "commits", 3);
    packer.boolean(part.at_end).integer(as_signed(part.head.value)).array(part.commits.size());
    for (const auto& commit : part.commits) packer.binary(commit);
  }
  void operator()(const ViewPart& part) const {
    auto packer = begin(out, number, "keys", 5);
    packer.integer(as_signed(part.checkpoint.position.value))
        .binary(part.checkpoint.chain.view())
        .integer(part.checkpoint.format)
        .boolean(part.at_end)
        .array(2 * part.entries.size());
    for (const auto& [key, value] : part.entries) packer.binary(key).binary(value);
  }
  void operator()(const Piece& piece) const {
    begin(out, number, "piece", 2).integer(as_signed(piece.size)).binary(piece.bytes);
  }
  void operator()(const Answer& answer) const {
    begin(out, number, "answer", 2).integer(as_signed(answer.position.value)).packed(answer.value);
  }
  void operator()(const StartedRun& started) const {
    begin(out, number, "started", 2).string(started.run.text).boolean(started.existed);
  }
  void operator()(const std::vector<Trouble>& troubles) const {
    auto packer = begin(out, number, "taken_up", 1);
    packer.array(troubles.size());
    for (const auto& trouble : troubles) {
      packer.array(5).string(trouble.run.text);
      write_error(packer, trouble.why);
    }
  }
  void operator()(const Emitted& emitted) const {
    begin(out, number, "emitted", 2)
        .integer(as_signed(emitted.position.value))
        .boolean(emitted.existed);
  }
  void operator()(const ChangedWorkflow& changed) const {
    begin(out, number, "changed", 3)
        .string(changed.workflow)
        .integer(as_signed(changed.position.value))
        .boolean(changed.existed);
  }
  void operator()(const Subscribed& subscribed) const {
    auto packer = begin(out, number, "subscribed", 3);
    packer.integer(as_signed(subscribed.past.value));
    write_digest(packer, subscribed.chain);
    packer.integer(as_signed(subscribed.head.value));
  }
  void operator()(const Delivery& delivery) const {
    auto packer = begin(out, number, "delivery", 4);
    packer.integer(as_signed(delivery.sequence))
        .integer(as_signed(delivery.past.value))
        .integer(as_signed(delivery.head.value))
        .array(delivery.entries.size());
    for (const auto& entry : delivery.entries) std::visit(DeliveredWriter{packer}, entry);
  }
};

}  // namespace

void write_request(std::string& out, std::uint64_t number, const Request& request) {
  std::visit(RequestWriter{out, number}, request);
}

void write_reply(std::string& out, std::uint64_t number, const Result<Reply>& reply) {
  if (reply) return std::visit(ReplyWriter{out, number}, *reply);
  auto packer = begin(out, number, "error", 4);
  write_error(packer, reply.error());
}

}  // namespace azwf::holder
