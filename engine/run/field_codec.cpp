// Fields of run events as packed values. Structured fields are maps with keys in bytewise order.
#include "engine/run/field_codec.hpp"

#include "engine/base/check.hpp"

namespace azwf::field_codec {

std::unexpected<Error> bad_field(std::string_view what) {
  return failure(ErrorKind::damaged, "bad_event", "run event: " + std::string(what),
                 "run azwf doctor");
}

void write(Packer& packer, const std::string& value) { packer.string(value); }
void write(Packer& packer, const std::vector<std::string>& value) {
  packer.array(value.size());
  for (const auto& text : value) packer.string(text);
}
void write(Packer& packer, bool value) { packer.boolean(value); }
void write(Packer& packer, std::int64_t value) { packer.integer(value); }
void write(Packer& packer, std::uint32_t value) { packer.integer(value); }
void write(Packer& packer, std::uint64_t value) {
  packer.integer(static_cast<std::int64_t>(value));
}
void write(Packer& packer, const Packed& value) { packer.packed(value); }
void write(Packer& packer, const Digest& value) { packer.binary(value.view()); }
void write(Packer& packer, const StepId& value) { packer.string(value.text); }
void write(Packer& packer, Timestamp value) { packer.integer(value.us); }

void write(Packer& packer, const StepError& value) {
  packer.map(value.details.is_nil() ? 2 : 3);
  packer.string("code").string(value.code);
  if (!value.details.is_nil()) packer.string("details").packed(value.details);
  packer.string("message").string(value.message);
}

namespace {

// The policy's limits of time, by name.
void each_limit(auto& policy, auto&& visit) {
  visit("heartbeat_ms", policy.heartbeat_ms);
  visit("schedule_to_close_ms", policy.schedule_to_close_ms);
  visit("schedule_to_start_ms", policy.schedule_to_start_ms);
  visit("timeout_ms", policy.timeout_ms);
}

}  // namespace

// What is not named is as in a default policy.
void write(Packer& packer, const StepPolicy& value) {
  const bool has_retry = AZWF_PLANTED(27) ? value.retry.attempts > 1 : value.retry != RetryPolicy{};
  std::size_t count = 2U + (has_retry ? 1 : 0);
  each_limit(value, [&](std::string_view, std::int64_t ms) { count += ms > 0 ? 1 : 0; });
  packer.map(count);
  const auto write_limit = [&](std::string_view wanted) {
    each_limit(value, [&](std::string_view name, std::int64_t ms) {
      if (name == wanted && ms > 0) packer.string(name).integer(ms);
    });
  };
  write_limit("heartbeat_ms");
  packer.string("on_interrupt");
  write(packer, value.on_interrupt);
  packer.string("repeatable").boolean(value.repeatable);
  if (has_retry) {
    packer.string("retry").map(4);
    packer.string("attempts").integer(value.retry.attempts);
    packer.string("factor").number(value.retry.factor);
    packer.string("first_ms").integer(value.retry.first_ms);
    packer.string("max_ms").integer(value.retry.max_ms);
  }
  write_limit("schedule_to_close_ms");
  write_limit("schedule_to_start_ms");
  write_limit("timeout_ms");
}

void write(Packer& packer, const std::vector<StepId>& value) {
  packer.array(value.size());
  for (const auto& id : value) packer.string(id.text);
}

void write(Packer& packer, const std::optional<OutputRef>& value) {
  packer.map(2);
  packer.string("blob").binary(value->digest.view());
  packer.string("size").integer(static_cast<std::int64_t>(value->size));
}

void write(Packer& packer, const std::optional<StartedBy>& value) {
  packer.map(3).string("correlation").string(value->correlation);
  packer.string("depth").integer(value->depth);
  packer.string("events").array(value->events.size());
  for (const auto& event : value->events) packer.packed(event);
}

Result<void> read(Unpacker& unpacker, std::string& value) {
  value = std::string(TRY(unpacker.string()));
  return {};
}

Result<void> read(Unpacker& unpacker, std::vector<std::string>& value) {
  value.clear();
  for (auto left = TRY(unpacker.array()); left > 0; --left) {
    value.emplace_back(TRY(unpacker.string()));
  }
  return {};
}

Result<void> read(Unpacker& unpacker, bool& value) {
  value = TRY(unpacker.boolean());
  return {};
}

Result<void> read(Unpacker& unpacker, std::int64_t& value) {
  value = TRY(unpacker.integer());
  return {};
}

Result<void> read(Unpacker& unpacker, std::uint32_t& value) {
  const auto wide = TRY(unpacker.integer());
  if (wide < 0 || wide > UINT32_MAX) return bad_field("number out of range");
  value = static_cast<std::uint32_t>(wide);
  return {};
}

Result<void> read(Unpacker& unpacker, std::uint64_t& value) {
  const auto wide = TRY(unpacker.integer());
  if (wide < 0) return bad_field("number out of range");
  value = static_cast<std::uint64_t>(wide);
  return {};
}

Result<void> read(Unpacker& unpacker, Packed& value) {
  value.bytes = std::string(TRY(unpacker.value()));
  return {};
}

Result<void> read(Unpacker& unpacker, Digest& value) {
  const auto bytes = TRY(unpacker.binary());
  if (bytes.size() != value.bytes.size()) return bad_field("a digest of the wrong size");
  std::copy(bytes.begin(), bytes.end(), value.bytes.begin());
  return {};
}

Result<void> read(Unpacker& unpacker, StepId& value) { return read(unpacker, value.text); }

Result<void> read(Unpacker& unpacker, Timestamp& value) { return read(unpacker, value.us); }

namespace {

// Calls `field(name)` for each pair of a map; it reads the value and tells whether it knew the
// name.
Result<void> read_map(Unpacker& unpacker, auto&& field) {
  const auto size = TRY(unpacker.map());
  for (std::size_t i = 0; i < size; ++i) {
    const auto name = TRY(unpacker.string());
    if (!TRY(field(name))) TRY(unpacker.value());
  }
  return {};
}

Result<bool> known(Result<void> outcome) {
  TRY_VOID(std::move(outcome));
  return true;
}

Result<void> read(Unpacker& unpacker, RetryPolicy& value) {
  return read_map(unpacker, [&](std::string_view name) -> Result<bool> {
    if (name == "attempts") return known(field_codec::read(unpacker, value.attempts));
    if (name == "first_ms") return known(field_codec::read(unpacker, value.first_ms));
    if (name == "max_ms") return known(field_codec::read(unpacker, value.max_ms));
    if (name != "factor") return false;
    value.factor = TRY(unpacker.number());
    return true;
  });
}

}  // namespace

Result<void> read(Unpacker& unpacker, StepError& value) {
  return read_map(unpacker, [&](std::string_view name) -> Result<bool> {
    if (name == "code") return known(read(unpacker, value.code));
    if (name == "details") return known(read(unpacker, value.details));
    if (name == "message") return known(read(unpacker, value.message));
    return false;
  });
}

Result<void> read(Unpacker& unpacker, StepPolicy& value) {
  return read_map(unpacker, [&](std::string_view name) -> Result<bool> {
    if (name == "on_interrupt") return known(read(unpacker, value.on_interrupt));
    if (name == "repeatable") return known(read(unpacker, value.repeatable));
    if (name == "retry") return known(read(unpacker, value.retry));
    Result<bool> was_limit = false;
    each_limit(value, [&](std::string_view limit, std::int64_t& ms) {
      if (limit == name) was_limit = known(read(unpacker, ms));
    });
    return was_limit;
  });
}

Result<void> read(Unpacker& unpacker, std::optional<StartedBy>& value) {
  value.emplace();
  return read_map(unpacker, [&](std::string_view name) -> Result<bool> {
    if (name == "correlation") return known(read(unpacker, value->correlation));
    if (name == "depth") return known(read(unpacker, value->depth));
    if (name != "events") return false;
    for (auto left = TRY(unpacker.array()); left > 0; --left) {
      value->events.push_back({std::string(TRY(unpacker.value()))});
    }
    return true;
  });
}

Result<void> read(Unpacker& unpacker, std::optional<OutputRef>& value) {
  value.emplace();
  return read_map(unpacker, [&](std::string_view name) -> Result<bool> {
    if (name == "blob") return known(read(unpacker, value->digest));
    if (name == "size") return known(read(unpacker, value->size));
    return false;
  });
}

Result<void> read(Unpacker& unpacker, std::vector<StepId>& value) {
  const auto size = TRY(unpacker.array());
  value.clear();
  for (std::size_t i = 0; i < size; ++i) value.push_back({std::string(TRY(unpacker.string()))});
  return {};
}

}  // namespace azwf::field_codec
