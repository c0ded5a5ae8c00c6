// [number, kind, …]: decisions after each delivery and what ended them, or a description.
#include "adapters/script_host/answer_codec.hpp"

#include "adapters/script_host/check_answer.hpp"
#include "adapters/script_host/event_codec.hpp"
#include "adapters/system/frames.hpp"

#include "engine/base/check.hpp"

namespace azwf::script_host {
namespace {

enum Kind : std::int64_t { advanced, advanced_to_verdict, history_needed, described, undescribed };

void pack_place(Packer& packer, const std::string& module, std::int64_t line) {
  packer.string(module).integer(line);
}

Kind kind_of_end(const AdvanceAnswer& answer) {
  if (std::holds_alternative<Verdict>(answer.end)) return advanced_to_verdict;
  return std::holds_alternative<NeedsHistory>(answer.end) ? history_needed : advanced;
}

void pack_answer(Packer& packer, const AdvanceAnswer& answer) {
  packer.integer(kind_of_end(answer)).array(answer.after.size());
  for (const auto& decisions : answer.after) {
    packer.array(decisions.size());
    for (const auto& decision : decisions) {
      pack_event(packer, decision.event);
      pack_place(packer, decision.place.module, decision.place.line);
    }
  }
  if (const auto* verdict = std::get_if<Verdict>(&answer.end)) {
    packer.string(verdict->kind).string(verdict->message);
    pack_place(packer, verdict->module, verdict->line);
  }
}

void pack_parameter(Packer& packer, const Parameter& parameter) {
  packer.string(parameter.name).string(parameter.type).boolean(parameter.required);
  packer.packed(parameter.default_value).array(parameter.choices.size());
  for (const auto& choice : parameter.choices) packer.string(choice);
  packer.string(parameter.pattern).string(parameter.summary);
}

void pack_answer(Packer& packer, const DescribeAnswer& answer) {
  if (!answer.description) {
    const auto& error = answer.description.error();
    packer.integer(undescribed).integer(static_cast<std::int64_t>(error.kind));
    packer.string(error.code).string(error.message).string(error.hint);
    return;
  }
  const auto& description = *answer.description;
  packer.integer(described).string(description.workflow).string(description.summary);
  packer.array(description.parameters.size());
  for (const auto& parameter : description.parameters) pack_parameter(packer, parameter);
  packer.array(description.roots.size());
  for (const auto& root : description.roots) packer.string(root);
  write(packer, description.triggers);
  packer.packed(description.params);
}

HostAnswer too_much(const HostAnswer& answer) {
  const std::string what = "what the script decided does not fit in an answer";
  if (const auto* advance = std::get_if<AdvanceAnswer>(&answer)) {
    return AdvanceAnswer{advance->run, {}, Verdict{"too_much", what, {}, 0}};
  }
  return DescribeAnswer{std::get<DescribeAnswer>(answer).request,
                        failure(ErrorKind::invalid, "too_much", what)};
}

void write_frame(std::string& out, std::uint64_t number, const HostAnswer& answer) {
  const auto frame = open_frame(out);
  Packer packer(out);
  packer.integer(static_cast<std::int64_t>(number));
  std::visit([&](const auto& each) { pack_answer(packer, each); }, answer);
  close_frame(out, frame);
}

std::unexpected<Error> bad(std::string what) {
  return failure(ErrorKind::invalid, "bad_message", std::move(what));
}

// The size of a list, as far as there is room for its members.
Result<std::size_t> unpack_size(Unpacker& unpacker, std::size_t& room) {
  const auto size = TRY(unpacker.array());
  if (size > room) return bad("more members than may be");
  room -= size;
  return size;
}

Result<Decisions> unpack_decisions(Unpacker& unpacker, std::size_t& room) {
  Decisions decisions(TRY(unpack_size(unpacker, room)));
  for (auto& [event, place] : decisions) {
    event = TRY(unpack_event(unpacker));
    place.module = std::string(TRY(unpacker.string()));
    place.line = TRY(unpacker.integer());
  }
  return decisions;
}

Result<HostAnswer> unpack_advanced(Unpacker& unpacker, std::int64_t kind, const Advance& request,
                                   const Limits& limits) {
  AdvanceAnswer answer{.run = request.run, .after = {}, .end = {}};
  const auto count = TRY(unpacker.array());
  const bool is_whole = kind == advanced;
  if (is_whole ? count != request.deliveries.size() : count > request.deliveries.size()) {
    return bad("decisions after other deliveries than those asked for");
  }
  answer.after.resize(count);
  auto room = limits.host_decisions_max;
  for (auto& decisions : answer.after) {
    decisions = TRY(unpack_decisions(unpacker, room));
    TRY_VOID(check_decisions(decisions, limits));
  }
  if (kind == history_needed) answer.end = NeedsHistory{};
  if (kind != advanced_to_verdict) return answer;
  Verdict verdict;
  verdict.kind = TRY(unpacker.string());
  verdict.message = TRY(unpacker.string());
  verdict.module = TRY(unpacker.string());
  verdict.line = TRY(unpacker.integer());
  TRY_VOID(check_verdict(verdict, limits));
  answer.end = std::move(verdict);
  return answer;
}

Result<Parameter> unpack_parameter(Unpacker& unpacker, std::size_t& room) {
  Parameter parameter;
  parameter.name = TRY(unpacker.string());
  parameter.type = TRY(unpacker.string());
  parameter.required = TRY(unpacker.boolean());
  parameter.default_value.bytes = TRY(unpacker.value());
  for (auto left = TRY(unpack_size(unpacker, room)); left > 0; --left) {
    parameter.choices.emplace_back(TRY(unpacker.string()));
  }
  parameter.pattern = TRY(unpacker.string());
  parameter.summary = TRY(unpacker.string());
  return parameter;
}

Result<HostAnswer> unpack_described(Unpacker& unpacker, const Describe& request,
                                    const Limits& limits) {
  Description description;
  description.workflow = TRY(unpacker.string());
  description.summary = TRY(unpacker.string());
  auto room = limits.value_nodes_max;
  for (auto left = TRY(unpack_size(unpacker, room)); left > 0; --left) {
    description.parameters.push_back(TRY(unpack_parameter(unpacker, room)));
  }
  for (auto left = TRY(unpack_size(unpacker, room)); left > 0; --left) {
    description.roots.emplace_back(TRY(unpacker.string()));
  }
  TRY_VOID(read(unpacker, description.triggers));
  description.params.bytes = TRY(unpacker.value());
  TRY_VOID(check_description(description, limits));
  return DescribeAnswer{request.request, std::move(description)};
}

Result<HostAnswer> unpack_undescribed(Unpacker& unpacker, const Describe& request,
                                      const Limits& limits) {
  const auto kind = TRY(unpacker.integer());
  if (kind < 0 || kind > static_cast<std::int64_t>(ErrorKind::unavailable)) return bad("no error");
  Error error{static_cast<ErrorKind>(kind), std::string(TRY(unpacker.string())), {}, {}};
  error.message = TRY(unpacker.string());
  error.hint = TRY(unpacker.string());
  TRY_VOID(check_error(error, limits));
  return DescribeAnswer{request.request, std::unexpected(std::move(error))};
}

Result<HostAnswer> unpack_answer(Unpacker& unpacker, const Request& request, const Limits& limits) {
  const auto kind = TRY(unpacker.integer());
  if (const auto* advance = std::get_if<Advance>(&request)) {
    if (kind < advanced || kind > history_needed) return bad("no answer to an advance");
    if (kind == history_needed && advance->base == 0 && !AZWF_PLANTED(67))
      return bad("it has the whole history");
    return unpack_advanced(unpacker, kind, *advance, limits);
  }
  const auto& describe = std::get<Describe>(request);
  if (kind == described) return unpack_described(unpacker, describe, limits);
  if (kind == undescribed) return unpack_undescribed(unpacker, describe, limits);
  return bad("no answer to a describe");
}

}  // namespace

void write_answer(std::string& out, std::uint64_t number, const HostAnswer& answer,
                  const Limits& limits) {
  const auto before = out.size();
  std::size_t decisions = 0;
  if (const auto* advance = std::get_if<AdvanceAnswer>(&answer)) {
    for (const auto& each : advance->after) decisions += each.size();
  }
  if (decisions <= limits.host_decisions_max) write_frame(out, number, answer);
  const auto size = out.size() - before;
  if (size > 0 && size <= limits.host_frame_bytes_max) return;
  out.resize(before);
  write_frame(out, number, too_much(answer));
}

bool answers(std::string_view frame, std::uint64_t number) {
  const auto said = Unpacker(frame).integer();
  return said && *said == static_cast<std::int64_t>(number);
}

Result<HostAnswer> read_answer(std::string_view frame, std::uint64_t number, const Request& request,
                               const Limits& limits) {
  Unpacker unpacker(frame);
  const auto said = TRY(unpacker.integer());
  if (said != static_cast<std::int64_t>(number) && !AZWF_PLANTED(68)) {
    return bad("another request's");
  }
  auto answer = TRY(unpack_answer(unpacker, request, limits));
  if (!unpacker.at_end()) return bad("bytes after the answer");
  return answer;
}

}  // namespace azwf::script_host
