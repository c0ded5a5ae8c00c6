// Fields in the order in which the structs declare them; what does not decode is an error.
#include "adapters/operations/process/supervision.hpp"

#include "engine/base/packed.hpp"

namespace azwf::process {
namespace {

void pack_texts(Packer& packer, const std::vector<std::string>& texts) {
  packer.array(texts.size());
  for (const auto& text : texts) packer.binary(text);
}

Result<std::string> text(Unpacker& unpacker) { return std::string(TRY(unpacker.binary())); }

Result<std::vector<std::string>> texts(Unpacker& unpacker) {
  std::vector<std::string> texts(TRY(unpacker.array()));
  for (auto& each : texts) each = TRY(text(unpacker));
  return texts;
}

Result<std::optional<std::string>> optional_text(Unpacker& unpacker) {
  if (TRY(unpacker.peek()) != PackedType::nil) return TRY(text(unpacker));
  TRY_VOID(unpacker.nil());
  return std::nullopt;
}

void pack_tail(Packer& packer, const StreamTail& tail) {
  packer.binary(tail.text).integer(static_cast<std::int64_t>(tail.total));
}

Result<StreamTail> unpack_tail(Unpacker& unpacker) {
  StreamTail tail{TRY(text(unpacker))};
  tail.total = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  return tail;
}

}  // namespace

std::string pack_order(const Order& order) {
  std::string bytes;
  Packer packer(bytes);
  pack_texts(packer, order.argv);
  pack_texts(packer, order.environment);
  packer.binary(order.cwd);
  if (order.input)
    packer.binary(*order.input);
  else
    packer.nil();
  packer.binary(order.lock_path);
  packer.integer(static_cast<std::int64_t>(order.output_bytes_max));
  packer.integer(static_cast<std::int64_t>(order.free_bytes_min));
  packer.integer(static_cast<std::int64_t>(order.tail_bytes_max));
  packer.integer(order.linger_ms).integer(order.grace_ms);
  return bytes;
}

Result<Order> unpack_order(std::string_view bytes) {
  Unpacker unpacker(bytes);
  Order order;
  order.argv = TRY(texts(unpacker));
  order.environment = TRY(texts(unpacker));
  order.cwd = TRY(text(unpacker));
  order.input = TRY(optional_text(unpacker));
  order.lock_path = TRY(text(unpacker));
  order.output_bytes_max = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  order.free_bytes_min = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  order.tail_bytes_max = static_cast<std::size_t>(TRY(unpacker.integer()));
  order.linger_ms = TRY(unpacker.integer());
  order.grace_ms = TRY(unpacker.integer());
  return order;
}

std::string pack_report(const Report& report) {
  std::string bytes;
  Packer packer(bytes);
  packer.integer(static_cast<int>(report.end)).integer(report.number).boolean(report.stopped);
  packer.binary(report.code)
      .binary(std::string_view(report.message).substr(0, report_message_bytes_max));
  pack_tail(packer, report.out);
  pack_tail(packer, report.err);
  return bytes;
}

Result<Report> unpack_report(std::string_view bytes) {
  Unpacker unpacker(bytes);
  Report report;
  report.end = static_cast<Report::End>(TRY(unpacker.integer()));
  report.number = static_cast<int>(TRY(unpacker.integer()));
  report.stopped = TRY(unpacker.boolean());
  report.code = TRY(text(unpacker));
  report.message = TRY(text(unpacker));
  report.out = TRY(unpack_tail(unpacker));
  report.err = TRY(unpack_tail(unpacker));
  return report;
}

}  // namespace azwf::process
