// Nodes compared and made; and a document as one value, its aliases followed.
#include "engine/yaml/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/base/check.hpp"
#include "engine/yaml/yaml.hpp"

namespace azwf::yaml {
namespace {

class Packing {
 public:
  explicit Packing(const Limits& limits) : limits_(limits) {}

  Result<Packed> pack(const Node& root) {
    note_anchors(root);
    Packed value{""};
    TRY_VOID(pack(root, value.bytes, 0));
    return value;
  }

 private:
  void note_anchors(const Node& node) {
    if (node.kind != NodeKind::alias && node.anchor != 0) anchored_[node.anchor] = &node;
    for (const auto& item : node.items) note_anchors(item);
  }

  static std::unexpected<Error> refuse(const Node& node, const std::string& what) {
    return failure(ErrorKind::invalid, "bad_yaml",
                   fmt::format("line {}, column {}: {}", node.line + 1, node.column + 1, what));
  }

  Result<void> pack(const Node& node, std::string& out, std::size_t depth) {
    if (++visited_ > limits_.value_nodes_max || out.size() > limits_.value_bytes_max) {
      return refuse(node, fmt::format("more than {} values or {} bytes once aliases are followed",
                                      limits_.value_nodes_max, limits_.value_bytes_max));
    }
    if (depth > limits_.value_depth_max) return refuse(node, "nested too deep, or in itself");
    if (!node.tag.empty()) return refuse(node, "there is no meaning for the tag " + node.tag);
    switch (node.kind) {
      case NodeKind::scalar: out += node.value.bytes; return {};
      case NodeKind::alias: return pack(*anchored_.at(node.anchor), out, depth + 1);
      case NodeKind::list: break;
      case NodeKind::map: return pack_map(node, out, depth);
    }
    Packer(out).array(node.items.size());
    for (const auto& item : node.items) TRY_VOID(pack(item, out, depth + 1));
    return {};
  }

  Result<void> pack_map(const Node& node, std::string& out, std::size_t depth) {
    std::vector<std::pair<std::string_view, std::size_t>> keys;
    for (std::size_t i = 0; i < node.items.size(); i += 2) {
      const auto& key = node.items[i];
      if (key.text == "<<" && key.style == NodeStyle::plain) {
        return refuse(key, "merge keys (<<) are not part of YAML 1.2; write the keys out");
      }
      keys.emplace_back(key.text, i + 1);
    }
    std::ranges::sort(keys);
    Packer packer(out);
    packer.map(keys.size());
    for (const auto& [key, value] : keys) {
      packer.string(key);
      TRY_VOID(pack(node.items[value], out, depth + 1));
    }
    return {};
  }

  const Limits& limits_;
  std::map<std::size_t, const Node*> anchored_;
  std::size_t visited_ = 0;
};

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

bool same_value(const Node& one, const Node& other) {
  if (one.kind != other.kind || one.tag != other.tag || one.items.size() != other.items.size()) {
    return false;
  }
  if (one.kind == NodeKind::scalar) return one.value == other.value;
  if (one.kind == NodeKind::alias) return one.anchor == other.anchor;
  for (std::size_t i = 0; i < one.items.size(); ++i) {
    const bool is_key = one.kind == NodeKind::map && i % 2 == 0;
    const bool is_same = is_key ? one.items[i].text == other.items[i].text
                                : same_value(one.items[i], other.items[i]);
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

Result<Packed> packed_of_yaml(std::string_view text, const Limits& limits) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto root = TRY(read_yaml(text, limits));
  return Packing(limits).pack(root);
}

}  // namespace azwf::yaml
