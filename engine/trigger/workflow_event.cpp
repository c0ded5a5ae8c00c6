// Fields are written as those of run events are.
#include "engine/trigger/workflow_event.hpp"

#include "engine/run/field_codec.hpp"

namespace azwf {
namespace {

constexpr std::string_view stream_prefix = "workflow/";

template <class... T>
Result<std::optional<WorkflowEvent>> decode_any(std::variant<T...>*, const Event& event,
                                                const Packed& data) {
  Result<std::optional<WorkflowEvent>> decoded;
  const auto try_one = [&]<class Each>(Each each) {
    if (event.type != Each::type) return;
    Unpacker unpacker(data.bytes);
    if (auto read = field_codec::read_fields(unpacker, each); !read) {
      decoded = std::unexpected(read.error());
    } else {
      decoded = WorkflowEvent{std::move(each)};
    }
  };
  (try_one(T{}), ...);
  return decoded;
}

}  // namespace

StreamName workflow_stream(std::string_view workflow) {
  return {std::string(stream_prefix) + std::string(workflow)};
}

std::optional<std::string> workflow_of(const StreamName& stream) {
  if (!stream.text.starts_with(stream_prefix)) return std::nullopt;
  return stream.text.substr(stream_prefix.size());
}

Event encode_workflow_event(const WorkflowEvent& event) {
  Event encoded;
  Packed data{""};
  Packer packer(data.bytes);
  std::visit(
      [&](const auto& each) {
        encoded.type = each.type;
        field_codec::write_fields(packer, each);
      },
      event);
  encoded.data = std::move(data);
  return encoded;
}

Result<std::optional<WorkflowEvent>> decode_workflow_event(const Event& event) {
  const auto* data = std::get_if<Packed>(&event.data);
  if (data == nullptr) return std::nullopt;
  return decode_any(static_cast<WorkflowEvent*>(nullptr), event, *data);
}

}  // namespace azwf
