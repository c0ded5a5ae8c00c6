// Nodes compared and made.
#include "engine/yaml/node.hpp"

#include <fmt/format.h>

namespace azwf::yaml {
namespace {

// Of one well-formed value.
Node take_node(Unpacker& unpacker) {
  Node node;
  const auto type = unpacker.peek().value();
  if (type == PackedType::array || type == PackedType::map) {
    const bool is_map = type == PackedType::map;
    node.kind = is_map ? NodeKind::map : NodeKind::list;
    node.style = NodeStyle::block;
    for (auto size = is_map ? 2 * unpacker.map().value() : unpacker.array().value(); size > 0;
         --size) {
      node.items.push_back(take_node(unpacker));
    }
    return node;
  }
  node.value.bytes = std::string(unpacker.value().value());
  node.text = text_of(node.value);
  return node;
}

}  // namespace

bool same_value(const Node& one, const Node& other, bool as_written) {
  if (one.kind != other.kind || one.tag != other.tag || one.items.size() != other.items.size()) {
    return false;
  }
  if (one.kind == NodeKind::scalar) {
    const bool is_same_text = !as_written || one.text == other.text;
    return is_same_text && one.value == other.value && one.problem == other.problem;
  }
  if (one.kind == NodeKind::alias) return one.anchor == other.anchor;
  for (std::size_t i = 0; i < one.items.size(); ++i) {
    const bool is_key = one.kind == NodeKind::map && i % 2 == 0;
    const bool is_same = is_key ? one.items[i].text == other.items[i].text
                                : same_value(one.items[i], other.items[i], as_written);
    if (!is_same) return false;
  }
  return true;
}

const Node* find_key(const Node& map, std::string_view key) {
  for (std::size_t i = 0; i < map.items.size(); i += 2) {
    if (map.items[i].text == key) return &map.items[i + 1];
  }
  return nullptr;
}

Node node_of(const Packed& value) {
  Unpacker unpacker(value.bytes);
  return take_node(unpacker);
}

Node text_node(std::string_view text) { return node_of(packed_string(text)); }

std::string at(const Node& node) {
  return fmt::format(" at line {}, column {}", node.line + 1, node.column + 1);
}

}  // namespace azwf::yaml
