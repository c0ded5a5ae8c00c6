// Replies, as whoever asked reads them.
#include <array>

#include "adapters/holder/read_fields.hpp"

namespace azwf::holder {
namespace {

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

Result<Reply> read_piece(Unpacker& unpacker) {
  Piece piece{.size = TRY(unsigned_of(unpacker)), .bytes = {}};
  piece.bytes = TRY(unpacker.binary());
  return piece;
}

Result<Reply> read_answer(Unpacker& unpacker) {
  Answer answer{.position = {TRY(unsigned_of(unpacker))}, .value = {}};
  answer.value.bytes = TRY(unpacker.value());
  return answer;
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

constexpr std::array reply_readers{
    Reader<Reply>{"done", read_done},
    Reader<Reply>{"welcome", read_welcome},
    Reader<Reply>{"commits", read_commits},
    Reader<Reply>{"keys", read_keys},
    Reader<Reply>{"piece", read_piece},
    Reader<Reply>{"answer", read_answer},
    Reader<Reply>{"started", read_started},
    Reader<Reply>{"taken_up", read_taken_up},
    Reader<Reply>{"emitted", read_emitted},
    Reader<Reply>{"changed", read_changed},
    Reader<Reply>{"subscribed", read_subscribed},
    Reader<Reply>{"delivery", read_delivery},
};

}  // namespace

Result<NumberedReply> read_reply(std::string_view message) {
  Unpacker unpacker(message);
  const auto front = TRY(read_front(unpacker));
  if (front.kind == "error") {
    return NumberedReply{front.number, std::unexpected(TRY(error_of(unpacker)))};
  }
  return NumberedReply{front.number, TRY(read_as<Reply>(reply_readers, front.kind, unpacker))};
}

}  // namespace azwf::holder
