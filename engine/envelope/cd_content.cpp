// Shapes by recursion: a map's fields are taken as the content's are.
#include "engine/envelope/cd_content.hpp"

#include <algorithm>
#include <optional>

#include "engine/base/record.hpp"
#include "engine/envelope/attribute_text.hpp"

namespace azwf {
namespace {

// ticketURI -> ticket_uri, testSuiteRun -> test_suite_run
std::string name_in_lua(std::string_view name) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_capital(name[i])) {
      out += name[i];
      continue;
    }
    if (i > 0 && !is_capital(name[i - 1])) out += '_';
    out += static_cast<char>(name[i] - 'A' + 'a');
  }
  return out;
}

// A number names something as well as a text: change = 17.
std::optional<std::string> text_from(const Packed& value) {
  Unpacker unpacker(value.bytes);
  const auto type = unpacker.peek();
  if (!type) return std::nullopt;
  if (*type == PackedType::integer) return std::to_string(unpacker.integer().value_or(0));
  auto text = text_of(value);
  if (text.empty()) return std::nullopt;
  return text;
}

bool fits(CdShape shape, std::string_view text) {
  if (shape == CdShape::uri) return is_absolute_uri(text);
  if (shape == CdShape::uri_reference) return is_uri_reference(text);
  const auto words = words_of(shape);
  return words.empty() || std::ranges::find(words, text) != words.end();
}

std::optional<Packed> texts_from(const Packed& value) {
  Unpacker unpacker(value.bytes);
  const auto size = unpacker.array();
  if (!size) return std::nullopt;
  List list;
  for (std::size_t i = 0; i < *size; ++i) {
    const auto text = unpacker.string();
    if (!text) return std::nullopt;
    list.text(*text);
  }
  return list.pack();
}

std::optional<Packed> map_from(const Packed& value, std::span<const CdField> members) {
  const bool is_map = Unpacker(value.bytes).map().has_value();
  const auto map = is_map ? value : Record().value(members.front().name, value).pack();
  auto content = content_from(map, members);
  if (!content) return std::nullopt;
  return *std::move(content);
}

std::optional<Packed> shaped(const Packed& value, CdShape shape) {
  if (shape == CdShape::texts) return texts_from(value);
  if (const auto members = members_of(shape); !members.empty()) return map_from(value, members);
  const auto text = text_from(value);
  if (!text || !fits(shape, *text)) return std::nullopt;
  return packed_string(*text);
}

}  // namespace

std::expected<Packed, std::string_view> content_from(const Packed& data,
                                                     std::span<const CdField> fields) {
  Record content;
  for (const auto& field : fields) {
    auto value = field_of(data, field.name);
    if (value.is_nil()) value = field_of(data, name_in_lua(field.name));
    const auto taken = shaped(value, field.shape);
    if (taken) content.value(field.name, *taken);
    if (!taken && field.need == Need::required) return std::unexpected(field.name);
  }
  return content.pack();
}

}  // namespace azwf
