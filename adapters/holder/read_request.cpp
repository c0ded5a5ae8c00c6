// Requests, as the holder reads them.
#include <array>

#include "adapters/holder/read_fields.hpp"
#include "engine/run/run_codec.hpp"

namespace azwf::holder {
namespace {

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

Result<Request> read_blob(Unpacker& unpacker) {
  ReadBlob read{.digest = TRY(digest_of(unpacker))};
  read.from = TRY(unsigned_of(unpacker));
  read.bytes_max = TRY(unsigned_of(unpacker));
  return read;
}

Result<Request> read_output(Unpacker& unpacker) {
  ReadOutput read;
  read.run.text = TRY(text_of(unpacker));
  read.step.text = TRY(text_of(unpacker));
  const auto attempt = TRY(unsigned_of(unpacker));
  if (attempt > UINT32_MAX) return bad_message("an attempt of a number that none has");
  read.attempt = static_cast<std::uint32_t>(attempt);
  read.from = TRY(unsigned_of(unpacker));
  read.bytes_max = TRY(unsigned_of(unpacker));
  return read;
}

Result<Request> read_query(Unpacker& unpacker) {
  Query query{.name = TRY(text_of(unpacker)), .arguments = {}};
  if (TRY(unpacker.peek()) != PackedType::map) return bad_message("arguments that are no map");
  query.arguments.bytes = TRY(unpacker.value());
  return query;
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
  emit.stream.text = TRY(text_of(unpacker));
  emit.expected = TRY(position_of(unpacker));
  emit.cause.text = TRY(text_of(unpacker));
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
  if (left > list_max) return bad_message("a list that is too long");
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

constexpr std::array request_readers{
    Reader<Request>{"hello", read_hello},
    Reader<Request>{"read", read_log},
    Reader<Request>{"views", read_views},
    Reader<Request>{"blob", read_blob},
    Reader<Request>{"output", read_output},
    Reader<Request>{"query", read_query},
    Reader<Request>{"start", read_start},
    Reader<Request>{"tell", read_tell},
    Reader<Request>{"take_up", read_take_up},
    Reader<Request>{"emit", read_emit},
    Reader<Request>{"change", read_change},
    Reader<Request>{"triggers", read_triggers},
    Reader<Request>{"subscribe", read_subscribe},
    Reader<Request>{"credit", read_credit},
    Reader<Request>{"unsubscribe", read_unsubscribe},
};
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

}  // namespace azwf::holder
