// A frame is the kind of the message and its fields, in the order in which both sides have them.
#include "adapters/script_host/request_codec.hpp"

#include <cstring>
#include <type_traits>

#include "adapters/script_host/event_codec.hpp"
#include "adapters/system/frames.hpp"

namespace azwf::script_host {
namespace {

enum Kind : std::int64_t { program_message, forget_programs, advance, describe, drop };

static_assert(std::is_trivially_copyable_v<Limits>);

Packer begin_message(std::string& out, Kind kind) {
  Packer packer(out);
  packer.integer(kind);
  return packer;
}

void pack_request(std::string& out, std::uint64_t number, std::int64_t program,
                  const Advance& request) {
  auto packer = begin_message(out, advance);
  packer.integer(static_cast<std::int64_t>(number)).integer(program);
  packer.string(request.run.text).integer(static_cast<std::int64_t>(request.base));
  packer.array(request.deliveries.size());
  for (const auto& delivery : request.deliveries) {
    packer.integer(delivery.time.us);
    pack_event(packer, delivery.event);
  }
}

void pack_request(std::string& out, std::uint64_t number, std::int64_t program,
                  const Describe& request) {
  auto packer = begin_message(out, describe);
  packer.integer(static_cast<std::int64_t>(number)).integer(program);
  packer.integer(static_cast<std::int64_t>(request.request)).boolean(request.check_params);
  packer.binary(request.values.bytes).array(request.arguments.size());
  for (const auto& [name, text] : request.arguments) packer.string(name).string(text);
}

Result<Request> unpack_advance(Unpacker& unpacker, std::shared_ptr<const Program> program) {
  Advance request{.run = {}, .program = std::move(program), .base = 0, .deliveries = {}};
  request.run.text = TRY(unpacker.string());
  request.base = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  request.deliveries.resize(TRY(unpacker.array()));
  for (auto& delivery : request.deliveries) {
    delivery.time.us = TRY(unpacker.integer());
    delivery.event = TRY(unpack_event(unpacker));
  }
  return request;
}

Result<Request> unpack_describe(Unpacker& unpacker, std::shared_ptr<const Program> program) {
  Describe request{.program = std::move(program), .arguments = {}, .values = {}};
  request.request = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  request.check_params = TRY(unpacker.boolean());
  request.values.bytes = TRY(unpacker.binary());
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    const std::string name(TRY(unpacker.string()));
    request.arguments[name] = TRY(unpacker.string());
  }
  return request;
}

}  // namespace

void RequestWriter::write_limits(std::string& out) {
  const auto frame = open_frame(out);
  out.append(reinterpret_cast<const char*>(limits_), sizeof *limits_);
  close_frame(out, frame);
}

std::int64_t RequestWriter::number_of(const Program& program, std::string& out) {
  const auto known = programs_.find(program.digest);
  if (known != programs_.end()) return known->second;
  if (programs_.size() >= limits_->script_programs_max) {
    programs_.clear();
    const auto frame = open_frame(out);
    begin_message(out, forget_programs);
    close_frame(out, frame);
  }
  const auto number = static_cast<std::int64_t>(programs_.size());
  programs_.emplace(program.digest, number);
  const auto frame = open_frame(out);
  begin_message(out, program_message).packed(pack_program(program));
  close_frame(out, frame);
  return number;
}

void RequestWriter::write(std::string& out, std::uint64_t number, const Request& request) {
  std::visit(
      [&](const auto& each) {
        const auto program = number_of(*each.program, out);
        const auto frame = open_frame(out);
        pack_request(out, number, program, each);
        close_frame(out, frame);
      },
      request);
}

void RequestWriter::write_drop(std::string& out, const RunId& run) {
  const auto frame = open_frame(out);
  begin_message(out, drop).string(run.text);
  close_frame(out, frame);
}

Result<Limits> RequestReader::read_limits(std::string_view frame) {
  Limits limits;
  if (frame.size() != sizeof limits) {
    return failure(ErrorKind::invalid, "bad_message", "the limits have another size");
  }
  std::memcpy(&limits, frame.data(), sizeof limits);
  return limits;
}

Result<std::shared_ptr<const Program>> RequestReader::program(std::int64_t number) {
  const auto index = static_cast<std::size_t>(number);
  if (number >= 0 && index < programs_.size()) return programs_[index];
  return failure(ErrorKind::invalid, "bad_message", "a program that was not sent");
}

Result<Order> RequestReader::read(std::string_view frame) {
  Unpacker unpacker(frame);
  const auto kind = TRY(unpacker.integer());
  if (kind == forget_programs) return programs_.clear(), Order{NothingToDo{}};
  if (kind == drop) return Order{RunId{std::string(TRY(unpacker.string()))}};
  if (kind == program_message) {
    auto program = TRY(unpack_program(frame.substr(unpacker.offset())));
    programs_.push_back(std::make_shared<const Program>(std::move(program)));
    return Order{NothingToDo{}};
  }
  NumberedRequest numbered{.number = static_cast<std::uint64_t>(TRY(unpacker.integer())),
                           .request = {}};
  const auto program_number = TRY(unpacker.integer());
  auto needed = TRY(program(program_number));
  numbered.request = TRY(kind == advance ? unpack_advance(unpacker, std::move(needed))
                                         : unpack_describe(unpacker, std::move(needed)));
  return Order{std::move(numbered)};
}

}  // namespace azwf::script_host
